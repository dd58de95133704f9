"""House purchase, a look-alike of rapid movement: the price arrives and goes to the seller's notary."""

import numpy as np

from financial_lake.simulation.banking_calendar import at, is_business_day
from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.funding import funded
from financial_lake.simulation.laundering.steps import Role, Steps, Way, moved, outside, principal

AMOUNTS, PAID_ON, DAYS, SPAN = (40_000.0, 250_000.0), (0.95, 1.0), (1, 3), 8
HOURS = (9.1, 16.9)
LONGEST_CLOSURE = 4


def house_purchase(cast: Cast) -> Steps:
    """A transfer of 40,000-250,000; one to three days later a wire of 95-100 % of it."""
    paid_on = cast.starting_day(SPAN, lane=1) + DAYS[1]
    for _ in range(LONGEST_CLOSURE):
        paid_on = np.where(is_business_day(paid_on), paid_on, paid_on + 1)
    came_on = paid_on - cast.whole(*DAYS, lane=2)
    cents = cast.dollars(*AMOUNTS, 1, 3) // 100_00 * 100_00
    once = placed(np.ones(len(cast), dtype=np.int64), 1)
    came = moved(
        cast,
        once,
        outside(cast, Role.SOURCE),
        principal(cast, Role.INTERMEDIARY),
        cents=cents,
        instant=funded(cast, came_on[:, None], lane=4),
        lane=100,
        way=Way.TRANSFER,
    )
    paid = moved(
        cast,
        once,
        principal(cast, Role.INTERMEDIARY),
        outside(cast, Role.DESTINATION, 1),
        cents=(cents * cast.each(*PAID_ON, 1, 5)).astype(np.int64),
        instant=at(paid_on, cast.between(*HOURS, 6))[:, None],
        lane=102,
        way=Way.WIRE,
    )
    return Steps.joined([came, paid])
