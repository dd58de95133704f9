"""The event log kept open holds what Dagster's own would hold, and leans on internals that are still there."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite import sqlite_event_log

from financial_lake.orchestration.event_log import SteadyEventLog, steady_instance

DAYS = [f"2024-10-{day:02}" for day in range(1, 31)]
KEY = dg.AssetKey("notes")


@dg.asset(key=KEY, partitions_def=dg.DailyPartitionsDefinition("2024-10-01"))
def notes() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult()


def reported(instance: dg.DagsterInstance, days: list[str]) -> None:
    for day in days:
        instance.report_runless_asset_event(dg.AssetMaterialization(KEY, partition=day, metadata={"rows": 3}))


def test_another_process_reads_what_was_written_and_writes_meanwhile(tmp_path: Path) -> None:
    with steady_instance(tmp_path) as ours:
        reported(ours, DAYS[:20])
        with dg.DagsterInstance.from_config(str(tmp_path)) as theirs:
            assert not isinstance(theirs.event_log_storage, SteadyEventLog)
            assert theirs.get_materialized_partitions(KEY) == set(DAYS[:20])
            reported(theirs, DAYS[20:])
        assert ours.get_materialized_partitions(KEY) == set(DAYS)
        latest = ours.get_latest_materialization_event(KEY)
        assert latest is not None
        assert latest.asset_materialization is not None
        assert latest.asset_materialization.partition == DAYS[-1]


def test_a_run_is_the_same_in_both_logs(tmp_path: Path) -> None:
    told = []
    for name, opened in (("plain", dg.DagsterInstance.from_config), ("steady", steady_instance)):
        home = tmp_path / name
        home.mkdir()
        with opened(home if name == "steady" else str(home)) as instance:  # type: ignore[operator]
            assert dg.materialize([notes], instance=instance, partition_key=DAYS[0]).success
        with dg.DagsterInstance.from_config(str(home)) as read:
            (run,) = read.get_runs()
            told.append([(each.dagster_event_type, each.step_key) for each in read.all_logs(run.run_id)])
    assert [each for each in told[0] if "LOGS" not in str(each)] == [
        each for each in told[1] if "LOGS" not in str(each)
    ]


def test_no_database_is_opened_again_for_an_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with steady_instance(tmp_path) as instance:
        assert isinstance(instance.event_log_storage, SteadyEventLog)
        reported(instance, DAYS[:1])
        opened: list[str] = []
        make = sqlite_event_log.create_engine
        monkeypatch.setattr(
            sqlite_event_log, "create_engine", lambda *asked, **more: opened.append(asked[0]) or make(*asked, **more)
        )
        reported(instance, DAYS[1:])
        assert opened == []


def test_an_instance_with_another_storage_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text(
        "event_log_storage:\n  module: dagster._core.storage.event_log\n  class: ConsolidatedSqliteEventLogStorage\n"
        f"  config:\n    base_dir: {tmp_path}\n"
    )
    with steady_instance(tmp_path) as instance:
        assert type(instance.event_log_storage).__name__ == "ConsolidatedSqliteEventLogStorage"
