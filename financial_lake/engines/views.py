"""Showing tables of the lake to DuckDB as views over exactly the Parquet files that are needed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.engines.connections import named, quoted
from financial_lake.errors import PartitionUnreadable
from financial_lake.renderings.sql_ddl import sql_type
from financial_lake.storage import layout
from financial_lake.storage.lake import Lake

BUILD_DAYS = ("build", "days")


@dataclass(frozen=True, slots=True)
class Needed:
    """A table a query reads, and from when to when; an open end takes what is stored."""

    model: type[LakeTable]
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the query reads that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def registered(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    needed: Iterable[Needed],
    files_of: Callable[[type[LakeTable], Sequence[date]], Sequence[str]] | None = None,
) -> list[tuple[str, date]]:
    """Make a view `<layer>.<table>` of every needed table; a table without partitions is a typed empty view.

    Args:
        connection: views are made in its default database.
        lake: where the partitions are.
        needed: tables, and the days of them that are read.
        files_of: the files (or patterns) of a table's stored days, in folders dt=...; by default where the lake has
            them.

    Returns:
        What the views read: (layer.table, day) of every file, in order.

    Raises:
        PartitionUnreadable: when DuckDB cannot read a file it looks at for the columns.
    """
    read = []
    for each in needed:
        address = each.model.address()
        if not each.model.is_dated():
            whole = layout.table_folder(lake.root, address) / layout.PARTITION_FILE
            view_over(connection, each.model, [whole] if whole.exists() else [])
            continue
        days = [day for day in lake.stored_days(address) if each.covers(day)]
        if files_of is None:
            folder = layout.table_folder(lake.root, address)
            view_over(connection, each.model, [f"{folder}/{layout.file_in_table(day)}" for day in days])
        else:
            view_over(connection, each.model, files_of(each.model, days))
        read += [(each.model.sql_name(), day) for day in days]
    return read


def register_days(connection: duckdb.DuckDBPyConnection, days: Sequence[date]) -> None:
    """Make `build.days(dt)`: the days of this run, from which every day-style query starts."""
    rows = ", ".join(f"(date {quoted(day.isoformat())})" for day in sorted(set(days)))
    chosen = f"select dt from (values {rows}) as given(dt)" if rows else "select null::date as dt where false"  # noqa: S608 - days only
    connection.execute(f"create schema if not exists {named(BUILD_DAYS[0])}")
    connection.execute(f"create or replace view {named(*BUILD_DAYS)} as {chosen}")


def view_over(connection: duckdb.DuckDBPyConnection, model: type[LakeTable], files: Sequence[str | UPath]) -> None:
    """Make the view of one table over these files, columns and types as its contract has them."""
    address = model.address()
    fields = list(model.arrow_schema())
    if files:
        columns = ", ".join(named(field.name) for field in fields)
        listed = ", ".join(quoted(file) for file in files)
        # a filter on dt opens only its files
        by_day = (
            "hive_partitioning = true, hive_types = {'dt': DATE}" if model.is_dated() else "hive_partitioning = false"
        )
        body = f"select {columns} from read_parquet([{listed}], {by_day})"  # noqa: S608 - all quoted
    else:
        body = f"select {_nulls(fields)} where false"
    view = named(address[0], address[-1])
    connection.execute(f"create schema if not exists {named(address[0])}")
    try:
        connection.execute(f"create or replace view {view} as {body}")
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.BinderException) as error:
        why = str(error).splitlines()[0]
        raise PartitionUnreadable(
            f"{'/'.join(address)} cannot be read: {why} `financial-lake verify` names what is damaged."
        ) from error


def view_that_fails(connection: duckdb.DuckDBPyConnection, model: type[LakeTable], why: str) -> None:
    """Make a view of the table that says why when it is read, so that one damaged table hinders no other."""
    address = model.address()
    nulls = _nulls(list(model.arrow_schema()))
    body = f"select {nulls} from (select error({quoted(why)}) as why) where why is null"  # noqa: S608
    connection.execute(f"create schema if not exists {named(address[0])}")
    connection.execute(f"create or replace view {named(address[0], address[-1])} as {body}")


def _nulls(fields: Sequence[pa.Field]) -> str:
    return ", ".join(f"null::{sql_type(field.type)} as {named(field.name)}" for field in fields)
