"""Planting what must be found: partitions altered behind the lake's back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract.discovery import source_table
from financial_lake.storage import Lake, read_partition
from financial_lake.storage.layout import manifest_file
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.parquet import encoded
from financial_lake.storage.partitions import read_manifest

THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2024, 10, day) for day in range(3, 8))
NOBODY = 9_999_999


def alter_a_byte(lake: Lake, table: str, day: date) -> None:
    """Turn one bit in the middle of a partition's file."""
    file = Path(str(lake.partition_file(source_table(table).model.address(), day)))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def forge(lake: Lake, table: str, day: date, change: Callable[[pa.Table], pa.Table]) -> None:
    """Rewrite a partition with other rows, its manifest, hash and control totals made to fit."""
    model = source_table(table).model
    address = model.address()
    planted = read_manifest(lake, address, day).planted_defects
    rows = change(read_partition(lake, model, day))
    manifest = Manifest.of_rows(model, day, rows, settings_seal=lake.seal, planted_defects=planted)
    content = encoded(model, rows, manifest)
    Path(str(lake.partition_file(address, day))).write_bytes(content)
    Path(str(manifest_file(lake.root, address, day))).write_text(manifest.for_file(content).to_json(), "utf-8")


def first_amount_negative(rows: pa.Table) -> pa.Table:
    """The first clean posting of the day, with the wrong sign."""
    amounts = rows.column("amount").to_pylist()
    place = next(place for place, amount in enumerate(amounts) if amount > 0)
    amounts[place] = -amounts[place]
    return _with(rows, "amount", amounts)


def last_row_twice(rows: pa.Table) -> pa.Table:
    """The last row once more."""
    return pa.concat_tables([rows, rows.slice(rows.num_rows - 1)])


def first_customer_unknown(rows: pa.Table) -> pa.Table:
    """The first row, of a customer nobody knows."""
    return _with(rows, "customer_id", [NOBODY, *rows.column("customer_id").to_pylist()[1:]])


def plant_everything(lake: Lake) -> None:
    """One byte, one sign, one key, one orphan and one unlabelled defect, each on a day of its own table."""
    alter_a_byte(lake, "merchants", SATURDAY)
    forge(lake, "transactions", FRIDAY, first_amount_negative)
    forge(lake, "cards", THURSDAY, last_row_twice)
    forge(lake, "branch_visits", MONDAY, first_customer_unknown)
    forge(lake, "transactions", MONDAY, last_row_twice)


def _with(rows: pa.Table, column: str, values: list[object]) -> pa.Table:
    place = rows.schema.get_field_index(column)
    kind = rows.schema.field(column).type
    return rows.set_column(place, rows.schema.field(column), pc.cast(pa.array(values), kind))
