"""The published warehouse in plain DuckDB and in pandas while the command builds: a snapshot stays what it was."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from financial_lake.contract.discovery import all_models
from financial_lake.engines import publish
from financial_lake.engines.queries import has_query
from financial_lake.storage import Lake
from financial_lake_tests.terminal import plain_reader
from financial_lake_tests.terminal.conftest import SECONDS, command, run

MOVED_DAY = "2024-10-02"
REPLACED_AND_NEW = ("--from", MOVED_DAY, "--to", "2024-10-04", "--rebuild")


def deliver_moved_branches(lake: Path, tmp_path: Path) -> None:
    """An extract, so that a stored day is replaced by other rows and not only by an equal file."""
    stored = pq.ParquetFile(lake / "datalake/branches/branches" / f"dt={MOVED_DAY}" / "part-0.parquet").read()
    place = stored.schema.get_field_index("address_line1")
    moved = stored.set_column(place, stored.schema.field(place), pa.array(["1 Bank Street"] * stored.num_rows))
    csv.write_csv(moved.drop_columns("dt"), tmp_path / "branches.csv")
    ended = run(
        *("land", "branches", str(tmp_path / "branches.csv"), "--day", MOVED_DAY, "--no-build", "--lake", str(lake))
    )
    assert ended.returncode == 0, ended.stderr


def watch_pointer(published: Path, building: subprocess.Popen[str]) -> list[str]:
    """The names CURRENT had while the build ran; each is opened and counted at the moment it is read."""
    names = []
    while building.poll() is None:
        name = (published / "CURRENT").read_text(encoding="utf-8").strip()
        with duckdb.connect(str(published / name), read_only=True) as snapshot:
            assert len(snapshot.execute(plain_reader.RELATIONS).fetchall()) > len(plain_reader.IN_PANDAS)
        names.append(name)
    return names


def looks(reading: subprocess.Popen[str]) -> list[dict[str, object]]:
    """Every look of the reader, once it has ended well."""
    said, complained = reading.communicate(timeout=SECONDS)
    assert reading.returncode == 0, complained
    return [json.loads(line) for line in said.splitlines()]


def publish_here(copied: Path) -> None:
    """The snapshot in a copied lake still shows the partitions of the lake it was copied from; make one of its own."""
    lake = Lake.open(copied)
    stored = [model for model in all_models() if model.is_dated() or not has_query(model)]
    publish(lake, stored, Path(lake.warehouse_file))


def test_readers_see_one_state_a_snapshot_while_days_are_replaced_and_added(copied: Path, tmp_path: Path) -> None:
    published, stop = copied / "warehouse" / "published", tmp_path / "stop"
    publish_here(copied)
    deliver_moved_branches(copied, tmp_path)
    reading = subprocess.Popen(
        [sys.executable, plain_reader.__file__, str(published), str(stop)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with subprocess.Popen(
            command("build", "--quiet", *REPLACED_AND_NEW, "--lake", str(copied)), stderr=subprocess.PIPE, text=True
        ) as building:
            names = watch_pointer(published, building)
        assert building.returncode == 0
    finally:
        stop.touch()
    seen = looks(reading)
    before, after = seen[0]["held"], seen[-1]["fresh"]
    assert before != after
    assert before in names
    by_snapshot: dict[object, object] = {before: seen[0]["of_held"]}
    for look in seen:
        assert look["of_held"] == by_snapshot[before]
        assert look["of_fresh"] == by_snapshot.setdefault(look["fresh"], look["of_fresh"])
    assert set(by_snapshot) == {before, after}
    assert by_snapshot[before] != by_snapshot[after]
    assert sum(look["fresh"] == before for look in seen) > 1
