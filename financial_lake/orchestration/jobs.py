"""Jobs: the whole graph by day, and the source layer alone."""

from typing import Any

import dagster as dg

WHOLE_GRAPH = "whole_graph"
SOURCE_LAYER = "source_layer"


def jobs() -> list[Any]:
    """The jobs people launch (asset jobs, resolved by the code location): from the UI one run for a day, or one backfill run for a history."""
    everything = dg.AssetSelection.all()
    source = dg.AssetSelection.tag("layer", "datalake")
    return [
        dg.define_asset_job(
            WHOLE_GRAPH,
            selection=everything,
            description="All tables of all layers with their checks. For a history choose "
            "'Launch backfill' here: it is one run, whatever the number of days.",
        ),
        dg.define_asset_job(
            SOURCE_LAYER, selection=source, description="The source tables of the data lake with their checks."
        ),
    ]
