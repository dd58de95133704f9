"""Sensors: a failed run says what failed and what to do; an extract that arrives is built."""

import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from financial_lake.errors import LandingRefused
from financial_lake.orchestration.making import KEEP_STORED_TAG
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import deliveries, delivery_of, landed_models
from financial_lake.storage.layout import SETTINGS_FILE

WEBHOOK_VARIABLE = "FINANCIAL_LAKE_WEBHOOK"
SECONDS_TO_DELIVER = 10
SECONDS_BETWEEN_LOOKS = 30


def landing_files(graph: Any, calendar: dg.DailyPartitionsDefinition, home: Path) -> dg.SensorDefinition:
    """Starts a run of the day for every extract that arrives in the landing folder, or is replaced there.

    Args:
        graph: the job of the whole graph.
        calendar: the shared daily partitions.
        home: folder of the lake.
    """

    @dg.sensor(
        name="landing_files",
        job=graph,
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Builds the day of every extract that arrives under landing/<domain>/<table>/dt=.../; days that "
        "are stored whole are kept, so only what the extract moves is made again.",
    )
    def landing_files_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        if not (home / SETTINGS_FILE).exists():
            return dg.SkipReason("there is no lake yet")
        seen = json.loads(context.cursor or "{}")
        try:
            now = dict(_arrived(Lake.open(home)))
        except LandingRefused as refused:
            return dg.SkipReason(str(refused))
        known = set(calendar.get_partition_keys())
        days = sorted({place.rsplit("=", 1)[1] for place, stamp in now.items() if seen.get(place) != stamp} & known)
        if not days:
            return dg.SkipReason("no new extract")
        stamps = {day: sorted(stamp for place, stamp in now.items() if place.endswith(day)) for day in days}
        requests = [
            dg.RunRequest(run_key=f"{day} {' '.join(stamps[day])}", partition_key=day, tags={KEEP_STORED_TAG: "true"})
            for day in days
        ]
        return dg.SensorResult(run_requests=requests, cursor=json.dumps(now, sort_keys=True))

    return landing_files_sensor


def _arrived(lake: Lake) -> Iterator[tuple[str, str]]:
    """(table and day, size and time of change) of every extract that lies there."""
    for model in landed_models():
        address = model.address()
        for day in deliveries(lake, address):
            delivery = delivery_of(lake, address, day)
            if delivery is not None:
                found = delivery.file.stat()
                yield (
                    f"{model.short_name()} dt={day}",
                    f"{found.st_size}-{getattr(found, 'st_mtime_ns', found.st_mtime)}",
                )


@dg.run_failure_sensor(
    name="run_failures",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Logs every failed run with its failed steps, and posts the same as JSON to the address that "
    f"{WEBHOOK_VARIABLE} names.",
)
def run_failures(context: dg.RunFailureSensorContext) -> None:
    """Tell about a failed run."""
    steps = [event.step_key for event in context.get_step_failure_events() if event.step_key]
    days = context.dagster_run.tags.get("dagster/partition") or " to ".join(
        context.dagster_run.tags.get(f"dagster/asset_partition_range_{end}", "?") for end in ("start", "end")
    )
    message = (
        f"Run {context.dagster_run.run_id} of {context.dagster_run.job_name} for {days} failed in "
        f"{', '.join(steps) or 'no step'}: {context.failure_event.message}"
    )
    context.log.error(message)
    address = os.environ.get(WEBHOOK_VARIABLE, "")
    if address.startswith(("http://", "https://")):
        body = json.dumps({"text": message, "run_id": context.dagster_run.run_id, "steps": steps, "days": days})
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            address, body.encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=SECONDS_TO_DELIVER):  # noqa: S310
            pass
