"""Fan-in: many send smaller amounts to one within days."""

from financial_lake.simulation.laundering.casting import Cast
from financial_lake.simulation.laundering.gathering import fan_amounts, gathered, joining
from financial_lake.simulation.laundering.steps import Role, Steps

SENDERS, MEMBERS, DAYS = (5, 9), 4, (1, 3)


def fan_in(cast: Cast) -> Steps:
    """Five to nine senders, up to four of them members, pay the collector once within 1-3 days."""
    count = cast.whole(*SENDERS, lane=1)
    inside = joining(cast, MEMBERS, count, 2)
    days = cast.whole(*DAYS, lane=4)
    day = cast.starting_day(days, lane=3)
    cents, way = fan_amounts(cast, inside, 5)
    return gathered(cast, count, inside, cents, day, days, (Role.SOURCE, Role.COLLECTOR), way)
