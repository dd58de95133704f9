"""Rent sharing, a look-alike of fan-in: flat mates pay their share to the one who pays the landlord."""

import numpy as np

from financial_lake.simulation.banking_calendar import month_start
from financial_lake.simulation.laundering.casting import Cast
from financial_lake.simulation.laundering.gathering import MOST, gathered, joining
from financial_lake.simulation.laundering.steps import Role, Steps

MATES, MEMBERS, DAYS = (3, 4), 2, 3
AMOUNTS = (400.0, 1_200.0)


def rent_sharing(cast: Cast) -> Steps:
    """Three or four mates pay the same 400-1,200 each on the first three days of the month."""
    count = cast.whole(*MATES, lane=1)
    cents = np.repeat(cast.dollars(*AMOUNTS, 1, 2) // 10_00 * 10_00, MOST, axis=1)
    day = np.full(len(cast), int(month_start(cast.month)))
    roles = (Role.SOURCE, Role.COLLECTOR)
    return gathered(cast, count, joining(cast, MEMBERS, count, 3), cents, day, DAYS, roles)
