"""Answering a reader's query: it may read the lake, and nothing else anywhere."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from financial_lake.contract import LakeTable
from financial_lake.engines.connections import connect, quoted
from financial_lake.engines.publishing import attach_snapshot, views_of
from financial_lake.engines.views import Needed, registered, view_that_fails
from financial_lake.errors import PartitionUnreadable, QueryRefused
from financial_lake.storage import layout
from financial_lake.storage.lake import Lake

EXPLAIN = re.compile(r"^\s*explain\s+(analyze\s+)?", re.IGNORECASE)
ROWS_SHOWN = 40
READ_ONLY = "Only reading is allowed here: SELECT, FROM, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: names of the columns and all rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def as_csv(self) -> str:
        """Comma-separated, with a header; a missing value is empty, money keeps its cents."""
        sink = io.StringIO()
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([["" if value is None else _text(value) for value in row] for row in self.rows])
        return sink.getvalue()

    def as_json(self) -> str:
        """A list of objects; money and days are text, so that no cent is lost to a float."""
        listed = [dict(zip(self.columns, map(_plain, row), strict=True)) for row in self.rows]
        return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"

    def as_table(self, width: int | None = None, rows_shown: int = ROWS_SHOWN) -> str:
        """A table for a terminal, with a note of the rows left out."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for place, name in enumerate(self.columns):
            is_number = any(isinstance(row[place], int | float | Decimal) for row in self.rows[:1])
            table.add_column(name, justify="right" if is_number else "left", overflow="fold")
        for row in self.rows[:rows_shown]:
            table.add_row(*("" if value is None else _text(value) for value in row))
        sink = io.StringIO()
        console = Console(file=sink, width=width, no_color=True)
        console.print(table)
        hidden = len(self.rows) - rows_shown
        if hidden > 0:
            console.print(f"... and {hidden:,} more rows; choose CSV or JSON to see all {len(self.rows):,}.")
        return sink.getvalue()


def reading_room(
    lake: Lake, models: Iterable[type[LakeTable]], last_day: date | None = None, *, nothing_else: bool = False
) -> duckdb.DuckDBPyConnection:
    """A connection that sees these tables of the lake and its latest published snapshot, and can change nothing.

    What is stored as partitions is seen as of now: `datalake.transactions`. The rest (warehouse, marts) is seen
    as it was published last; a table that is nowhere yet has no rows.

    Args:
        lake: what is read.
        models: its tables.
        last_day: partitions after it are not shown.
        nothing_else: leave out what else the snapshot has; who asks for few tables is answered sooner.
    """
    connection = connect()
    chosen = list(models)
    stored = [model for model in chosen if lake.stored_days(model.address()) or _is_stored_whole(lake, model)]
    for model in stored:
        try:
            registered(connection, lake, [Needed(model, last=last_day)])
        except PartitionUnreadable as damage:
            view_that_fails(connection, model, str(damage))
    attach_snapshot(connection, lake, {_place(model) for model in chosen} if nothing_else else None)
    seen = views_of(connection)
    missing = [model for model in chosen if _place(model) not in seen]
    registered(connection, lake, [Needed(model) for model in missing])  # typed, without rows
    folders = [f"{lake.root / layer}/" for layer in sorted({model.address()[0] for model in chosen})]
    folders.append(f"{lake.warehouse_folder / layout.PUBLISHED}/")
    connection.execute(f"set allowed_directories = [{', '.join(quoted(each) for each in folders)}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _place(model: type[LakeTable]) -> tuple[str, str]:
    return model.address()[0], model.address()[-1]


def _is_stored_whole(lake: Lake, model: type[LakeTable]) -> bool:
    return bool((layout.table_folder(lake.root, model.address()) / layout.PARTITION_FILE).exists())


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    """Run one reading query.

    Raises:
        QueryRefused: when it is malformed, would write, looks outside the lake, or fails.
    """
    _check_reads_only(connection, sql)
    try:
        asked = connection.execute(sql)
        columns = tuple(column[0] for column in asked.description or ())
        return Answer(columns, tuple(asked.fetchall()))
    except duckdb.PermissionException as error:
        message = f"The query looks outside the lake, which is not allowed: {_said(error)}"
        raise QueryRefused(message) from error
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        message = (
            f"The query failed: {_said(error)} If a file of the lake is damaged, `financial-lake verify` names it."
        )
        raise QueryRefused(message) from error
    except duckdb.Error as error:
        raise QueryRefused(f"The query failed: {_said(error)}") from error


def _check_reads_only(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    statements = _statements(connection, sql)
    if len(statements) != 1:
        raise QueryRefused(f"Ask one query at a time; this text holds {len(statements)}. {READ_ONLY}")
    kind = statements[0].type
    if kind == duckdb.StatementType.EXPLAIN:
        inner = _statements(connection, EXPLAIN.sub("", sql, count=1))
        kind = inner[0].type if len(inner) == 1 else kind
    if kind != duckdb.StatementType.SELECT:
        name = str(kind).rsplit(".", maxsplit=1)[-1]
        raise QueryRefused(f"{name} is refused: a query does not change the lake. {READ_ONLY}")


def _statements(connection: duckdb.DuckDBPyConnection, sql: str) -> Sequence[Any]:
    try:
        return connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryRefused(f"This is not SQL that can be read: {_said(error)}") from error


def _said(error: Exception) -> str:
    return str(error).strip()


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value)
