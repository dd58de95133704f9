"""What the catalogue shows of a table: rendered from its contract, typed nowhere else."""

import inspect
import sys
from collections.abc import Callable, Iterable
from typing import Any

import dagster as dg
import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern, Pii
from financial_lake.contract.declarations import ColumnMeaning
from financial_lake.contract.lake_table import SOURCE_LAYER

KINDS_BY_LAYER = {
    SOURCE_LAYER: {"parquet", "python"},
    "curated": {"parquet", "duckdb", "sql"},
    "warehouse_facts": {"parquet", "duckdb", "sql"},
    "warehouse": {"duckdb", "sql"},
    "marts": {"parquet", "duckdb", "sql"},
    "regulatory": {"parquet", "duckdb", "sql"},
}


def asset_key(model: type[LakeTable]) -> dg.AssetKey:
    """The table's address: datalake/payments/transactions."""
    return dg.AssetKey(list(model.address()))


AsAsset = Callable[[Callable[..., Any]], dg.AssetsDefinition]
"""What `dg.asset` gives; type checkers lose it where arguments are unpacked."""


def asset_arguments(model: type[LakeTable], location: str) -> dict[str, Any]:
    """Everything an asset of this table says about itself, as arguments of `dg.asset`.

    Args:
        model: the contract.
        location: URI of the table's folder or file in the lake.
    """
    about, layer = model.about(), model.address()[0]
    return {
        "key": asset_key(model),
        "description": _description(model),
        "group_name": "_".join(model.address()[1:-1]) or layer,
        "owners": [f"team:{about.owner}"],
        "kinds": KINDS_BY_LAYER[layer],
        "tags": {
            "layer": layer,
            "cadence": "daily" if model.is_dated() else "once",
            "domain": model.address()[1] if len(model.address()) > 2 else layer,
            "load_pattern": about.load.value,
            "pii": _highest_pii(model).value,
        },
        "metadata": {
            "dagster/column_schema": column_schema(model),
            "dagster/table_name": f"{layer}.{model.short_name()}",
            "dagster/uri": location,
            "dagster/storage_kind": "duckdb" if layer == "warehouse" else "parquet",
            "dagster/code_references": code_references(model, "model"),
            "grain": about.grain,
            "key": key_of(model),
            "load_pattern": about.load.value,
            "reconciliation_rules": ", ".join(about.rules) or "none",
        },
    }


def key_of(model: type[LakeTable]) -> str:
    """The columns that are unique together, `dt` first where the table has days."""
    dated = ("dt",) if model.is_dated() else ()
    return ", ".join(dict.fromkeys((*dated, *model.key_columns())))


def column_schema(model: type[LakeTable]) -> dg.TableSchema:
    """The Columns tab: types, meanings, constraints, and tags for key, PII class and reference."""
    return dg.TableSchema(
        columns=[_column(each, is_key=each.name in model.key_columns()) for each in model.column_meanings()],
        constraints=dg.TableConstraints(other=list(_row_constraints(model))),
    )


def type_name(kind: pa.DataType) -> str:
    """The SQL name of a stored type."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    names = {pa.int64(): "BIGINT", pa.int32(): "INTEGER", pa.string(): "VARCHAR", pa.bool_(): "BOOLEAN"}
    if pa.types.is_date32(kind):
        return "DATE"
    return "TIMESTAMP" if pa.types.is_timestamp(kind) else names.get(kind, str(kind).upper())


def _column(each: ColumnMeaning, *, is_key: bool) -> dg.TableColumn:
    tags = {"pii": each.pii.value}
    if is_key:
        tags["key"] = ""
    if each.reference is not None:
        tags["references"] = f"{each.reference.table}.{each.reference.column}"
    return dg.TableColumn(
        name=each.name,
        type=type_name(each.arrow_type),
        description=each.meaning,
        constraints=dg.TableColumnConstraints(nullable=each.nullable, unique=False, other=list(each.rules)),
        tags=tags,
    )


def _row_constraints(model: type[LakeTable]) -> Iterable[str]:
    if model.about().unique_key and model.key_columns():
        yield f"unique: {key_of(model)}"
    for rule in model.row_rules():
        yield rule.meaning


def _description(model: type[LakeTable]) -> str:
    about = model.about()
    days = {
        LoadPattern.SNAPSHOT_WEEKDAY: "Saturday and Sunday partitions exist with zero rows; "
        "readers take the latest snapshot on or before the day.",
        LoadPattern.SNAPSHOT_DAILY: "State at the end of every calendar day.",
        LoadPattern.REFERENCE: "The whole list, every calendar day.",
        LoadPattern.EVENTS: "What happened on the day.",
        LoadPattern.DAY: "A function of its inputs' partitions of the day.",
        LoadPattern.DAY_ON_WEEKDAYS: "A function of its inputs' partitions of the day; no rows on Saturday and Sunday.",
        LoadPattern.MONTH_END: "Rows on the last calendar day of a month, none on the other days.",
        LoadPattern.FULL: "Rebuilt whole.",
    }[about.load]
    return f"{inspect.cleandoc(model.__doc__ or '')}\n\n**Grain:** {about.grain}. **Key:** {key_of(model)}. {days}"


def _highest_pii(model: type[LakeTable]) -> Pii:
    order = list(Pii)
    return max((each.pii for each in model.column_meanings()), key=order.index)


def code_references(described: type | Callable[..., Any], label: str) -> dg.CodeReferencesMetadataValue:
    """Where the catalogue's link "Open in editor" leads.

    Args:
        described: a table's model, or the function that makes an asset.
        label: what the link is called.
    """
    module = sys.modules[described.__module__]
    _, line = inspect.getsourcelines(described)
    reference = dg.LocalFileCodeReference(file_path=str(module.__file__), line_number=line, label=label)
    return dg.CodeReferencesMetadataValue(code_references=[reference])
