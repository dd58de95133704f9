"""Making days of a table from its SQL: the same text for one day or for many, split by day when written.

A day-style `.sql` starts from `build.days(dt)` and reads its inputs under their own names. The model says how
many days back it reads; only those files are shown to it, so nothing can read further or forward.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from time import perf_counter

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import sqlglot
from sqlglot import exp

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models
from financial_lake.engines import Needed, connect, register_days, registered
from financial_lake.production.source_days import MadeDay
from financial_lake.production.whole_tables import whole_file
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_manifest
from financial_lake.storage.promotion import writing


@dataclass(frozen=True, slots=True)
class Query:
    """A table's SQL and the tables it names."""

    text: str
    inputs: tuple[type[LakeTable], ...]


@cache
def query_of(model: type[LakeTable]) -> Query:
    """The `.sql` beside a model; its inputs are read from the parsed text.

    Raises:
        LookupError: when it names a table that no contract describes: a programming error.
    """
    text = Path(str(sys.modules[model.__module__].__file__)).with_suffix(".sql").read_text(encoding="utf-8")
    parsed = sqlglot.parse_one(text, dialect="duckdb")
    named = sorted({(table.db, table.name) for table in parsed.find_all(exp.Table) if table.db and table.db != "build"})
    return Query(text, tuple(_model_named(layer, name) for layer, name in named))


def has_query(model: type[LakeTable]) -> bool:
    """Whether the table is made by SQL."""
    return Path(str(sys.modules[model.__module__].__file__)).with_suffix(".sql").exists()


def show_inputs(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    model: type[LakeTable],
    first: date | None = None,
    last: date | None = None,
) -> list[tuple[str, date]]:
    """Make a view of every table the model's SQL names, with the days that `first` to `last` may read of it.

    Tables by rule are stored first where they are not there yet.

    Returns:
        What the views read: (layer.table, day) of every partition, in order.
    """
    inputs = query_of(model).inputs
    for each in inputs:
        if not each.is_dated():
            whole_file(lake, each)
    return registered(connection, lake, [Needed(each, _reach(model, each, first), last) for each in inputs])


def _reach(model: type[LakeTable], parent: type[LakeTable], day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=model.about().reads_back_of(parent.sql_name()))


def make_query_days(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[MadeDay]:
    """Make days of a table from its SQL and store them, month by month; yields each once it is in its place.

    Raises:
        ContractViolation: a day was rejected; its rows and a report are kept under rejected/.
        PartitionLocked, StorageRefused: as for source days.
    """
    for _, month in groupby(sorted(set(days)), key=lambda day: (day.year, day.month)):
        chosen = list(month)
        start = perf_counter()
        rows, read = _answer(lake, model, chosen)
        share = (perf_counter() - start) / len(chosen)
        with writing(lake, model, chosen) as writer:
            for day in chosen:
                promoted = writer.promote(
                    day, _of_day(rows, day), inputs=_hashes(lake, model, read, day), engine="duckdb"
                )
                yield MadeDay.told(model, day, promoted.manifest, promoted.path, share + promoted.seconds)


def _answer(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> tuple[pa.Table, list[tuple[str, date]]]:
    with closing(connect()) as connection:
        read = show_inputs(connection, lake, model, days[0], days[-1])
        register_days(connection, days)
        rows = connection.sql(query_of(model).text).to_arrow_table()
    return rows.select(model.arrow_schema().names).cast(model.arrow_schema()), read


def _of_day(rows: pa.Table, day: date) -> pa.Table:
    return rows.filter(pc.equal(rows.column("dt"), pa.scalar(day, pa.date32())))


def _hashes(lake: Lake, model: type[LakeTable], read: list[tuple[str, date]], day: date) -> dict[str, str]:
    """sha256 of every partition the day may have read: what makes it stale when one of them changes."""
    named = {each.sql_name(): each for each in query_of(model).inputs}
    back = {name: model.about().reads_back_of(name) for name in named}
    return {
        f"{table} {when}": read_manifest(lake, named[table].address(), when).file_sha256
        for table, when in read
        if 0 <= (day - when).days <= back[table]
    }


def _model_named(layer: str, name: str) -> type[LakeTable]:
    import_module(f"financial_lake.{layer}")
    for model in models(layer):
        if model.short_name() == name:
            return model
    raise LookupError(f"{layer}.{name} is named by a query, but no contract describes it")
