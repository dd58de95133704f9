"""Structuring: cash paid in at several branches, each time just below what must be reported, then sent away."""

import numpy as np

from financial_lake.simulation.banking_calendar import at, is_business_day, month_end, month_start
from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.steps import Role, Side, Steps, Way, later, moved, outside, principal, shares
from financial_lake.simulation.streams import Ints

DAYS, DAYS_TO_SEND = (5, 14), 3
DEPOSITS, BRANCHES, A_DAY = (4, 9), (2, 4), 2
AMOUNTS = (8_400.0, 9_950.0)
SENT_IN = 2
SENT_SHARE = (0.90, 0.98)
SENT_BY_WIRE = 0.7
HOURS = ((9.0, 12.9), (13.1, 16.9))


def structuring(cast: Cast) -> Steps:
    """Four to nine deposits within 5-14 days, at most two a day in different branches; 90-98 % leaves after."""
    span = cast.whole(*DAYS, lane=1)
    offset = np.arange(DAYS[1])
    day = np.repeat(_starting_day(cast, span + DAYS_TO_SEND)[:, None] + offset, A_DAY, axis=1)
    is_open = is_business_day(day) & (np.repeat(offset, A_DAY) < span[:, None])
    order = np.argsort(np.where(is_open, cast.each(0, 1, day.shape[1], 3), 2.0), axis=1, kind="stable")
    wanted = np.minimum(cast.whole(*DEPOSITS, lane=4), is_open.sum(axis=1))
    taken = np.zeros(day.shape, dtype=np.bool_)
    np.put_along_axis(taken, order, placed(wanted, day.shape[1]), axis=1)
    half = np.arange(day.shape[1]) % A_DAY
    opens, closes = (np.array(hours)[half] for hours in zip(*HOURS, strict=True))
    instant = at(day, opens + (closes - opens) * cast.each(0, 1, day.shape[1], 5))
    low, high = (round(dollars * 10) for dollars in AMOUNTS)
    cents = np.rint(cast.each(low / 100, high / 100, day.shape[1], 6)).astype(np.int64) * 10_00
    paid_in = moved(
        cast,
        taken,
        outside(cast, Role.SOURCE),
        principal(cast, Role.SOURCE),
        cents=cents,
        instant=instant,
        lane=100,
        way=Way.CASH,
        stop=(np.cumsum(taken, axis=1) - 1) % cast.whole(*BRANCHES, lane=7)[:, None],
    )
    return Steps.joined([paid_in, _sent(cast, np.where(taken, cents, 0), np.where(taken, instant, 0))])


def _starting_day(cast: Cast, span: Ints) -> Ints:
    """Early or late rather than between: patterns this long would else crowd the middle of the month."""
    latest = month_end(cast.month) - month_start(cast.month) - span - 1
    place = (1.0 - np.cos(np.pi * cast.between(0, 1, 2))) / 2
    day: Ints = month_start(cast.month) + 1 + np.rint(place * (latest - 1)).astype(np.int64)
    return day


def _sent(cast: Cast, cents: Ints, instant: Ints) -> Steps:
    total = cents.sum(axis=1) * cast.between(*SENT_SHARE, lane=8)
    taken = placed(cast.whole(1, SENT_IN, lane=9), SENT_IN)
    return moved(
        cast,
        taken,
        principal(cast, Role.SOURCE),
        Side(np.full(taken.shape, -1), Role.DESTINATION, 1 + np.arange(SENT_IN)),
        cents=(total[:, None] * shares(cast, SENT_IN, taken, 10)).astype(np.int64),
        instant=later(instant.max(axis=1)[:, None], 2, 24 * (DAYS_TO_SEND - 1), cast.each(0, 1, SENT_IN, 11)),
        lane=102,
        way=np.where(cast.each(0, 1, SENT_IN, 12) < SENT_BY_WIRE, Way.WIRE, Way.TRANSFER),
    )
