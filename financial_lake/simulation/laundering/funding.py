"""Money that arrives from elsewhere before a pattern: on the days and at the hours at which all accounts are funded.

The ledger funds accounts on the second to the sixth at ten (tables.md 5.4); patterns that kept to other days and hours
would be told by that alone.
"""

import numpy as np

from financial_lake.simulation.banking_calendar import at, month_start
from financial_lake.simulation.laundering.casting import Cast
from financial_lake.simulation.laundering.steps import awake
from financial_lake.simulation.streams import Bools, Ints

SHARE_FUNDED = 1 / 3
DAYS_OF_MONTH, HOURS = 5, (10.0, 11.0)


def funding_day(cast: Cast, span: Ints | int, lane: int) -> Ints:
    """A day that leaves `span` days in the month, for each pattern; one in three is a day on which accounts are funded.

    Args:
        cast: the patterns, (n,).
        span: days that the pattern may take; at most 24.
        lane: of chance; the next one is used, too.
    """
    early = int(month_start(cast.month)) + 1 + cast.whole(0, DAYS_OF_MONTH - 1, lane + 1)
    return np.where(_is_usual(cast, 1, lane + 1)[:, 0], early, cast.starting_day(span, lane))


def funded(cast: Cast, day: Ints, lane: int) -> Ints:
    """(n, count) instants of the days (n, count): one in three in the hour in which accounts are funded."""
    count = day.shape[1]
    usual = at(day, cast.each(*HOURS, count, lane))
    return np.where(_is_usual(cast, count, lane), usual, awake(day, cast.each(0, 1, count, lane)))


def _is_usual(cast: Cast, count: int, lane: int) -> Bools:
    usual: Bools = cast.each(0, 1, count, 1000 + lane) < SHARE_FUNDED
    return usual
