"""The partitions rules look at, held in DuckDB under their own names and read again when a file changed.

A rule sees `days(dt)` (the days to judge), `calendar` (one row a day around them), `datalake.<table>` and the
other layers, `clean.transactions` and `clean.accounts` (the feeds without planted dirt), and `simulated.<name>`
for the few values only the simulation knows. More days may be held than a rule needs: every rule starts from
`days`. Partitions before the bank's opening day cannot be stored; the simulation stands in for them (13.4).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Protocol

import duckdb
import pyarrow as pa
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import LAYERS, all_models, models, source_table
from financial_lake.engines.connections import connect, quoted
from financial_lake.reconciliation.calendar_days import calendar
from financial_lake.reconciliation.cleaning import CLEAN_ACCOUNTS, CLEAN_TRANSACTIONS
from financial_lake.renderings.sql_ddl import sql_types
from financial_lake.simulation.bank import Bank
from financial_lake.storage.partitions import engine_of

ROWS_HELD = 8_000_000
"""Above it everything is forgotten before more is read: a quarter of the default bank is 5.5 million rows."""

Simulated = Callable[[Bank, Sequence[date]], pa.Table]
Furnish = Callable[[duckdb.DuckDBPyConnection], None]
Partition = tuple[str, date]
Stamp = tuple[float, ...]
SIMULATED: Stamp = (0.0,)
"""Stands for the file of a partition before the opening day."""
WORD = re.compile(r"[a-z_]\w*")
LANDING = "landing"
NEEDED_TO_CLEAN = frozenset(WORD.findall(CLEAN_TRANSACTIONS + CLEAN_ACCOUNTS))


class StoredPartitions(Protocol):
    """What rules need of a lake: where its partitions are stored."""

    def partition_file(self, address: tuple[str, ...], day: date) -> Path | UPath:
        """The partition's Parquet file, whether or not it exists."""


class Evidence:
    """What is known of one lake: `with evidence.looking():` around everything that belongs together."""

    def __init__(
        self, lake: StoredPartitions, bank: Bank, words: frozenset[str], furnish: Furnish = lambda _connection: None
    ) -> None:
        """Hold nothing yet.

        Args:
            lake: where the partitions are stored.
            bank: the bank of that lake.
            words: every name the rules may use; columns called otherwise are not read.
            furnish: puts tables without days into the connection, which is empty again now and then.
        """
        self._lake, self._bank, self._words = lake, bank, words | NEEDED_TO_CLEAN
        self._lock = RLock()
        self._stamps: dict[Partition, Stamp | None] = {}
        self._unreadable: set[tuple[Partition, Stamp]] = set()
        self._files: dict[Partition, Path | UPath] = {}
        self._landed: dict[Partition, tuple[Stamp | None, bool]] = {}
        self._furnish = furnish
        self._forget()

    def _forget(self) -> None:
        self.connection = connect()
        self.connection.execute("set preserve_insertion_order = false")  # rules start from `days`, in no order
        schemas = [f"create schema {schema}" for schema in (*LAYERS, "clean", "simulated")]
        tables = [self._empty_table(model) for model in all_models()]
        clean = f"create table clean.transactions as {CLEAN_TRANSACTIONS.format(days='null')}"
        self.connection.execute(";".join((*schemas, *tables, CLEAN_ACCOUNTS, clean)))
        self._held: dict[str, dict[date, Stamp]] = {}
        self._cleaned: dict[date, tuple[Stamp, Stamp]] = {}
        self._said: dict[str, frozenset[date]] = {}
        self._judged: tuple[date, ...] | None = None
        self._rows = 0
        self._furnish(self.connection)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look at the files as they are now; one thread at a time."""
        with self._lock:
            self._stamps = {}
            yield

    def has(self, table: str, day: date) -> bool:
        """Whether the partition can be looked at: stored and readable, or before the calendar opens."""
        return self.stamp(table, day) is not None

    def is_before_opening(self, day: date) -> bool:
        """Whether the bank's calendar has no such day, so that only the simulation knows it."""
        return day < self._bank.settings.opening_day

    def is_landed(self, table: str, day: date) -> bool:
        """Whether the partition is a user's extract instead of the simulated feed."""
        stamp, key = self.stamp(table, day), (table, day)
        if stamp in {None, SIMULATED}:
            return False
        if self._landed.get(key, (None, False))[0] != stamp:
            self._landed[key] = stamp, engine_of(self._file(key)) == LANDING
        return self._landed[key][1]

    def stamp(self, table: str, day: date) -> Stamp | None:
        """What tells one content of a partition's file from another, its size first; None when there is none."""
        key = (table, day)
        if key not in self._stamps:
            self._stamps[key] = self._look(key)
        return self._stamps[key]

    def _look(self, partition: Partition) -> Stamp | None:
        if self.is_before_opening(partition[1]):
            return SIMULATED
        try:
            found = self._file(partition).stat()
        except FileNotFoundError:
            return None
        stamp = (found.st_size, getattr(found, "st_mtime_ns", found.st_mtime), getattr(found, "st_ino", 0))
        return None if (partition, stamp) in self._unreadable else stamp

    def _file(self, partition: Partition) -> Path | UPath:
        table, day = partition
        if partition not in self._files:
            self._files[partition] = self._lake.partition_file(model_of(table).address(), day)
        return self._files[partition]

    def hold(self, wanted: Iterable[Partition], days: Sequence[date]) -> None:
        """Read what is wanted and not held, or has changed; afterwards `has` knows what could not be read."""
        if self._rows > ROWS_HELD:
            self._forget()
        by_table: dict[str, set[date]] = {}
        for table, day in wanted:
            by_table.setdefault(table, set()).add(day)
        for table, asked in sorted(by_table.items()):
            self._hold_table(table, asked)
        if "transactions" in by_table:
            self._clean(by_table["transactions"])
        self._show("calendar", calendar(min(days), max(days)))

    def judge(self, days: Sequence[date]) -> None:
        """Make `days` the days to judge."""
        if self._judged != tuple(days):
            listed = ", ".join(f"date '{day}'" for day in days)
            self.connection.execute(f"create or replace table days as select unnest([{listed}]) as dt")
            self._judged = tuple(days)

    def simulate(self, name: str, relation: Simulated, days: Sequence[date]) -> None:
        """Show what the simulation says of the days as `simulated.<name>`."""
        if not self._said.get(name, frozenset()).issuperset(days):
            self._show(f"simulated.{name}", relation(self._bank, days))
            self._said[name] = frozenset(days)

    def _hold_table(self, table: str, asked: set[date]) -> None:
        held = self._held.setdefault(table, {})
        if any(self.stamp(table, day) != stamp for day, stamp in held.items()):
            held.clear()  # a file changed or went: none of its rows may stay
            self.connection.execute(self._empty_table(model_of(table)))
        model = model_of(table)
        new = {day: stamp for day in sorted(asked - set(held)) if (stamp := self.stamp(table, day)) is not None}
        stored = [day for day, stamp in new.items() if stamp != SIMULATED]
        files = {day: str(self._file((table, day))) for day in stored}
        for day in self._read(model, files, into_empty=not held):
            self._unreadable.add(((table, day), new.pop(day)))
            self._stamps[table, day] = None
        simulated = [day for day, stamp in new.items() if stamp == SIMULATED]
        if simulated and model.address()[0] == "datalake":  # from the others nothing was made before
            generated = [source_table(table).generate(self._bank, day) for day in simulated]
            self._insert_rows(model, pa.concat_tables(generated))
        held.update(new)

    def _read(self, model: type[LakeTable], files: dict[date, str], *, into_empty: bool) -> list[date]:
        """Read files; the days whose file cannot be read."""
        if not files:
            return []
        kinds, name = sql_types(model), model.sql_name()
        columns = ", ".join(f"cast({column} as {kinds[column]}) as {column}" for column in self._columns(model))
        listed = ", ".join(quoted(file) for file in files.values())
        into = f"create or replace table {name} as" if into_empty else f"insert into {name}"
        source = f"select {columns} from read_parquet([{listed}], hive_partitioning = false)"
        try:
            counted = self.connection.execute(f"{into} {source}").fetchall()
        except duckdb.Error:
            if len(files) == 1:
                return list(files)
            return [day for day, file in files.items() for _ in self._read(model, {day: file}, into_empty=False)]
        self._rows += counted[0][0]
        return []

    def _insert_rows(self, model: type[LakeTable], rows: pa.Table) -> None:
        columns = ", ".join(self._columns(model))
        self.connection.register("generated", rows)
        self.connection.execute(f"insert into {model.sql_name()} select {columns} from generated")
        self.connection.unregister("generated")
        self._rows += rows.num_rows

    def _clean(self, asked: set[date]) -> None:
        raw, defects = self._held["transactions"], self._held.get("planted_defects", {})
        ready = {day: (raw[day], defects[day]) for day in asked if day in raw and day in defects}
        if not self._cleaned or any(ready.get(day, stamps) != stamps for day, stamps in self._cleaned.items()):
            self._cleaned = {}
        new = [day for day in ready if day not in self._cleaned]
        listed = ", ".join(f"date '{day}'" for day in new) or "null"
        into = "insert into clean.transactions" if self._cleaned else "create or replace table clean.transactions as"
        self.connection.execute(f"{into} {CLEAN_TRANSACTIONS.format(days=listed)}")
        self._cleaned.update({day: ready[day] for day in new})

    def _columns(self, model: type[LakeTable]) -> list[str]:
        names = model.arrow_schema().names
        return [name for name in names if name in self._words] or names[:1]

    def _empty_table(self, model: type[LakeTable]) -> str:
        kinds = sql_types(model)
        columns = ", ".join(f"{name} {kinds[name]}" for name in self._columns(model))
        return f"create or replace table {model.sql_name()} ({columns})"

    def _show(self, name: str, rows: pa.Table) -> None:
        self.connection.register("shown", rows)
        self.connection.execute(f"create or replace table {name} as select * from shown")
        self.connection.unregister("shown")


@cache
def model_of(table: str) -> type[LakeTable]:
    """The contract a rule means: a source table by its bare name, others as `layer.table`."""
    layer, _, name = table.rpartition(".")
    if not layer:
        return source_table(table).model
    return next(model for model in models(layer) if model.short_name() == name)


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """Every name that occurs in some SQL: a superset of the columns it reads."""
    return frozenset(word for text in texts for word in WORD.findall(text))
