"""Schedules: yesterday every morning, and a bank that lives a day every few minutes."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from financial_lake.contract.discovery import source_tables
from financial_lake.orchestration.query_assets import day_models
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import SETTINGS_FILE

EVERY_MORNING = "every_morning"
NEXT_UNBUILT_DAY = "next_unbuilt_day"
SIX_O_CLOCK = "0 6 * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"
SCHEDULE_TAG = "dagster/schedule_name"
PARTITION_TAG = "dagster/partition"
UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


def schedules(graph: Any, calendar: dg.DailyPartitionsDefinition, home: Path) -> list[dg.ScheduleDefinition]:
    """Both schedules, off until they are switched on in the UI.

    Args:
        graph: the job of the whole graph.
        calendar: the shared daily partitions.
        home: folder of the lake.
    """
    return [_every_morning(graph, calendar), _next_unbuilt_day(graph, calendar, home)]


def _every_morning(graph: Any, calendar: dg.DailyPartitionsDefinition) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=EVERY_MORNING,
        job=graph,
        cron_schedule=SIX_O_CLOCK,
        execution_timezone="UTC",
        description="At 06:00 UTC: yesterday's partition of the whole graph. Skips days outside the bank's calendar.",
    )
    def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        yesterday = (context.scheduled_execution_time - timedelta(days=1)).date().isoformat()
        if yesterday not in calendar.get_partition_keys(current_time=context.scheduled_execution_time):
            return dg.SkipReason(f"{yesterday} is not in the bank's calendar")
        return dg.RunRequest(run_key=yesterday, partition_key=yesterday)

    return every_morning


def _next_unbuilt_day(graph: Any, calendar: dg.DailyPartitionsDefinition, home: Path) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=NEXT_UNBUILT_DAY,
        job=graph,
        cron_schedule=EVERY_FIVE_MINUTES,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Every five minutes: the first day that some table lacks, for a bank that lives a day at each "
        "tick. Waits while its last run is at work, and stops at a day that failed until somebody has mended it.",
    )
    def next_unbuilt_day(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        key = first_unbuilt(home, calendar.get_partition_keys(current_time=context.scheduled_execution_time))
        if key is None:
            return dg.SkipReason("every day of the calendar so far is built")
        last_run = _last_run(context.instance)
        if last_run is not None and last_run.status in UNFINISHED:
            return dg.SkipReason(f"run {last_run.run_id} is still at work")
        if last_run is not None and last_run.tags.get(PARTITION_TAG) == key:
            return dg.SkipReason(f"{key} is not complete after run {last_run.run_id}; mend the cause, run {key} again")
        return dg.RunRequest(run_key=f"{key} at {context.scheduled_execution_time.isoformat()}", partition_key=key)

    return next_unbuilt_day


def _last_run(instance: dg.DagsterInstance) -> dg.DagsterRun | None:
    runs = instance.get_runs(dg.RunsFilter(tags={SCHEDULE_TAG: NEXT_UNBUILT_DAY}), limit=1)
    return runs[0] if runs else None


def first_unbuilt(home: Path, keys: Iterable[str]) -> str | None:
    """The first of the days that some table lacks, source or made by SQL; None when all are stored."""
    if not (home / SETTINGS_FILE).exists():
        return next(iter(keys), None)
    lake = Lake.open(home)
    tables = [table.model for table in source_tables()] + day_models()
    complete = set.intersection(*(set(lake.stored_days(model.address())) for model in tables))
    return next((key for key in keys if date.fromisoformat(key) not in complete), None)
