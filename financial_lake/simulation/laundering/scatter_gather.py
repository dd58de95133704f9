"""Scatter-gather: one pays several intermediaries, and all of them pay the same destination."""

import numpy as np

from financial_lake.simulation.laundering.casting import NOBODY, Cast, placed
from financial_lake.simulation.laundering.steps import Role, Side, Steps, awake, circle_side, later, moved, principal

INTERMEDIARIES, SPAN = (3, 5), 4
FEWEST = 1 + INTERMEDIARIES[0]
AMOUNTS, FORWARDED, HOURS = (900.0, 8_000.0), (0.95, 0.99), (6, 48)
MEMBER_DESTINATION = 0.5


def scatter_gather(cast: Cast) -> Steps:
    """900-8,000 to each of three to five members within a day; each forwards 95-99 % after 6-48 h."""
    most = INTERMEDIARIES[1]
    count = cast.whole(INTERMEDIARIES[0], np.minimum(most, cast.members - 1), 1)
    taken = placed(count, most)
    cents = cast.dollars(*AMOUNTS, most, 2)
    instant = awake(cast.starting_day(SPAN, lane=3)[:, None], cast.each(0, 1, most, 4))
    middle = circle_side(cast, Role.INTERMEDIARY, count, most)
    paid = moved(cast, taken, principal(cast, Role.SOURCE), middle, cents=cents, instant=instant, lane=100)
    is_member = (count + 1 < cast.members) & (cast.between(0, 1, 5) < MEMBER_DESTINATION)
    last = np.take_along_axis(cast.member, np.minimum(count + 1, cast.member.shape[1] - 1)[:, None], axis=1)
    forwarded = moved(
        cast,
        taken,
        middle,
        Side(np.where(is_member[:, None], last, NOBODY), Role.DESTINATION),
        cents=(cents * cast.each(*FORWARDED, most, 6)).astype(np.int64),
        instant=later(instant, *HOURS, cast.each(0, 1, most, 7)),
        lane=102,
    )
    return Steps.joined([paid, forwarded])
