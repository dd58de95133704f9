"""Bipartite: a few sources pay a few destinations, each of them every one."""

import numpy as np

from financial_lake.simulation.laundering.casting import Cast
from financial_lake.simulation.laundering.steps import Role, Side, Steps, awake, moved

SIDE, FEWEST, DAYS = 3, 4, (1, 3)
AMOUNTS = (500.0, 6_000.0)


def bipartite(cast: Cast) -> Steps:
    """Two or three members pay two or three others: every pair once within 1-3 days, 500-6,000."""
    sources = cast.whole(2, np.minimum(SIDE, cast.members - 2), 1)
    targets = cast.whole(2, np.minimum(SIDE, cast.members - sources), 2)
    one, other = np.divmod(np.arange(SIDE * SIDE), SIDE)
    days = cast.whole(*DAYS, lane=3)
    day = cast.starting_day(days, lane=4)
    return moved(
        cast,
        (one < sources[:, None]) & (other < targets[:, None]),
        Side(cast.member[:, one], Role.SOURCE),
        Side(np.take_along_axis(cast.member, sources[:, None] + other, axis=1), Role.DESTINATION),
        cents=cast.dollars(*AMOUNTS, one.size, 5),
        instant=awake(day[:, None], cast.each(0, 1, one.size, 6) * days[:, None]),
        lane=100,
    )
