"""The line that makes days: generate, validate as one frame where that is faster, promote day by day.

It knows nothing of who asked: Dagster, the command line and the tests call `make_days` alike.
"""

from financial_lake.production.source_days import make_days
from financial_lake.production.storing import MadeDay

__all__ = ["MadeDay", "make_days"]
