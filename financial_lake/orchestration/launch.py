"""Running the graph from the command line, recorded in the lake's own Dagster instance."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import dagster as dg
from dagster import AssetKey

from financial_lake.errors import DayOutsideCalendar, FinancialLakeError
from financial_lake.orchestration.graph import graph_of
from financial_lake.orchestration.jobs import WHOLE_GRAPH
from financial_lake.orchestration.partitions import calendar_of, range_tags
from financial_lake.orchestration.source_assets import KEEP_STORED_TAG
from financial_lake.orchestration.watching import Watcher
from financial_lake.storage.lake import Lake

LAUNCHED_BY_TAG = "financial_lake/launched_by"
PROCESS_TAG = "financial_lake/process"
QUIET_LOGGERS = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run of the graph came to.

    Attributes:
        run_id: of the Dagster run.
        succeeded: whether every step ended well; failing non-blocking checks do not change it.
        failures: one message a failed step.
        failed_checks: (asset, check, day, what was found) of every check that failed.
        checks_passed: number of check evaluations that passed.
        partitions: number of materializations recorded.
    """

    run_id: str
    succeeded: bool
    failures: tuple[str, ...]
    failed_checks: tuple[tuple[str, str, str, str], ...]
    checks_passed: int
    partitions: int


@dataclass(frozen=True, slots=True)
class CheckTally:
    """Latest results of the checks of one asset, over all its partitions."""

    passed: int = 0
    failed: dict[str, list[str]] = field(default_factory=dict)


def instance_of(lake: Lake) -> dg.DagsterInstance:
    """The lake's Dagster instance; its folder and dagster.yaml are made when missing."""
    home = prepare_instance(lake)
    os.environ["DAGSTER_HOME"] = str(home)
    return dg.DagsterInstance.from_config(str(home))


def prepare_instance(lake: Lake) -> Path:
    """DAGSTER_HOME of the lake, with the shipped dagster.yaml unless there is one already."""
    home = Path(str(lake.dagster_home))
    home.mkdir(parents=True, exist_ok=True)
    target = home / "dagster.yaml"
    if not target.exists():
        target.write_text(files("financial_lake.orchestration").joinpath("dagster.yaml").read_text("utf-8"), "utf-8")
    return home


def run_days(
    lake: Lake,
    first: date,
    last: date,
    *,
    tables: Sequence[AssetKey] | None = None,
    keep_stored: bool = True,
    watcher: Watcher | None = None,
) -> RunReport:
    """Materialize the graph for all days from `first` to `last` in one run, checks included.

    Args:
        lake: whose graph it is.
        first, last: the days, both included.
        tables: only these assets and their checks; the whole graph without.
        keep_stored: record days that are stored whole instead of making them again.
        watcher: told of every day made and every table checked.
    """
    for day in (first, last):
        lake.check_day(day)
        _check_calendar(lake, day)
    tags = {**range_tags(first, last), LAUNCHED_BY_TAG: "financial-lake build", PROCESS_TAG: str(os.getpid())}
    if keep_stored:
        tags[KEEP_STORED_TAG] = "true"
    with instance_of(lake) as instance:
        _bury_the_dead(instance)
        job = graph_of(Path(str(lake.root)), watcher).resolve_job_def(WHOLE_GRAPH)
        outcome = job.execute_in_process(
            instance=instance,
            tags=tags,
            asset_selection=list(tables) if tables else None,
            run_config=QUIET_LOGGERS,
            raise_on_error=False,
        )
    return _report(outcome)


def check_tallies(lake: Lake) -> dict[str, CheckTally]:
    """Latest check results by asset (path with slashes), as the lake's instance remembers them."""
    if not Path(str(lake.dagster_home)).exists():
        return {}
    graph = graph_of(Path(str(lake.root)))
    keys = [key for asset_check in graph.asset_checks or [] for key in asset_check.check_keys]
    with instance_of(lake) as instance:
        records = instance.event_log_storage.get_asset_check_partition_info(keys)
    passed: Counter[str] = Counter()
    failed: dict[str, dict[str, list[str]]] = {}
    for record in records:
        asset = "/".join(record.check_key.asset_key.path)
        status = record.latest_execution_status.value
        if status == "SUCCEEDED":
            passed[asset] += 1
        elif status == "FAILED" and record.partition_key is not None:
            failed.setdefault(asset, {}).setdefault(record.check_key.name, []).append(record.partition_key)
    return {asset: CheckTally(passed[asset], failed.get(asset, {})) for asset in {*passed, *failed}}


def _check_calendar(lake: Lake, day: date) -> None:
    calendar = calendar_of(lake.settings)
    if not calendar.has_partition_key(day.isoformat()):
        last = calendar.get_last_partition_key()
        raise DayOutsideCalendar(
            f"{day} has not ended yet; the bank's calendar reaches to {last}. Choose {last} or earlier."
        )


def _bury_the_dead(instance: dg.DagsterInstance) -> None:
    """A killed build leaves its run started for ever; the next one ends it."""
    unfinished = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING],
        tags={LAUNCHED_BY_TAG: "financial-lake build"},
    )
    for run in instance.get_runs(unfinished):
        if not _is_alive(run.tags.get(PROCESS_TAG, "")):
            instance.report_run_failed(run, "The process that made this run was ended before it finished.")


def _is_alive(process: str) -> bool:
    if not process.isdigit() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _report(outcome: Any) -> RunReport:
    failures, failed_checks, passed, partitions = [], [], 0, 0
    for event in outcome.all_events:
        kind = event.event_type
        if kind is dg.DagsterEventType.STEP_FAILURE:
            failures.append(_message_of(event.event_specific_data.error))
        elif kind is dg.DagsterEventType.ASSET_MATERIALIZATION:
            partitions += 1
        elif kind is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.event_specific_data
            if check.passed:
                passed += 1
            else:
                asset = "/".join(check.asset_key.path)
                failed_checks.append((asset, check.check_name, check.partition or "", check.description or ""))
    return RunReport(
        outcome.run_id, outcome.success, tuple(failures), tuple(sorted(failed_checks)), passed, partitions
    )


def _message_of(error: Any) -> str:
    """What the user should read: the message of our own error beneath Dagster's wrapping."""
    while error is not None:
        if error.cls_name == "Failure" or error.cls_name in _own_errors():
            return str(error.message).removeprefix(f"financial_lake.errors.{error.cls_name}: ").strip()
        last, error = error, error.cause
    return str(last.message).strip()


def _own_errors() -> set[str]:
    return {FinancialLakeError.__name__, *(kind.__name__ for kind in FinancialLakeError.__subclasses__())}


