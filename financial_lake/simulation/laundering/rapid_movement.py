"""Rapid movement: what arrives at a mule's account leaves it again within a day, through several exits."""

import numpy as np

from financial_lake.simulation.laundering.casting import NOBODY, Cast, placed
from financial_lake.simulation.laundering.funding import funded, funding_day
from financial_lake.simulation.laundering.steps import Role, Side, Steps, Way, awake, later, moved, principal, shares

ROUNDS, EXITS, DAYS = (2, 4), (2, 5), (2, 10)
AMOUNTS, LEAVES, HOURS = (3_000.0, 19_000.0), (0.90, 0.98), (1, 24)
COMES_BY_WIRE = 0.5
WAYS_OUT, WEIGHTS = (Way.ORDINARY, Way.TRANSFER, Way.WIRE), (45.0, 25.0, 30.0)
TAKES_CASH = 0.4


def rapid_movement(cast: Cast) -> Steps:
    """Two to four rounds in 2-10 days: 3,000-19,000 comes, 90-98 % leaves within 1-24 h through two to five exits."""
    most = ROUNDS[1]
    rounds = cast.whole(*ROUNDS, lane=1)
    turn = np.arange(most)
    days = cast.whole(*DAYS, lane=3)
    day = funding_day(cast, days, lane=90)[:, None] + turn * days[:, None] // rounds[:, None]
    came = cast.dollars(*AMOUNTS, most, 4) // 100_00 * 100_00
    by_wire = cast.each(0, 1, most, 6) < COMES_BY_WIRE
    instant = np.where(by_wire, awake(day, cast.each(0, 1, most, 5)), funded(cast, day, lane=7))
    paid_in = moved(
        cast,
        placed(rounds, most),
        Side(np.full((len(cast), 1), NOBODY), Role.SOURCE, turn),
        principal(cast, Role.MULE),
        cents=came,
        instant=instant,
        lane=100,
        way=np.where(by_wire, Way.WIRE, Way.TRANSFER),
    )
    parts = [paid_in]
    for each in range(most):
        exits = np.where(each < rounds, cast.whole(*EXITS, lane=30 + each), 0)
        taken = placed(exits, EXITS[1])
        total = came[:, each] * cast.between(*LEAVES, lane=40 + each)
        place = np.arange(EXITS[1])
        way = np.array(WAYS_OUT)[cast.chance.pick(WEIGHTS, cast.pattern[:, None], place, lane=50 + each)]
        way[:, 0] = np.where(cast.between(0, 1, 60 + each) < TAKES_CASH, Way.CASH, way[:, 0])
        parts.append(
            moved(
                cast,
                taken,
                principal(cast, Role.MULE),
                Side(np.full(taken.shape, NOBODY), Role.DESTINATION, 100 + 10 * each + place),
                cents=(total[:, None] * shares(cast, EXITS[1], taken, 70 + each)).astype(np.int64),
                instant=later(instant[:, each : each + 1], *HOURS, cast.each(0, 1, EXITS[1], 80 + each)),
                lane=110 + 2 * each,
                way=way,
            )
        )
    return Steps.joined(parts)
