"""Jobs: the whole graph by day, the source layer alone, and all checks once more."""

from typing import Any

import dagster as dg

WHOLE_GRAPH = "whole_graph"
SOURCE_LAYER = "source_layer"
CHECK_AGAIN = "check_again"


def jobs() -> list[Any]:
    """The jobs people launch; asset jobs, resolved by the code location."""
    return [
        dg.define_asset_job(
            WHOLE_GRAPH,
            selection=dg.AssetSelection.all(),
            description="All tables of all layers with their checks. For a history choose "
            "'Launch backfill' here: it is one run, whatever the number of days.",
        ),
        dg.define_asset_job(
            SOURCE_LAYER,
            selection=dg.AssetSelection.tag("layer", "datalake"),
            description="The source tables of the data lake with their checks.",
        ),
        dg.define_asset_job(
            CHECK_AGAIN,
            selection=dg.AssetSelection.all_asset_checks(),
            description="All checks of all stored days once more; nothing is made. For chosen days give the run the "
            "tag dagster/partition, or dagster/asset_partition_range_start and dagster/asset_partition_range_end.",
        ),
    ]
