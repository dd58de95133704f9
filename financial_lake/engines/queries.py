"""The SQL beside a model, and the tables it names."""

import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import sqlglot
from sqlglot import exp

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models


@dataclass(frozen=True, slots=True)
class Query:
    """A table's SQL, the tables it names, and the columns it gives."""

    text: str
    inputs: tuple[type[LakeTable], ...]
    columns: tuple[str, ...]


@cache
def query_of(model: type[LakeTable]) -> Query:
    """The `.sql` beside a model; its inputs are read from the parsed text.

    Raises:
        LookupError: when it names a table that no contract describes: a programming error.
    """
    return _query_in(_file_beside(model))


@cache
def late_query_of(fact: type[LakeTable]) -> Query | None:
    """What became of a fact's rows on later days, from the `<fact>_late.sql` beside it, where there is one.

    Partitions never look forward; only the star's view shows a later fate beside an earlier event. The query
    gives the fact's key and the columns to add.
    """
    file = _file_beside(fact)
    late = file.with_stem(f"{file.stem}_late")
    return _query_in(late) if late.exists() else None


def has_query(model: type[LakeTable]) -> bool:
    """Whether the table is made by SQL."""
    return _file_beside(model).exists()


def is_rebuilt_whole(model: type[LakeTable]) -> bool:
    """Whether the table is made by SQL in the warehouse file, all of it at once."""
    return not model.is_dated() and has_query(model)


def _file_beside(model: type[LakeTable]) -> Path:
    return Path(str(sys.modules[model.__module__].__file__)).with_suffix(".sql")


@cache
def query_in(text: str) -> Query:
    """What an SQL text names and gives.

    Raises:
        LookupError: when it names a table that no contract describes: a programming error.
    """
    parsed = sqlglot.parse_one(text, dialect="duckdb")
    named = sorted({(table.db, table.name) for table in parsed.find_all(exp.Table) if table.db and table.db != "build"})
    columns = tuple(parsed.named_selects) if isinstance(parsed, exp.Query) else ()
    return Query(text, tuple(_model_named(layer, name) for layer, name in named), columns)


def _query_in(file: Path) -> Query:
    return query_in(file.read_text(encoding="utf-8"))


def _model_named(layer: str, name: str) -> type[LakeTable]:
    import_module(f"financial_lake.{layer}")
    for model in models(layer):
        if model.short_name() == name:
            return model
    raise LookupError(f"{layer}.{name} is named by a query, but no contract describes it")
