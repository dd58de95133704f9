"""Publishing: readers get a snapshot under a new name each time, never the file that is being written.

    warehouse/published/CURRENT                 the name of the latest snapshot's file
    warehouse/published/warehouse-7.duckdb      what is native in the warehouse, the star's facts, views of the lake
    warehouse/published/partitions-7/           hard links to the partitions of that moment

A partition is replaced by a new file (`os.replace`), so a link keeps the old one: a snapshot stays what it
was. The links cost no space while partitions are unchanged.
"""

import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.engines.connections import connect, named, quoted
from financial_lake.engines.native_tables import PublishFacts, copy_native, make_facts_native
from financial_lake.engines.views import Needed, register_days, registered
from financial_lake.errors import NotALake, StorageRefused
from financial_lake.storage import layout
from financial_lake.storage.disk import told_plainly, write_whole
from financial_lake.storage.lake import Lake

POINTER = "CURRENT"
STORAGE_VERSION = "v1.4.0"
KEPT = 3
SNAPSHOT_FILE = re.compile(r"warehouse-(\d+)\.duckdb$")
NUMBERED = re.compile(r"\.?(?:warehouse|partitions)-(\d+)\b")
ATTACHED = "snapshot"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published state of the warehouse and the lake.

    Attributes:
        number: 1, 2, 3 ...
        file: the DuckDB file; open it read-only.
    """

    number: int
    file: Path

    @property
    def partitions(self) -> Path:
        """The frozen partitions its views read."""
        return self.file.with_name(f"partitions-{self.number}")


def publish(
    lake: Lake,
    models: Iterable[type[LakeTable]],
    warehouse: Path | None = None,
    *,
    kept: int = KEPT,
    facts: PublishFacts = PublishFacts.VIEW,
) -> Snapshot:
    """Publish a snapshot, point readers at it, and remove all but the last ones.

    Called by one process at a time (Dagster's pool of the warehouse).

    Args:
        lake: a lake on a local disk.
        models: the tables stored as partitions, each becoming a view, empty without partitions; and lists stored
            whole, which are copied. Internal ones stay out: neither a view nor a link leads to their rows.
        warehouse: the DuckDB file whose tables and further views are copied, if it is there.
        kept: snapshots that stay, the new one included.
        facts: the star's facts as tables, which answer sooner, or as views, which are published sooner.

    Raises:
        StorageRefused: the disk is full, read-only ...; readers keep the snapshot they had.
    """
    folder = Path(lake.warehouse_folder / layout.PUBLISHED)
    with told_plainly("Publishing the warehouse", folder):
        folder.mkdir(parents=True, exist_ok=True)
        number = 1 + max(_numbers(folder), default=0)
        snapshot = Snapshot(number, folder / f"warehouse-{number}.duckdb")
        try:
            _write(lake, list(models), warehouse, snapshot, facts)
        except BaseException:
            _remove(folder, number)
            raise
        write_whole(UPath(folder) / POINTER, f"{snapshot.file.name}\n".encode())
        for old in _numbers(folder):
            if old <= number - kept:
                _remove(folder, old)
    return snapshot


def latest_snapshot(lake: Lake) -> Snapshot | None:
    """The snapshot readers should open, or None before the first."""
    pointer = lake.warehouse_folder / layout.PUBLISHED / POINTER
    with told_plainly("Reading which snapshot is published", pointer):
        try:
            name = pointer.read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
    found = SNAPSHOT_FILE.fullmatch(name)
    return Snapshot(int(found[1]), Path(pointer.parent) / name) if found else None


def open_snapshot(lake: Lake) -> duckdb.DuckDBPyConnection:
    """The latest snapshot, read-only; any number of processes may have it open.

    Raises:
        NotALake: when nothing was published yet.
        StorageRefused: when its file cannot be opened.
    """
    snapshot = latest_snapshot(lake)
    if snapshot is None:
        raise NotALake(f"{lake.root} has no published warehouse yet. Build the warehouse first.")
    return connect(snapshot.file, read_only=True)


def attach_snapshot(
    connection: duckdb.DuckDBPyConnection, lake: Lake, only: Collection[tuple[str, str]] | None = None
) -> None:
    """Show the latest snapshot's tables that the connection does not have itself, if there is a snapshot.

    Args:
        connection: views are made in its default database.
        lake: whose snapshot.
        only: the tables that are needed, by schema and name; all of them when None, which takes a third of a second.
    """
    snapshot = latest_snapshot(lake)
    if snapshot is None:
        return
    connection.execute(f"attach {quoted(snapshot.file)} as {ATTACHED} (read_only)")
    theirs = (
        "select schema_name, table_name from duckdb_tables() where database_name = $1 union all "
        "select schema_name, view_name from duckdb_views() where database_name = $1 and not internal order by all"
    )
    have = views_of(connection)
    for schema, name in connection.execute(theirs, [ATTACHED]).fetchall():
        if (schema, name) not in have and (only is None or (schema, name) in only):
            connection.execute(f"create schema if not exists {named(schema)}")
            source = named(ATTACHED, schema, name)
            connection.execute(f"create view {named(schema, name)} as from {source}")


def views_of(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(schema, name) of the views a connection has itself."""
    own = "select schema_name, view_name from duckdb_views() where database_name = current_database() and not internal"
    return set(connection.execute(own).fetchall())


def _write(
    lake: Lake, models: list[type[LakeTable]], warehouse: Path | None, snapshot: Snapshot, facts: PublishFacts
) -> None:
    beside = snapshot.file.with_name(f".{snapshot.file.name}.writing")
    with closing(connect()) as connection:
        try:
            connection.execute(f"attach {quoted(beside)} as {ATTACHED} (storage_version {quoted(STORAGE_VERSION)})")
            connection.execute(f"use {ATTACHED}")
            frozen = _frozen(lake, snapshot)
            open_to_all = [model for model in models if not model.about().internal]
            registered(connection, lake, [Needed(model) for model in open_to_all if model.is_dated()], frozen)
            _copy_lists(connection, lake, [model for model in open_to_all if not model.is_dated()])
            if warehouse is not None and warehouse.exists():
                copy_native(connection, warehouse, {(model.address()[0], model.short_name()) for model in models})
                if facts is PublishFacts.NATIVE:
                    connection.execute(f"set temp_directory = {quoted(f'{beside}.spilled')}")
                    make_facts_native(connection)
            register_days(connection, _latest_day(lake, models))
            connection.execute("checkpoint")
            connection.execute("use memory")
            connection.execute(f"detach {ATTACHED}")
        except duckdb.Error as error:
            why = str(error).strip()
            raise StorageRefused(
                f"Publishing the warehouse failed: {why} Readers keep the snapshot they had."
            ) from error
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(snapshot.file)


def _frozen(lake: Lake, snapshot: Snapshot) -> Callable[[type[LakeTable], Sequence[date]], list[str]]:
    """Links a table's stored days into the snapshot and says by which pattern they are found."""

    def frozen(model: type[LakeTable], days: Sequence[date]) -> list[str]:
        folder = layout.table_folder(UPath(snapshot.partitions), model.address())
        folder.mkdir(parents=True)
        stored = layout.table_folder(lake.root, model.address())
        for day in days:  # ten thousand of them: as plain text, objects of paths would cost more than the links
            place = layout.file_in_table(day)
            os.mkdir(os.path.dirname(f"{folder}/{place}"))  # noqa: PTH102, PTH120
            _link(f"{stored}/{place}", f"{folder}/{place}")
        return [f"{folder}/{layout.ANY_DAY}"] if days else []

    return frozen


def _link(source: str, link: str) -> None:
    try:
        os.link(source, link)
    except OSError:
        shutil.copyfile(source, link)  # a file system without hard links


def _copy_lists(connection: duckdb.DuckDBPyConnection, lake: Lake, models: list[type[LakeTable]]) -> None:
    for model in models:
        file = layout.table_folder(lake.root, model.address()) / layout.PARTITION_FILE
        if file.exists():
            schema, name = model.address()[0], model.short_name()
            connection.execute(f"create schema if not exists {named(schema)}")
            rows = f"select * from read_parquet({quoted(file)}, hive_partitioning = false)"  # noqa: S608 - all quoted
            connection.execute(f"create table {named(schema, name)} as {rows}")


def _latest_day(lake: Lake, models: list[type[LakeTable]]) -> list[date]:
    """The day a day-style `.sql` of this repository answers when it is run in a shell on the snapshot."""
    return sorted({day for model in models for day in lake.stored_days(model.address())})[-1:]


def _numbers(folder: Path) -> set[int]:
    """Every number a snapshot has, also one that a killed publisher left half written."""
    return {int(found[1]) for found in (NUMBERED.match(each.name) for each in folder.iterdir()) if found}


def _remove(folder: Path, number: int) -> None:
    """Remove a snapshot, whole or half written."""
    for file in list(folder.glob(f"*warehouse-{number}.duckdb*")):  # beside it, what DuckDB or a killed publisher left
        with suppress(OSError):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    leaving = folder / f".partitions-{number}.leaving"
    with suppress(OSError):  # in one step, so that who still reads it gets an error and never a part of the days
        (folder / f"partitions-{number}").rename(leaving)
    shutil.rmtree(leaving, ignore_errors=True)
