"""Family support, a look-alike of fan-out: one helps several relatives."""

import numpy as np

from financial_lake.simulation.laundering.casting import Cast
from financial_lake.simulation.laundering.gathering import MOST, joining, scattered
from financial_lake.simulation.laundering.steps import Role, Steps, awake

RELATIVES, MEMBERS, DAYS = (3, 5), 1, 3
AMOUNTS = (100.0, 900.0)


def family_support(cast: Cast) -> Steps:
    """100-900 to each of three to five relatives within three days."""
    count = cast.whole(*RELATIVES, lane=1)
    day = cast.starting_day(DAYS, lane=3)
    instant = awake(day[:, None], cast.each(0, DAYS, MOST, 4))
    cents = cast.dollars(*AMOUNTS, MOST, 5) // 100 * 100
    roles = (Role.SOURCE, Role.DESTINATION)
    return scattered(cast, count, np.asarray(joining(cast, MEMBERS, count, 2)), cents, instant, roles)
