"""Cycle: money passes through several hands and comes back to the first, a little less each time."""

import numpy as np

from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.steps import Role, Side, Steps, awake, later, moved

MEMBERS = (3, 6)
AMOUNTS, KEPT_ON, HOURS = (3_000.0, 24_000.0), (0.97, 0.99), (2, 24)


def cycle(cast: Cast) -> Steps:
    """Three to six members; 3,000-24,000, each hop after 2-24 h and 1-3 % less; it ends at the first."""
    most = MEMBERS[1]
    count = cast.whole(MEMBERS[0], np.minimum(most, cast.members), 1)
    kept = cast.each(*KEPT_ON, most, 2)
    kept[:, 0] = 1.0
    cents = (cast.dollars(*AMOUNTS, 1, 3) * np.cumprod(kept, axis=1)).astype(np.int64)
    share = cast.each(0, 1, most, 4)
    instants = [awake(cast.starting_day(count, lane=5), share[:, 0])]
    for hop in range(1, most):
        instants.append(later(instants[-1], *HOURS, share[:, hop]))
    place = np.arange(most)
    payee = np.where(place + 1 < count[:, None], place + 1, 0)
    return moved(
        cast,
        placed(count, most),
        Side(cast.member[:, :most], Role.INTERMEDIARY),
        Side(np.take_along_axis(cast.member, payee, axis=1), Role.INTERMEDIARY),
        cents=cents,
        instant=np.stack(instants, axis=1),
        lane=100,
    )
