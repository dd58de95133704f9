"""How tables are found: every module below a layer's package that defines a LakeTable is a table."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

import pyarrow as pa

from financial_lake.contract.lake_table import SOURCE_LAYER, LakeTable
from financial_lake.errors import UnknownTable

LAYERS = ("datalake", "curated", "warehouse_facts", "warehouse", "marts", "regulatory")
"""Every layer that has tables, in the direction in which data flows."""

Generate = Callable[[Any, date], pa.Table]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the source layer: what it is and how a day of it is made."""

    model: type[LakeTable]
    generate: Generate

    @property
    def name(self) -> str:
        """Table name, unique within the layer."""
        return self.model.short_name()

    @property
    def domain(self) -> str:
        """Folder of the table: customers, accounts, payments ..."""
        return self.model.address()[1]


@cache
def models(layer: str) -> tuple[type[LakeTable], ...]:
    """All contracts of a layer, in order of address."""
    package = importlib.import_module(f"financial_lake.{layer}")
    found = []
    for entry in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        model = _model_in(importlib.import_module(entry.name)) if not entry.ispkg else None
        if model is not None:
            found.append(model)
    return tuple(sorted(found, key=lambda each: each.address()))


def all_models() -> tuple[type[LakeTable], ...]:
    """All contracts of all layers."""
    return tuple(model for layer in LAYERS for model in models(layer))


@lru_cache(maxsize=1)
def source_tables() -> tuple[SourceTable, ...]:
    """All tables of the source layer, in order of address."""
    tables = []
    for model in models(SOURCE_LAYER):
        module = importlib.import_module(model.__module__)
        tables.append(SourceTable(model, module.generate))
    return tuple(tables)


def source_table(name: str) -> SourceTable:
    """The source table of that name, alone or with its domain or layer before it.

    Raises:
        UnknownTable: with the nearest names.
    """
    known = {table.name: table for table in source_tables()}
    short = name.replace(".", "/").split("/")[-1]
    if short in known:
        return known[short]
    near = get_close_matches(short, known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else "See `financial-lake tables` for all of them."
    raise UnknownTable(f"There is no source table {name!r}. {hint}")


def _model_in(module: ModuleType) -> type[LakeTable] | None:
    for member in vars(module).values():
        if (
            isinstance(member, type)
            and issubclass(member, LakeTable)
            and member is not LakeTable
            and member.__module__ == module.__name__
        ):
            return member
    return None
