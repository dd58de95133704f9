"""Assets made by SQL: days of curated tables, facts and marts; whole dimensions; the published warehouse."""

from pathlib import Path
from typing import Any

import dagster as dg
from dagster_duckdb import DuckDBResource

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import LAYERS, all_models, models
from financial_lake.engines.native_tables import PublishFacts
from financial_lake.engines.publishing import publish
from financial_lake.engines.queries import has_query, query_of
from financial_lake.orchestration.catalog import AsAsset, asset_arguments, asset_key, code_references
from financial_lake.orchestration.column_lineage import column_lineage
from financial_lake.orchestration.making import DISK_RETRIES, make_partitions
from financial_lake.orchestration.pictures import plot_of
from financial_lake.orchestration.resources import WAREHOUSE_POOL, LakeResource
from financial_lake.orchestration.watching import Watcher
from financial_lake.production.query_days import make_query_days
from financial_lake.production.whole_tables import store_whole
from financial_lake.warehouse.building import build_whole

QUERY_LAYERS = LAYERS[1:]
PUBLICATION = dg.AssetKey(["warehouse", "publication"])


def day_models() -> list[type[LakeTable]]:
    """The partitioned tables made from others: by SQL, or by the audit."""
    return [model for layer in QUERY_LAYERS for model in models(layer) if model.is_dated()]


def whole_models() -> list[type[LakeTable]]:
    """The tables without days: lists by rule, and dimensions."""
    return [model for layer in QUERY_LAYERS for model in models(layer) if not model.is_dated()]


def query_assets(
    calendar: dg.DailyPartitionsDefinition, home: Path, watcher: Watcher | None = None
) -> list[dg.AssetsDefinition]:
    """The assets of all tables made by SQL or by rule, and the publication of the warehouse."""
    days = [_day_asset(model, calendar, home, watcher) for model in day_models() if has_query(model)]
    whole = [_whole_asset(model, home) if has_query(model) else _list_asset(model, home) for model in whole_models()]
    return [*days, *whole, _publication()]


def _deps(model: type[LakeTable]) -> list[Any]:
    """The inputs named by the SQL; a table that reads back depends on the days before its own as well."""
    inputs = query_of(model).inputs
    return [dg.AssetDep(asset_key(parent), partition_mapping=_window(model, parent)) for parent in inputs]


def _window(model: type[LakeTable], parent: type[LakeTable]) -> dg.TimeWindowPartitionMapping | None:
    back = model.about().reads_back_of(parent.sql_name())
    if not (back and parent.is_dated() and model.is_dated()):
        return None
    return dg.TimeWindowPartitionMapping(start_offset=-back, end_offset=0, allow_nonexistent_upstream_partitions=True)


def _arguments(model: type[LakeTable], home: Path) -> dict[str, Any]:
    arguments = asset_arguments(model, "/".join((home.as_uri(), *model.address())))
    if has_query(model):
        arguments["metadata"]["dagster/column_lineage"] = column_lineage(model)
    return arguments


def _day_asset(
    model: type[LakeTable], calendar: dg.DailyPartitionsDefinition, home: Path, watcher: Watcher | None
) -> dg.AssetsDefinition:
    as_asset: AsAsset = dg.asset(
        **_arguments(model, home),
        deps=_deps(model),
        partitions_def=calendar,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=DISK_RETRIES,
    )

    @as_asset
    def make(context: dg.AssetExecutionContext, lake: LakeResource) -> dg.MaterializeResult[None]:
        make_partitions(context, lake, model, lambda days: make_query_days(lake.lake(), model, days), watcher)
        return dg.MaterializeResult()

    return make


def _whole_asset(model: type[LakeTable], home: Path) -> dg.AssetsDefinition:
    as_asset: AsAsset = dg.asset(
        **_arguments(model, home), deps=_deps(model), pool=WAREHOUSE_POOL, retry_policy=DISK_RETRIES
    )

    @as_asset
    def make(lake: LakeResource, warehouse: DuckDBResource) -> dg.MaterializeResult[None]:
        Path(warehouse.database).parent.mkdir(parents=True, exist_ok=True)
        with warehouse.get_connection() as connection:
            rows, preview = build_whole(connection, lake.lake(), model)
            plot = plot_of(model, lambda: connection.sql(f"from {model.sql_name()}").to_arrow_table())
        return dg.MaterializeResult(
            metadata={"dagster/row_count": rows, "preview": dg.MetadataValue.md(preview), **plot},
        )

    return make


def _list_asset(model: type[LakeTable], home: Path) -> dg.AssetsDefinition:
    arguments = _arguments(model, home)
    arguments["kinds"] = {"parquet", "python"}

    as_asset: AsAsset = dg.asset(**arguments, retry_policy=DISK_RETRIES)

    @as_asset
    def make(lake: LakeResource) -> dg.MaterializeResult[None]:
        manifest = store_whole(lake.lake(), model)
        return dg.MaterializeResult(metadata={"dagster/row_count": manifest.row_count, "sha256": manifest.file_sha256})

    return make


class Publishing(dg.Config):
    """How the warehouse is published; chosen when a run is launched.

    Attributes:
        publish_facts: `native` for facts as tables of the snapshot, `view` to read them from partitions.
    """

    publish_facts: PublishFacts = PublishFacts.VIEW


def _publication() -> dg.AssetsDefinition:
    whole = [asset_key(model) for model in whole_models()]
    dated = [asset_key(model) for model in day_models()]

    @dg.asset(
        key=PUBLICATION,
        deps=[*whole, *dated],
        group_name="warehouse",
        owners=["team:payments"],
        kinds={"duckdb"},
        tags={"layer": "warehouse", "domain": "warehouse", "cadence": "once"},
        metadata={"dagster/code_references": code_references(publish, "publish")},
        pool=WAREHOUSE_POOL,
        retry_policy=DISK_RETRIES,
        description="A snapshot of the warehouse for readers, under a new name each time, so that no reader ever "
        "waits for a writer: dimensions as tables, partitions and facts with their keys bound as views over frozen "
        "links; facts as sorted tables where the run's configuration says `publish_facts: native`.",
    )
    def publication(config: Publishing, lake: LakeResource, warehouse: DuckDBResource) -> dg.MaterializeResult[None]:
        stored = [model for model in all_models() if model.is_dated() or not has_query(model)]
        snapshot = publish(lake.lake(), stored, Path(warehouse.database), facts=config.publish_facts)
        return dg.MaterializeResult(
            metadata={"snapshot": snapshot.number, "file": dg.MetadataValue.path(str(snapshot.file))}
        )

    return publication
