"""Schedules: yesterday every morning, and a bank that lives a day every few minutes."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from financial_lake.contract.discovery import source_tables
from financial_lake.orchestration.jobs import WHOLE_GRAPH
from financial_lake.storage.lake import Lake

MORNING = "0 6 * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"


def schedules(
    graph: Any, calendar: dg.DailyPartitionsDefinition, home: Path
) -> list[dg.ScheduleDefinition]:
    """Both schedules; switch them on in the UI."""
    return [_every_morning(graph, calendar), _next_unbuilt_day(graph, calendar, home)]


def _every_morning(
    graph: Any, calendar: dg.DailyPartitionsDefinition
) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="every_morning",
        job=graph,
        cron_schedule=MORNING,
        execution_timezone="UTC",
        description="At 06:00 UTC: yesterday's partition of the whole graph. Skips days outside the bank's calendar.",
    )
    def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        yesterday = (context.scheduled_execution_time - timedelta(days=1)).date().isoformat()
        if not calendar.has_partition_key(yesterday, current_time=context.scheduled_execution_time):
            return dg.SkipReason(f"{yesterday} is not in the bank's calendar")
        return dg.RunRequest(run_key=yesterday, partition_key=yesterday)

    return every_morning


def _next_unbuilt_day(
    graph: Any, calendar: dg.DailyPartitionsDefinition, home: Path
) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="next_unbuilt_day",
        job=graph,
        cron_schedule=EVERY_FIVE_MINUTES,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description=f"Every five minutes: the first day that is not complete in the lake, for a bank that lives "
        f"a day at each tick. Off until switched on. Job: {WHOLE_GRAPH}.",
    )
    def next_unbuilt_day(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        keys = calendar.get_partition_keys(current_time=context.scheduled_execution_time)
        key = first_unbuilt(home, keys)
        if key is None:
            return dg.SkipReason("every day of the calendar so far is built")
        tick = context.scheduled_execution_time.isoformat()
        return dg.RunRequest(run_key=f"{key} at {tick}", partition_key=key)

    return next_unbuilt_day


def first_unbuilt(home: Path, keys: Iterable[str]) -> str | None:
    """The first of the days that some source table lacks; None when all are stored."""
    lake = Lake.found_or_create(home)
    complete: set[date] | None = None
    for table in source_tables():
        stored = set(lake.stored_days(table.model.address()))
        complete = stored if complete is None else complete & stored
    return next((key for key in keys if date.fromisoformat(key) not in (complete or set())), None)
