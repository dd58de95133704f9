"""Fan-out: one is funded from outside and pays many within days."""

import numpy as np

from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.funding import funded, funding_day
from financial_lake.simulation.laundering.gathering import MOST, fan_amounts, joining, scattered
from financial_lake.simulation.laundering.steps import Role, Steps, Way, later, moved, outside, principal

RECEIVERS, MEMBERS, DAYS = (5, 9), 4, (1, 3)
PAID_SHARE = 0.97


def fan_out(cast: Cast) -> Steps:
    """A transfer from outside, then one payment to each of five to nine receivers, up to four of them members."""
    count = cast.whole(*RECEIVERS, lane=1)
    inside = joining(cast, MEMBERS, count, 2)
    cents, way = fan_amounts(cast, inside, 5)
    days = cast.whole(*DAYS, lane=4)
    day = funding_day(cast, days + 1, lane=30)
    funded_at = funded(cast, day[:, None], lane=8)
    total = np.where(placed(count, MOST), cents, 0).sum(axis=1)[:, None]
    fund = moved(
        cast,
        placed(np.ones(len(cast), dtype=np.int64), 1),
        outside(cast, Role.SOURCE),
        principal(cast, Role.SOURCE),
        cents=(total / PAID_SHARE).astype(np.int64),
        instant=funded_at,
        lane=100,
        way=Way.TRANSFER,
    )
    instant = later(funded_at, 0.5, 24.0, cast.each(0, 1, MOST, 9) * days[:, None])
    return Steps.joined([fund, scattered(cast, count, inside, cents, instant, (Role.SOURCE, Role.DESTINATION), way)])
