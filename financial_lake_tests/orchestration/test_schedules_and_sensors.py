"""What starts by itself: yesterday every morning, the next unbuilt day, and a word about a failed run."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from financial_lake.orchestration.graph import graph_of
from financial_lake.orchestration.sensors import run_failures
from financial_lake.storage import Lake
from financial_lake_tests.orchestration.conftest import FIVE_DAYS

CLOSED = datetime(2026, 2, 10, 6, tzinfo=UTC)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "instance").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "instance")) as local:
        yield local


def tick(home: Path, name: str, at: datetime, instance: dg.DagsterInstance) -> tuple[list[str | None], str]:
    """(partitions requested, why none)."""
    graph = graph_of(home)
    context = dg.build_schedule_context(
        instance=instance, scheduled_execution_time=at, repository_def=graph.get_repository_def()
    )
    decided = graph.resolve_schedule_def(name).evaluate_tick(context)
    return [each.partition_key for each in decided.run_requests or []], decided.skip_message or ""


def leave_a_run(instance: dg.DagsterInstance, day: str, status: dg.DagsterRunStatus) -> str:
    tags = {"dagster/schedule_name": "next_unbuilt_day", "dagster/partition": day}
    run_id = "00000000-0000-4000-8000-000000000001"
    return instance.add_run(dg.DagsterRun(job_name="whole_graph", run_id=run_id, tags=tags, status=status)).run_id


@pytest.mark.parametrize(
    ("now", "yesterday"),
    [(datetime(2024, 10, 4, 6, tzinfo=UTC), "2024-10-03"), (datetime(2024, 10, 10, 6, tzinfo=UTC), "2024-10-09")],
)
def test_every_morning_asks_for_yesterday(
    now: datetime, yesterday: str, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    Lake.found_or_create(tmp_path / "lake", FIVE_DAYS)
    assert tick(tmp_path / "lake", "every_morning", now, instance) == ([yesterday], "")


@pytest.mark.parametrize("now", [datetime(2024, 10, 3, 6, tzinfo=UTC), datetime(2024, 10, 11, 6, tzinfo=UTC), CLOSED])
def test_every_morning_skips_days_the_bank_does_not_have(
    now: datetime, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    Lake.found_or_create(tmp_path / "lake", FIVE_DAYS)
    requested, why = tick(tmp_path / "lake", "every_morning", now, instance)
    assert requested == []
    assert "is not in the bank's calendar" in why


def test_a_bank_without_closing_day_goes_on_for_ever(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    assert tick(tmp_path / "none", "every_morning", CLOSED, instance) == (["2026-02-09"], "")
    assert tick(tmp_path / "none", "next_unbuilt_day", CLOSED, instance) == (["2024-10-01"], "")
    assert not (tmp_path / "none").exists()


def test_the_next_unbuilt_day_is_the_first_that_some_table_lacks(lake: Lake, instance: dg.DagsterInstance) -> None:
    home = Path(str(lake.root))
    assert tick(home, "next_unbuilt_day", CLOSED, instance) == (["2024-10-08"], "")
    (home / "marts/operations/daily_transaction_volume/dt=2024-10-04/part-0.parquet").unlink()
    assert tick(home, "next_unbuilt_day", CLOSED, instance) == (["2024-10-04"], "")


def test_a_living_bank_does_not_run_ahead_of_the_clock(lake: Lake, instance: dg.DagsterInstance) -> None:
    requested, why = tick(Path(str(lake.root)), "next_unbuilt_day", datetime(2024, 10, 8, 12, tzinfo=UTC), instance)
    assert (requested, why) == ([], "every day of the calendar so far is built")


def test_a_living_bank_waits_for_its_last_run(lake: Lake, instance: dg.DagsterInstance) -> None:
    run = leave_a_run(instance, "2024-10-08", dg.DagsterRunStatus.STARTED)
    assert tick(Path(str(lake.root)), "next_unbuilt_day", CLOSED, instance) == ([], f"run {run} is still at work")


def test_a_living_bank_stops_at_a_day_that_failed(lake: Lake, instance: dg.DagsterInstance) -> None:
    leave_a_run(instance, "2024-10-08", dg.DagsterRunStatus.FAILURE)
    requested, why = tick(Path(str(lake.root)), "next_unbuilt_day", CLOSED, instance)
    assert requested == []
    assert "mend the cause, run 2024-10-08 again" in why


def test_a_living_bank_goes_on_after_a_day_that_succeeded(lake: Lake, instance: dg.DagsterInstance) -> None:
    leave_a_run(instance, "2024-10-07", dg.DagsterRunStatus.SUCCESS)
    assert tick(Path(str(lake.root)), "next_unbuilt_day", CLOSED, instance) == (["2024-10-08"], "")


def test_both_schedules_are_off_until_switched_on(tmp_path: Path) -> None:
    for name in ("every_morning", "next_unbuilt_day"):
        schedule = graph_of(tmp_path).resolve_schedule_def(name)
        assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
        assert schedule.job_name == "whole_graph"


def test_a_failed_run_is_told_to_the_webhook_with_its_days_and_steps(
    monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> None:
    received: list[dict[str, object]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    @dg.op
    def breaks() -> None:
        raise ZeroDivisionError

    @dg.job
    def broken_job() -> None:
        breaks()

    outcome = broken_job.execute_in_process(
        instance=instance, raise_on_error=False, tags={"dagster/partition": "2024-10-08"}
    )
    with HTTPServer(("127.0.0.1", 0), Listener) as listener:
        threading.Thread(target=listener.handle_request, daemon=True).start()
        monkeypatch.setenv("FINANCIAL_LAKE_WEBHOOK", f"http://127.0.0.1:{listener.server_port}/")
        context = dg.build_run_status_sensor_context(
            sensor_name="run_failures",
            dagster_event=outcome.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=outcome.dagster_run,
        ).for_run_failure()
        run_failures(context)
    (told,) = received
    assert (told["run_id"], told["steps"], told["days"]) == (outcome.run_id, ["breaks"], "2024-10-08")
    assert "broken_job for 2024-10-08 failed in breaks" in str(told["text"])


def look(home: Path, instance: dg.DagsterInstance, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    """What the sensor of landing files decides."""
    graph = graph_of(home)
    context = dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=graph.get_repository_def())
    decided = graph.get_repository_def().get_sensor_def("landing_files")(context)
    assert isinstance(decided, dg.SensorResult | dg.SkipReason)
    return decided


def test_an_extract_that_arrives_starts_a_run_of_its_day_once(lake: Lake, instance: dg.DagsterInstance) -> None:
    home = Path(str(lake.root))
    assert isinstance(look(home, instance, None), dg.SkipReason)
    folder = home / "landing/branches/branches/dt=2024-10-04"
    folder.mkdir(parents=True)
    (folder / "branches.csv").write_text("branch_id\n")
    first = look(home, instance, None)
    assert isinstance(first, dg.SensorResult)
    (request,) = first.run_requests or []
    assert request.partition_key == "2024-10-04"
    assert request.tags["financial_lake/keep_stored"] == "true"
    assert isinstance(look(home, instance, first.cursor), dg.SkipReason)
    (folder / "branches.csv").write_text("branch_id\n1\n")
    again = look(home, instance, first.cursor)
    assert isinstance(again, dg.SensorResult)
    assert (again.run_requests or [])[0].run_key != request.run_key


def test_an_extract_for_a_day_outside_the_calendar_starts_nothing(lake: Lake, instance: dg.DagsterInstance) -> None:
    home = Path(str(lake.root))
    folder = home / "landing/branches/branches/dt=2023-10-04"
    folder.mkdir(parents=True)
    (folder / "branches.csv").write_text("branch_id\n")
    assert isinstance(look(home, instance, None), dg.SkipReason)
