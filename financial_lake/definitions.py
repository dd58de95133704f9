"""The code location: gathers what orchestration builds for one lake, adds nothing."""

import warnings

import dagster as dg

warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

from financial_lake.orchestration.graph import graph_of  # noqa: E402 - Dagster warns while assets are declared
from financial_lake.orchestration.resources import home_of_lake  # noqa: E402


@dg.definitions
def defs() -> dg.Definitions:
    """Everything of the lake that FINANCIAL_LAKE_HOME names."""
    return graph_of(home_of_lake())
