"""Gather-scatter: a hub collects from several and pays it on to several others."""

import numpy as np

from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.gathering import MOST, fan_amounts, gathered, joining, scattered
from financial_lake.simulation.laundering.steps import Role, Steps, Way, later, shares

SENDERS, RECEIVERS, MEMBERS, SPAN = (3, 6), (3, 6), 2, 5
DAYS_TO_GATHER, PAID_SHARE, HOURS = 2, (0.95, 0.98), (12, 60)


def gather_scatter(cast: Cast) -> Steps:
    """Three to six senders within two days; 12-60 h after the last 95-98 % goes on to three to six receivers."""
    senders, receivers = cast.whole(*SENDERS, lane=1), cast.whole(*RECEIVERS, lane=2)
    inside = joining(cast, MEMBERS, senders, 3)
    cents, way = fan_amounts(cast, inside, 5)
    day = cast.starting_day(SPAN, lane=4)
    paid_in = gathered(cast, senders, inside, cents, day, DAYS_TO_GATHER, (Role.SOURCE, Role.COLLECTOR), way)
    last = np.zeros(len(cast), dtype=np.int64)
    row = np.searchsorted(np.sort(cast.pattern), paid_in.pattern)
    np.maximum.at(last, np.argsort(cast.pattern)[row], paid_in.instant)
    total = np.where(placed(senders, MOST), cents, 0).sum(axis=1) * cast.between(*PAID_SHARE, lane=8)
    beyond = joining(cast, MEMBERS, receivers, 9, 1 + inside)
    share = shares(cast, MOST, placed(receivers, MOST), 10)
    instant = later(last[:, None], *HOURS, cast.each(0, 1, MOST, 11))
    roles = (Role.DISTRIBUTOR, Role.DESTINATION)
    paid_out = scattered(
        cast, receivers, beyond, (total[:, None] * share).astype(np.int64), instant, roles, Way.ORDINARY, 1 + inside
    )
    return Steps.joined([paid_in, paid_out])
