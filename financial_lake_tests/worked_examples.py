"""Running a table's SQL on a handful of rows written out by hand, with everything unsaid filled in plausibly."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.engines import connect, register_days
from financial_lake.engines.connections import named
from financial_lake.engines.queries import query_of
from financial_lake.production.whole_tables import rows_of

Rows = Sequence[Mapping[str, Any]]


def table_of(model: type[LakeTable], rows: Rows) -> pa.Table:
    """Rows in the contract's schema; columns not named are null where they may be, else a plain value."""
    schema = model.arrow_schema()
    filled = [{field.name: row.get(field.name, _plain(field)) for field in schema} for row in rows]
    return pa.Table.from_pylist([{name: _exact(value) for name, value in row.items()} for row in filled], schema=schema)


def answer(
    model: type[LakeTable], days: Sequence[date], inputs: Mapping[type[LakeTable], Rows]
) -> list[dict[str, Any]]:
    """What the table's SQL gives for the days, in its own order; lists by rule are there without being named."""
    query = query_of(model)
    with closing(connect()) as connection:
        for each in query.inputs:
            rows = table_of(each, inputs[each]) if each in inputs else rows_of(each)
            stand_in = "_".join(each.address())
            connection.register(stand_in, rows)
            connection.execute(f"create schema if not exists {named(each.address()[0])}")
            connection.execute(f"create view {named(each.address()[0], each.short_name())} as from {stand_in}")
        register_days(connection, days)
        found = connection.sql(query.text).to_arrow_table()
    typed = found.select(model.arrow_schema().names).cast(model.arrow_schema())
    model.check_rows(typed)
    return list(typed.to_pylist())


def _plain(field: pa.Field) -> Any:
    if field.nullable:
        return None
    kind = field.type
    if pa.types.is_decimal(kind):
        return Decimal(0)
    if pa.types.is_date32(kind):
        return date(2024, 1, 1)
    if pa.types.is_timestamp(kind):
        return datetime(2024, 1, 1)  # noqa: DTZ001 - instants carry no zone marker
    if pa.types.is_boolean(kind):
        return False
    return 0 if pa.types.is_integer(kind) else "-"


def _exact(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) and _is_number(value) else value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit() and "." in text
