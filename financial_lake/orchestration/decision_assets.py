"""The asset of steward decisions: a day of them is what was landed for it."""

from pathlib import Path

import dagster as dg

from financial_lake.curated.deciding import make_decision_days
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.quarantine_decisions import QuarantineDecisions
from financial_lake.orchestration.catalog import AsAsset, asset_arguments, asset_key
from financial_lake.orchestration.making import DISK_RETRIES, make_partitions
from financial_lake.orchestration.resources import LakeResource
from financial_lake.orchestration.watching import Watcher


def decision_assets(
    calendar: dg.DailyPartitionsDefinition, home: Path, watcher: Watcher | None = None
) -> list[dg.AssetsDefinition]:
    """The assets whose days are landed by people of the bank."""
    arguments = asset_arguments(QuarantineDecisions, "/".join((home.as_uri(), *QuarantineDecisions.address())))
    arguments["kinds"] = {"parquet", "python"}
    as_asset: AsAsset = dg.asset(
        **arguments,
        deps=[asset_key(Quarantine)],
        partitions_def=calendar,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=DISK_RETRIES,
    )

    @as_asset
    def make(context: dg.AssetExecutionContext, lake: LakeResource) -> dg.MaterializeResult[None]:
        make_partitions(context, lake, QuarantineDecisions, lambda days: make_decision_days(lake.lake(), days), watcher)
        return dg.MaterializeResult()

    return [make]
