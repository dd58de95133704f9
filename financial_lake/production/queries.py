"""The SQL beside a model, and the tables it names."""

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models
from financial_lake.engines import Needed, registered
from financial_lake.production.whole_tables import whole_file
from financial_lake.storage.lake import Lake


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


def is_rebuilt_whole(model: type[LakeTable]) -> bool:
    """Whether the table is made by SQL in the warehouse file, all of it at once."""
    return not model.is_dated() and has_query(model)


def show_inputs(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    model: type[LakeTable],
    first: date | None = None,
    last: date | None = None,
) -> list[tuple[str, date]]:
    """Make a view of every table the model's SQL names, with the days that `first` to `last` may read of it.

    Tables by rule are stored first where they are not there yet. Tables rebuilt whole by SQL are not in the lake
    but in the warehouse: who has that open shows them.

    Returns:
        What the views read: (layer.table, day) of every partition, in order.
    """
    inputs = [each for each in query_of(model).inputs if not is_rebuilt_whole(each)]
    for each in inputs:
        if not each.is_dated():
            whole_file(lake, each)
    return registered(connection, lake, [Needed(each, _reach(model, each, first), last) for each in inputs])


def _reach(model: type[LakeTable], parent: type[LakeTable], day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=model.about().reads_back_of(parent.sql_name()))


def _model_named(layer: str, name: str) -> type[LakeTable]:
    import_module(f"financial_lake.{layer}")
    for model in models(layer):
        if model.short_name() == name:
            return model
    raise LookupError(f"{layer}.{name} is named by a query, but no contract describes it")
