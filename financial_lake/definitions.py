"""The code location: gathers what orchestration builds for one lake, adds nothing."""

import dagster as dg

from financial_lake.orchestration.graph import graph_of
from financial_lake.orchestration.resources import home_of_lake


@dg.definitions
def defs() -> dg.Definitions:
    """Everything of the lake that FINANCIAL_LAKE_HOME names."""
    return graph_of(home_of_lake())
