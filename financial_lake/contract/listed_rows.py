"""Rows of a table by rule that people keep as a list: a CSV beside its model, every row with the day it begins.

What a list means belongs in its model; how it is stored in `production.whole_tables`.
"""

import csv
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from financial_lake.contract.lake_table import LakeTable

NO_END = date(9999, 12, 31)


def listed_rows(model: type[LakeTable]) -> pa.Table:
    """The rows of the `.csv` beside a model, in its order; an empty cell is a missing value.

    Where the model has an `effective_to`, it is the day before the next row of the same key begins, and no
    column of the file: a list is changed by adding a row, never by editing one.
    """
    schema = model.arrow_schema()
    file = Path(str(sys.modules[model.__module__].__file__)).with_suffix(".csv")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [
            {name: _read(text, schema.field(name).type) for name, text in row.items()} for row in csv.DictReader(lines)
        ]
    if "effective_to" in schema.names:
        _end(rows, [name for name in model.key_columns() if name != "effective_from"])
    return pa.Table.from_pylist(rows, schema=schema)


def _read(text: str, kind: pa.DataType) -> Any:
    if not text:
        return None
    if pa.types.is_decimal(kind):
        return Decimal(text)
    if pa.types.is_date32(kind):
        return date.fromisoformat(text)
    if pa.types.is_boolean(kind):
        return {"true": True, "false": False}[text]
    return int(text) if pa.types.is_integer(kind) else text


def _end(rows: list[dict[str, Any]], names: list[str]) -> None:
    """Give every row the day before its successor begins."""
    next_start: dict[tuple[Any, ...], date] = {}
    for row in sorted(rows, key=_start, reverse=True):
        entity = tuple(row[name] for name in names)
        row["effective_to"] = next_start[entity] - timedelta(days=1) if entity in next_start else NO_END
        next_start[entity] = row["effective_from"]


def _start(row: Mapping[str, Any]) -> date:
    start: date = row["effective_from"]
    return start
