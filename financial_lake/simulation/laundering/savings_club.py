"""Savings club, a look-alike of fan-in: members pay in, and one of them gets it all this month."""

from financial_lake.simulation.laundering.casting import Cast
from financial_lake.simulation.laundering.gathering import MOST, gathered, joining
from financial_lake.simulation.laundering.steps import Role, Steps

PAYERS, MEMBERS, DAYS = (4, 6), 3, 3
AMOUNTS = (200.0, 1_000.0)


def savings_club(cast: Cast) -> Steps:
    """Four to six members of the club pay 200-1,000 each to one, within three days."""
    count = cast.whole(*PAYERS, lane=1)
    cents = cast.dollars(*AMOUNTS, MOST, 2) // 10_00 * 10_00
    day = cast.starting_day(DAYS, lane=3)
    return gathered(cast, count, joining(cast, MEMBERS, count, 4), cents, day, DAYS, (Role.SOURCE, Role.COLLECTOR))
