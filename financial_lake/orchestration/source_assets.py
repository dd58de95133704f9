"""One asset a source table: its days are generated, validated and promoted one by one."""

from pathlib import Path

import dagster as dg

from financial_lake.contract.discovery import SourceTable, source_table, source_tables
from financial_lake.orchestration.catalog import AsAsset, asset_arguments, asset_key
from financial_lake.orchestration.making import DISK_RETRIES, make_partitions
from financial_lake.orchestration.resources import LakeResource
from financial_lake.orchestration.watching import Watcher
from financial_lake.production.source_days import make_days


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
        make_partitions(context, lake, model, lambda days: make_days(lake.lake(), lake.bank(), [table], days), watcher)
        return dg.MaterializeResult()

    return make


def parents_of(table: SourceTable) -> list[str]:
    """Names of the tables its hard references name."""
    parents = {reference.table for _, reference in table.model.references() if reference.hard}
    return sorted(parents - {table.name})
