"""One asset a source table: its days are generated, validated and promoted one by one."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import dagster as dg

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.discovery import SourceTable, source_table, source_tables
from financial_lake.errors import ContractViolation, FinancialLakeError
from financial_lake.orchestration.catalog import AsAsset, asset_arguments, asset_key
from financial_lake.orchestration.partitions import days_of
from financial_lake.orchestration.resources import LakeResource
from financial_lake.orchestration.watching import Watcher
from financial_lake.production.source_days import MadeDay, make_days
from financial_lake.production.stored_days import stored_days
from financial_lake.simulation.banking_calendar import SATURDAY
from financial_lake.storage.layout import PARTITION_FILE, READABLE_REPORT_FILE

KEEP_STORED_TAG = "financial_lake/keep_stored"
"""Run tag of `financial-lake build`: days that are stored whole are recorded again instead of made again."""

DISK_RETRIES = dg.RetryPolicy(max_retries=2, delay=1, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)


def source_assets(
    calendar: dg.DailyPartitionsDefinition, home: Path, watcher: Watcher | None = None
) -> list[dg.AssetsDefinition]:
    """The assets of all source tables.

    Args:
        calendar: the shared daily partitions.
        home: folder of the lake, for links.
        watcher: told of each day that is in its place.
    """
    return [_source_asset(table, calendar, home, watcher) for table in source_tables()]


def _source_asset(
    table: SourceTable, calendar: dg.DailyPartitionsDefinition, home: Path, watcher: Watcher | None
) -> dg.AssetsDefinition:
    model = table.model

    as_asset: AsAsset = dg.asset(
        **asset_arguments(model, "/".join((home.as_uri(), *model.address()))),
        deps=[asset_key(source_table(parent).model) for parent in parents_of(table)],
        partitions_def=calendar,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=DISK_RETRIES,
    )

    @as_asset
    def make(context: dg.AssetExecutionContext, lake: LakeResource) -> dg.MaterializeResult[None]:
        days = days_of(list(context.partition_keys))
        finished: list[MadeDay] = []
        try:
            for made in _make_or_keep(lake, table, days, keep=KEEP_STORED_TAG in context.run.tags):
                finished.append(made)
                if watcher is not None:
                    watcher.made(made)
        except FinancialLakeError as error:
            record_finished(context, model, finished)
            raise failure_of(lake, model, days, error) from error
        except BaseException:
            record_finished(context, model, finished)
            raise
        for made in finished:
            context.add_asset_metadata(metadata_of(model, made), partition_key=made.day.isoformat())
        return dg.MaterializeResult()

    return make


def parents_of(table: SourceTable) -> list[str]:
    """Names of the tables its hard references name."""
    parents = {reference.table for _, reference in table.model.references() if reference.hard}
    return sorted(parents - {table.name})


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
    if model.about().load is LoadPattern.SNAPSHOT_WEEKDAY and day.weekday() >= SATURDAY:
        return "no snapshot on Saturday and Sunday; readers take Friday's"
    return "nothing of this kind happened on the day"


def record_finished(context: dg.AssetExecutionContext, model: type[LakeTable], finished: Iterable[MadeDay]) -> None:
    """Days already promoted stay green although the step fails, so a backfill of what is missing does the rest."""
    for made in finished:
        context.log_event(
            dg.AssetMaterialization(asset_key(model), partition=made.day.isoformat(), metadata=metadata_of(model, made))
        )


def _make_or_keep(lake: LakeResource, table: SourceTable, days: list[date], *, keep: bool) -> Iterator[MadeDay]:
    kept = list(stored_days(lake.lake(), table.model, days)) if keep else []
    yield from kept
    missing = sorted(set(days) - {made.day for made in kept})
    yield from make_days(lake.lake(), lake.bank(), [table], missing)


def failure_of(lake: LakeResource, model: type[LakeTable], days: list[date], error: FinancialLakeError) -> Exception:
    """What the failed step shows: a rejected day links its rows and its report, and says what to do."""
    metadata: dict[str, dg.MetadataValue] = {"what_to_do": dg.MetadataValue.text(str(error))}
    address = model.address()
    for day in sorted(set(lake.lake().rejected_days(address)) & set(days)):
        folder = lake.lake().rejected_folder(address, day)
        metadata[f"rejected_rows_{day}"] = dg.MetadataValue.path(str(folder / PARTITION_FILE))
        metadata[f"report_{day}"] = dg.MetadataValue.path(str(folder / READABLE_REPORT_FILE))
    return dg.Failure(description=str(error), metadata=metadata, allow_retries=not isinstance(error, ContractViolation))
