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


def _model_named(layer: str, name: str) -> type[LakeTable]:
    import_module(f"financial_lake.{layer}")
    for model in models(layer):
        if model.short_name() == name:
            return model
    raise LookupError(f"{layer}.{name} is named by a query, but no contract describes it")
