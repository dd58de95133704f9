"""Making days within a run, and telling Dagster of each: one way for source tables and for those made by SQL."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import dagster as dg

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.errors import ContractViolation, FinancialLakeError
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.partitions import days_of
from financial_lake.orchestration.pictures import picture_of
from financial_lake.orchestration.resources import LakeResource
from financial_lake.orchestration.watching import Watcher
from financial_lake.production.inputs import stale_days
from financial_lake.production.stored_days import stored_days
from financial_lake.production.storing import MadeDay
from financial_lake.simulation.banking_calendar import SATURDAY
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import PARTITION_FILE, READABLE_REPORT_FILE

KEEP_STORED_TAG = "financial_lake/keep_stored"
"""Run tag of `financial-lake build`: days that are stored whole are recorded again instead of made again."""

DISK_RETRIES = dg.RetryPolicy(max_retries=2, delay=1, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)

Make = Callable[[Sequence[date]], Iterator[MadeDay]]


def make_partitions(
    context: dg.AssetExecutionContext,
    resource: LakeResource,
    model: type[LakeTable],
    make: Make,
    watcher: Watcher | None,
) -> None:
    """Make the run's days of a table, and stored later days that look back at what has changed, and record them all.

    Args:
        context: of the step; says which days.
        resource: the lake.
        model: the table.
        make: makes and stores days of it.
        watcher: told of each day that is in its place.

    Raises:
        Failure: with what to do; days already in their place stay green.
    """
    lake = resource.lake()
    days = days_of(list(context.partition_keys))
    finished: list[MadeDay] = []
    try:
        for made in _made(lake, model, make, days, keep=KEEP_STORED_TAG in context.run.tags):
            finished.append(made)
            if watcher is not None and made.day in days:
                watcher.made(made)
    except FinancialLakeError as error:
        _record_each(context, model, finished)
        raise _failure(lake, model, days, error) from error
    except BaseException:
        _record_each(context, model, finished)
        raise
    picture = picture_of(lake, model)
    asked = set(days)
    for made in finished:
        if made.day in asked:
            shown = metadata_of(model, made) | (picture if made.day == days[-1] else {})
            context.add_asset_metadata(shown, partition_key=made.day.isoformat())
    _record_each(context, model, [made for made in finished if made.day not in asked])


def _made(lake: Lake, model: type[LakeTable], make: Make, days: list[date], *, keep: bool) -> Iterator[MadeDay]:
    kept = list(stored_days(lake, model, days)) if keep else []
    yield from kept
    missing = set(days) - {made.day for made in kept}
    yield from make(sorted(missing | set(stale_days(lake, model, days))))


def _record_each(context: dg.AssetExecutionContext, model: type[LakeTable], finished: Sequence[MadeDay]) -> None:
    """Record days beside what the step itself reports.

    They are days already made by a step that failed, so that a backfill of what is missing does the rest, and
    days made again although the run did not name them.
    """
    for made in finished:
        context.log_event(
            dg.AssetMaterialization(asset_key(model), partition=made.day.isoformat(), metadata=metadata_of(model, made))
        )


def metadata_of(model: type[LakeTable], made: MadeDay) -> dict[str, dg.MetadataValue]:
    """What a partition's materialization shows: rows, bytes, control totals, seconds, and why it may be empty."""
    shown: dict[str, dg.MetadataValue] = {
        "dagster/partition_row_count": dg.MetadataValue.int(made.rows),
        "bytes": dg.MetadataValue.int(made.file_bytes),
        "seconds": dg.MetadataValue.float(round(made.seconds, 4)),
        "sha256": dg.MetadataValue.text(made.file_sha256),
        "file": dg.MetadataValue.path(made.path),
    }
    for column, total in made.control_totals.items():
        shown[f"sum_{column}"] = dg.MetadataValue.text(total.sum)
    if made.rows == 0:
        shown["why_empty"] = dg.MetadataValue.text(_why_empty(model, made.day))
    return shown


def _why_empty(model: type[LakeTable], day: date) -> str:
    load = model.about().load
    if load is LoadPattern.SNAPSHOT_WEEKDAY and day.weekday() >= SATURDAY:
        return "no snapshot on Saturday and Sunday; readers take Friday's"
    if load is LoadPattern.DAY_ON_WEEKDAYS and day.weekday() >= SATURDAY:
        return "made from weekday snapshots; readers take Friday's"
    if load is LoadPattern.MONTH_END and (day + timedelta(days=1)).day != 1:
        return "rows stand on the last day of the month"
    return "nothing of this kind happened on the day"


def _failure(lake: Lake, model: type[LakeTable], days: list[date], error: FinancialLakeError) -> Exception:
    """What the failed step shows: a rejected day links its rows and its report, and says what to do."""
    metadata: dict[str, dg.MetadataValue] = {"what_to_do": dg.MetadataValue.text(str(error))}
    address = model.address()
    for day in sorted(set(lake.rejected_days(address)) & set(days)):
        folder = lake.rejected_folder(address, day)
        metadata[f"rejected_rows_{day}"] = dg.MetadataValue.path(str(folder / PARTITION_FILE))
        metadata[f"report_{day}"] = dg.MetadataValue.path(str(folder / READABLE_REPORT_FILE))
    return dg.Failure(description=str(error), metadata=metadata, allow_retries=not isinstance(error, ContractViolation))
