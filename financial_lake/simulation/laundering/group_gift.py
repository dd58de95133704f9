"""Group gift, a look-alike of fan-in: friends chip in for a present."""

from financial_lake.simulation.laundering.casting import Cast
from financial_lake.simulation.laundering.gathering import MOST, gathered, joining
from financial_lake.simulation.laundering.steps import Role, Steps

FRIENDS, MEMBERS, DAYS = (5, 9), 2, 3
AMOUNTS = (20.0, 60.0)


def group_gift(cast: Cast) -> Steps:
    """Five to nine friends pay 20-60 each to the one who buys it, within three days."""
    count = cast.whole(*FRIENDS, lane=1)
    cents = cast.dollars(*AMOUNTS, MOST, 2) // 100 * 100
    day = cast.starting_day(DAYS, lane=3)
    return gathered(cast, count, joining(cast, MEMBERS, count, 4), cents, day, DAYS, (Role.SOURCE, Role.COLLECTOR))
