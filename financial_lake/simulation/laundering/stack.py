"""Stack: two pay two, who pay two further on: bipartite, one layer upon another."""

import numpy as np

from financial_lake.simulation.laundering.casting import NOBODY, Cast
from financial_lake.simulation.laundering.steps import Role, Side, Steps, awake, later, moved

LAYER, FEWEST, SPAN = 2, 4, 6
AMOUNTS, PASSED_ON, HOURS = (500.0, 6_000.0), (0.96, 0.99), (24, 72)
DAYS_OF_FIRST_LAYER = 1
MEMBERS_AT_THE_END = 0.5


def stack(cast: Cast) -> Steps:
    """Layer to layer all pairs; the second step 24-72 h after the first, 96-99 % of what came."""
    one, other = np.divmod(np.arange(LAYER * LAYER), LAYER)
    taken = np.ones((len(cast), one.size), dtype=np.bool_)
    cents = cast.dollars(*AMOUNTS, one.size, 1)
    day = cast.starting_day(SPAN, lane=2)
    instant = awake(day[:, None], cast.each(0, DAYS_OF_FIRST_LAYER, one.size, 3))
    first = moved(
        cast,
        taken,
        Side(cast.member[:, one], Role.SOURCE),
        Side(cast.member[:, LAYER + other], Role.INTERMEDIARY),
        cents=cents,
        instant=instant,
        lane=100,
    )
    came = np.stack([cents[:, other == each].sum(axis=1) for each in range(LAYER)], axis=1)
    passed = came * cast.each(*PASSED_ON, LAYER, 4)
    split = 0.3 + 0.4 * cast.each(0, 1, LAYER, 5)[:, one]
    share = np.where(other == 0, split, 1.0 - split)
    are_members = (cast.members >= 3 * LAYER) & (cast.between(0, 1, 6) < MEMBERS_AT_THE_END)
    last = np.where(are_members[:, None], cast.member[:, 2 * LAYER + other], NOBODY)
    second = moved(
        cast,
        taken,
        Side(cast.member[:, LAYER + one], Role.INTERMEDIARY),
        Side(last, Role.DESTINATION, other),
        cents=(passed[:, one] * share).astype(np.int64),
        instant=later(instant.max(axis=1)[:, None], *HOURS, cast.each(0, 1, one.size, 7)),
        lane=102,
    )
    return Steps.joined([first, second])
