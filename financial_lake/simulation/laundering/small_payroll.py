"""Small payroll, a look-alike of fan-out: the owner of a small firm pays the staff at the end of the month."""

import numpy as np

from financial_lake.simulation.banking_calendar import month_end
from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.steps import Role, Side, Steps, Way, awake, moved, principal

STAFF, DAYS_BEFORE_END = (4, 9), 3
AMOUNTS = (1_200.0, 3_800.0)


def small_payroll(cast: Cast) -> Steps:
    """Four to nine payments of 1,200-3,800 on one day at the end of the month."""
    most = STAFF[1]
    day = int(month_end(cast.month)) - cast.whole(1, DAYS_BEFORE_END, lane=1)
    start = cast.between(0, 0.9, 2)
    return moved(
        cast,
        placed(cast.whole(*STAFF, lane=3), most),
        principal(cast, Role.SOURCE),
        Side(np.full((len(cast), most), -1), Role.DESTINATION, np.arange(most)),
        cents=cast.dollars(*AMOUNTS, most, 4),
        instant=awake(day[:, None], start[:, None] + cast.each(0, 0.05, most, 5)),
        lane=100,
        way=Way.TRANSFER,
    )
