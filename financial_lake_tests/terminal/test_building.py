"""The build command makes everything green, goes on where it was stopped, and mends what was damaged."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from financial_lake.audit.making import MADE_HERE
from financial_lake.contract.discovery import all_models, models, source_tables
from financial_lake.orchestration.asset_checks import CONTRACT, RECONCILIATION
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.query_assets import PUBLICATION, day_models, whole_models
from financial_lake.storage.lake import Lake
from financial_lake_tests.terminal.conftest import Typed, command, partitions, run
from financial_lake_tests.terminal.killing import kill_builds

DAYS = ["2024-10-01", "2024-10-02", "2024-10-03"]
KILLS = int(os.environ.get("FINANCIAL_LAKE_KILLS", "3"))
UNFINISHED = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


def dated() -> list[type]:
    return [*models("datalake"), *day_models()]


def instance_at(lake: Path) -> dg.DagsterInstance:
    """The lake's instance as the webserver opens it."""
    return dg.DagsterInstance.from_config(str(lake / "dagster"))


def test_a_build_ends_with_a_summary_the_next_commands_and_an_empty_stderr(
    first_build: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    place, ended = first_build
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "223 customers, 2024-10-01 to 2024-10-03" in ended.stdout
    assert "checks passed; every cent reconciles" in ended.stdout
    for name in ("ui", "query", "status", "verify"):
        assert f"financial-lake {name} --lake {place}" in ended.stdout
    assert "\x1b" not in ended.stdout
    assert len(ended.stdout.splitlines()) < 12


def test_every_table_of_every_layer_is_stored_for_every_day(built: Path) -> None:
    lake = Lake.open(built)
    for table in dated():
        assert [str(day) for day in lake.stored_days(table.address())] == DAYS, table.address()
    assert {table.address()[0] for table in all_models()} == {
        "datalake",
        "curated",
        "warehouse_facts",
        "warehouse",
        "marts",
        "regulatory",
    }


def test_dagster_shows_all_partitions_materialized_and_all_checks_passed(built: Path) -> None:
    with instance_at(built) as instance:
        for table in dated():
            assert instance.get_materialized_partitions(asset_key(table)) == set(DAYS), table.address()
        for table in whole_models():
            assert instance.get_latest_materialization_event(asset_key(table)) is not None, table.address()
        assert instance.get_latest_materialization_event(PUBLICATION) is not None
        keys = [dg.AssetCheckKey(asset_key(table), name) for table in dated() for name in (CONTRACT, RECONCILIATION)]
        found = instance.event_log_storage.get_asset_check_partition_info(keys)
        assert {each.latest_execution_status.value for each in found} == {"SUCCEEDED"}
        assert all(each.is_current for each in found)
        contracts = [each for each in found if each.check_key.name == CONTRACT]
        assert {each.partition_key for each in contracts} == set(DAYS)
        assert len(contracts) == len(DAYS) * len(dated())
        (made,) = instance.get_runs()
        assert made.status is dg.DagsterRunStatus.SUCCESS
        assert made.tags["dagster/asset_partition_range_end"] == DAYS[-1]


def test_what_is_complete_is_recorded_again_and_not_touched(copied: Path) -> None:
    looked_for_again = {made.short_name() for made in MADE_HERE}
    stored = (file for file in copied.rglob("part-0.parquet") if "dt=" in str(file))
    before = {file: file.stat().st_mtime_ns for file in stored if not looked_for_again & set(file.parts)}
    ended = run("build", "--lake", str(copied), "--to", DAYS[-1])
    assert (ended.returncode, ended.stderr) == (0, "")
    count = len(DAYS) * (len(dated()) - len(MADE_HERE))
    assert f"{count} of them stored already" in ended.stdout
    assert {file: file.stat().st_mtime_ns for file in before} == before
    with instance_at(copied) as instance:
        assert {made.status for made in instance.get_runs()} == {dg.DagsterRunStatus.SUCCESS}
        assert len(instance.get_runs()) == 2


def test_a_build_mends_what_was_damaged_removed_or_forged_and_makes_anew_what_was_made_from_it(copied: Path) -> None:
    before = partitions(copied)
    lake = Lake.open(copied)
    damaged = Path(lake.partition_file(("datalake", "payments", "transactions"), date(2024, 10, 2)))
    removed = Path(lake.partition_file(("curated", "transactions"), date(2024, 10, 1)))
    content = damaged.read_bytes()
    damaged.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    removed.unlink()
    (removed.parent / "manifest.json").unlink()
    swapped = Path(lake.partition_file(("datalake", "customers", "segments"), date(2024, 10, 3)))
    swapped.write_bytes(swapped.parent.parent.joinpath("dt=2024-10-02", "part-0.parquet").read_bytes())
    ended = run("build", "--lake", str(copied), "--to", DAYS[-1], "--quiet")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert partitions(copied) == before


def test_rebuild_makes_stored_days_again_to_the_same_byte(copied: Path) -> None:
    file = Path(Lake.open(copied).partition_file(("datalake", "branches", "branches"), date(2024, 10, 1)))
    before, bytes_before = file.stat().st_ino, partitions(copied)
    ended = run("build", "--lake", str(copied), "--to", DAYS[0], "--tables", "branches", "--rebuild")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "in 1 partitions" in ended.stdout
    assert file.stat().st_ino != before
    assert partitions(copied) == bytes_before


def test_killed_builds_go_on_and_end_in_the_same_bytes(tmp_path: Path) -> None:
    wish = ["--customers", "10", "--to", "2024-10-01"]
    calm = run("build", "--lake", str(tmp_path / "calm"), *wish)
    assert calm.returncode == 0, calm.stderr
    stored = kill_builds(tmp_path / "killed", wish, KILLS, len(dated()))
    last = run("build", "--lake", str(tmp_path / "killed"), *wish)
    assert (last.returncode, last.stderr) == (0, ""), stored
    assert partitions(tmp_path / "killed") == partitions(tmp_path / "calm")
    with instance_at(tmp_path / "killed") as instance:
        assert instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)) == []
        assert instance.get_runs()[0].status is dg.DagsterRunStatus.SUCCESS
        pools = instance.event_log_storage.get_pool_limits()
        for pool in pools:
            taken = instance.event_log_storage.get_concurrency_info(pool.name)
            assert taken.claimed_slots == [], pool.name
        for table in source_tables():
            assert instance.get_materialized_partitions(asset_key(table.model)) == {"2024-10-01"}


@pytest.fixture
def heard() -> Iterator[None]:
    """Signals reach what is started, also where the tests run in the background of a shell, which ignores Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_told_to_stop_says_how_to_go_on(tmp_path: Path, sent: signal.Signals) -> None:
    place = tmp_path / "lake"
    with subprocess.Popen(
        command("build", "--lake", str(place), "--customers", "10", "--to", "2024-10-31"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        while started.poll() is None and not list(place.glob("datalake/**/part-0.parquet")):
            time.sleep(0.05)
        started.send_signal(sent)
        try:
            said, complained = started.communicate(timeout=60)
        finally:
            started.kill()
    assert (started.returncode, said) == (130, "")
    assert complained.startswith("Stopped. What was built so far is whole; run the command again to go on.")
    assert "Traceback" not in complained
    with instance_at(place) as instance:
        assert instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)) == []


def test_quiet_is_quiet(copied: Path, typed: Typed) -> None:
    assert typed("verify", "--lake", str(copied), "--quiet") == (0, "", "")
