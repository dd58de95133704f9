"""Running the graph from the command line, recorded in the lake's own Dagster instance."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import dagster as dg

import financial_lake.errors
from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models
from financial_lake.errors import DayOutsideCalendar, FinancialLakeError
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.graph import graph_of
from financial_lake.orchestration.instances import (
    COMMAND,
    LAUNCHED_BY_TAG,
    check_room,
    end_orphans,
    instance_of,
    only_builder,
)
from financial_lake.orchestration.jobs import WHOLE_GRAPH
from financial_lake.orchestration.making import KEEP_STORED_TAG
from financial_lake.orchestration.partitions import calendar_of, range_tags
from financial_lake.orchestration.watching import Watcher
from financial_lake.storage.lake import Lake
from financial_lake.storage.locks import refuse_locked

SECONDS_TO_HEAR = 0.5
"""At most so long after a Ctrl-C a build stops."""
QUIET_LOGGERS = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run of the graph came to.

    Attributes:
        run_id: of the Dagster run.
        succeeded: whether every step ended well; failing non-blocking checks do not change it.
        failures: one message a failed step, without repetitions.
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


def run_days(  # noqa: PLR0913 - what to run, and who is told
    lake: Lake,
    first: date,
    last: date,
    *,
    tables: Sequence[type[LakeTable]] | None = None,
    keep_stored: bool = True,
    watcher: Watcher | None = None,
) -> RunReport:
    """Materialize the graph for all days from `first` to `last` in one run, checks included.

    Args:
        lake: whose graph it is.
        first: the first day.
        last: the last day, included.
        tables: only these and their checks; the whole graph without.
        keep_stored: record days that are stored whole instead of making them again.
        watcher: told of every day made and every table checked.

    A Ctrl-C ends the run as canceled and is passed on; the caller ends the process, in which a thread is still at work.

    Raises:
        DayOutsideCalendar: before anything is written.
        PartitionLocked: another build is at work, or someone is writing one of the days.
        StorageRefused: Dagster's records cannot be written.
    """
    check_days(lake, first, last)
    tags = {**range_tags(first, last), LAUNCHED_BY_TAG: COMMAND}
    if keep_stored:
        tags[KEEP_STORED_TAG] = "true"
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    check_room(lake)
    refuse_locked(lake, [model.address() for model in tables or all_models()], days)
    with only_builder(lake), instance_of(lake) as instance:
        end_orphans(instance)
        job = graph_of(Path(str(lake.root)), watcher).resolve_job_def(WHOLE_GRAPH)

        def run() -> RunReport:
            outcome = job.execute_in_process(
                instance=instance,
                tags=tags,
                asset_selection=[asset_key(model) for model in tables] if tables else None,
                run_config=QUIET_LOGGERS,
                raise_on_error=False,
            )
            return _report(outcome)

        try:
            return _interruptibly(run)
        except KeyboardInterrupt:
            end_orphans(instance, by_user=True)
            raise


def check_days(lake: Lake, first: date, last: date) -> None:
    """Refuse days the lake's calendar does not have; the lake itself need not exist yet.

    Raises:
        DayOutsideCalendar: saying what the calendar reaches to.
    """
    calendar = calendar_of(lake.settings)
    for day in (first, last):
        lake.check_day(day)
        if not calendar.has_partition_key(day.isoformat()):
            reach = calendar.get_last_partition_key()
            raise DayOutsideCalendar(
                f"{day} has not ended yet; the bank's calendar reaches to {reach}. Choose {reach} or earlier."
            )


def _interruptibly(work: Callable[[], RunReport]) -> RunReport:
    """Do the work beside the main thread, where a Ctrl-C is heard at once.

    In the main thread Dagster takes it for a step that failed, and tries the step again. The main thread looks up
    now and then: on a busy machine a thread that only waits can sleep through the signal.
    """
    done: Future[RunReport] = Future()

    def work_and_tell() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            done.set_exception(error)

    Thread(target=work_and_tell, name="run", daemon=True).start()
    while not wait([done], SECONDS_TO_HEAR).done:
        pass
    return done.result()


def _report(outcome: Any) -> RunReport:
    failures, failed_checks, passed, partitions = [], [], 0, 0
    for event in outcome.all_events:
        kind = event.event_type
        if kind is dg.DagsterEventType.STEP_FAILURE:
            failures.append(_message_of(event.event_specific_data.error, outcome.run_id))
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
        run_id=outcome.run_id,
        succeeded=outcome.success,
        failures=tuple(dict.fromkeys(failures)),
        failed_checks=tuple(sorted(failed_checks)),
        checks_passed=passed,
        partitions=partitions,
    )


def _message_of(error: Any, run_id: str) -> str:
    """What the user should read: the message of our own error beneath Dagster's wrapping."""
    first = error
    while error is not None:
        if error.cls_name in _own_errors():
            return str(error.message).partition(": ")[2].strip()
        error = error.cause
    innermost = first
    while innermost.cause is not None:
        innermost = innermost.cause
    return (
        f"{str(innermost.message).strip()} (a mistake in the program, not in what you typed; "
        f"run {run_id} in `financial-lake ui` shows where)"
    )


def _own_errors() -> frozenset[str]:
    kinds = vars(financial_lake.errors).values()
    return frozenset(kind.__name__ for kind in kinds if isinstance(kind, type) and issubclass(kind, FinancialLakeError))
