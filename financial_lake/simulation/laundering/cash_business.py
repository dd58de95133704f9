"""Cash business, a look-alike of structuring: takings of a shop are paid in every few days."""

import numpy as np

from financial_lake.simulation.banking_calendar import at, is_business_day, month_end, month_start
from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.steps import Role, Steps, Way, moved, outside, principal

DEPOSITS, LONGEST_CLOSURE = (4, 6), 4
AMOUNTS = (2_000.0, 9_900.0)
HOURS = (9.1, 16.9)


def cash_business(cast: Cast) -> Steps:
    """Four to six deposits of 2,000-9,900: each in its own part of the month, so that they come about weekly."""
    most = DEPOSITS[1]
    count = cast.whole(*DEPOSITS, lane=2)
    first = int(month_start(cast.month)) + 1
    part = (int(month_end(cast.month)) - first) / count
    day = first + (part[:, None] * (np.arange(most) + cast.each(0, 1, most, 1))).astype(np.int64)
    onwards = np.where(2 * np.arange(most) < count[:, None], 1, -1)
    for _ in range(LONGEST_CLOSURE):
        day = np.where(is_business_day(day), day, day + onwards)
    return moved(
        cast,
        placed(count, most),
        outside(cast, Role.SOURCE),
        principal(cast, Role.SOURCE),
        cents=cast.dollars(*AMOUNTS, most, 3),
        instant=at(day, cast.each(*HOURS, most, 4)),
        lane=100,
        way=Way.CASH,
    )
