"""The status command: tables by days present, rows beside those to expect, bytes and failing checks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.engines.connections import named
from financial_lake.engines.questions import reading_room
from financial_lake.errors import PartitionUnreadable, QueryRefused, StorageRefused
from financial_lake.orchestration.check_tallies import CheckTally, check_tallies
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_manifest
from financial_lake.terminal.expected_rows import volumes
from financial_lake.terminal.naming import full_name

SHOWN = 3
HEADERS = ("table", "days", "first", "last", "rows", "expected", "MB", "checks passed", "failing")
NUMBERS = ("days", "rows", "expected", "MB", "checks passed")


@dataclass(slots=True)
class _Stored:
    """What lies in the lake of one table."""

    days: list[date] = field(default_factory=list)
    rows: int = 0
    file_bytes: int = 0
    damaged: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)


def show_status(console: Console, errors: Console, lake: Lake) -> bool:
    """Print it; whether no check fails, no file is damaged and no day is rejected."""
    tallies = _tallies(errors, lake)
    shown = Table(*HEADERS, box=None, pad_edge=False)
    for column in shown.columns:
        column.no_wrap = column.header != "failing"
        column.justify = "right" if column.header in NUMBERS else "left"
    everything = _Stored()
    failing = 0
    for table in all_models():
        stored = _stored(lake, table)
        tally = tallies.get(table.address(), CheckTally())
        failing += sum(len(keys) for keys in tally.failed.values())
        everything.rows += stored.rows
        everything.file_bytes += stored.file_bytes
        everything.damaged += stored.damaged
        everything.rejected += stored.rejected
        shown.add_row(*_line(table, stored, tally, lake.settings))
    settings = lake.settings
    title = f"{lake.root}: {settings.customers:,} customers, seed {settings.seed}, from {settings.opening_day}"
    console.print(escape(title), soft_wrap=True)
    Console(file=console.file, width=None if console.is_terminal else 250, highlight=False).print(shown)
    trouble = [f"{failing:,} failing checks"]
    trouble += [f"{len(everything.damaged):,} damaged files"] if everything.damaged else []
    trouble += [f"{len(everything.rejected):,} rejected days"] if everything.rejected else []
    console.print(
        f"{everything.rows:,} rows, {everything.file_bytes / 1e6:,.1f} MB, {', '.join(trouble)}", soft_wrap=True
    )
    return not (failing or everything.damaged or everything.rejected)


def _tallies(errors: Console, lake: Lake) -> Mapping[tuple[str, ...], CheckTally]:
    try:
        return check_tallies(lake, [table for table in all_models() if table.is_dated()])
    except StorageRefused as refused:  # a lake on a read-only disk can still be looked at
        errors.print(f"[yellow]note:[/yellow] checks are not shown: {escape(str(refused))}", soft_wrap=True)
        return {}


def _stored(lake: Lake, table: type[LakeTable]) -> _Stored:
    if not table.is_dated():
        return _Stored(rows=_rows_now(lake, table))
    stored = _Stored(days=lake.stored_days(table.address()))
    stored.rejected = [str(day) for day in lake.rejected_days(table.address())]
    for day in stored.days:
        try:
            manifest = read_manifest(lake, table.address(), day)
        except PartitionUnreadable:
            stored.damaged.append(str(day))
            continue
        found = lake.partition_file(table.address(), day).stat().st_size
        if found != manifest.file_bytes:
            stored.damaged.append(str(day))
        stored.rows += manifest.row_count
        stored.file_bytes += found
    return stored


def _rows_now(lake: Lake, table: type[LakeTable]) -> int:
    """Rows of a table without days, as readers see it."""
    try:
        with reading_room(lake, [table]) as connection:
            counted = connection.execute(f"select count(*) from {named(table.address()[0], table.short_name())}")  # noqa: S608
            row = counted.fetchone()
    except (QueryRefused, StorageRefused, PartitionUnreadable):
        return 0
    return int(row[0]) if row else 0


def _line(table: type[LakeTable], stored: _Stored, tally: CheckTally, bank: BankSettings) -> list[str]:
    troubles = [_failing(check, keys) for check, keys in sorted(tally.failed.items())]
    troubles += [_failing("damaged", stored.damaged)] if stored.damaged else []
    troubles += [_failing("rejected", stored.rejected)] if stored.rejected else []
    return [
        full_name(table),
        f"{len(stored.days):,}" if table.is_dated() else "",
        str(stored.days[0]) if stored.days else "",
        str(stored.days[-1]) if stored.days else "",
        f"{stored.rows:,}",
        _expected(table, stored, bank),
        f"{stored.file_bytes / 1e6:,.1f}" if table.is_dated() else "",
        f"{tally.passed:,}" if table.is_dated() else "",
        "; ".join(troubles),
    ]


def _expected(table: type[LakeTable], stored: _Stored, bank: BankSettings) -> str:
    """Rows a bank of this size has on the stored days; what is made from source tables has no figure of its own."""
    promised = volumes().get(table.short_name()) if table.address()[0] == SOURCE_LAYER else None
    return "" if promised is None else f"{promised.expected(bank, stored.days):,}"


def _failing(what: str, keys: list[str]) -> str:
    shown = ", ".join(sorted(keys)[:SHOWN])
    more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
    return f"{what} {shown}{more}"
