"""Sensors: a failed run says what failed and what to do."""

import json
import os
import urllib.request

import dagster as dg

WEBHOOK_VARIABLE = "FINANCIAL_LAKE_WEBHOOK"
SECONDS_TO_DELIVER = 10


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
