"""Which circles launder money, or seem to, in which month, and every step of it (tables.md 8)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.laundering.bipartite import FEWEST as FEWEST_IN_BIPARTITE
from financial_lake.simulation.laundering.bipartite import bipartite
from financial_lake.simulation.laundering.cash_business import cash_business
from financial_lake.simulation.laundering.casting import Cast, Circles, circles
from financial_lake.simulation.laundering.cycle import MEMBERS as MEMBERS_OF_CYCLE
from financial_lake.simulation.laundering.cycle import cycle
from financial_lake.simulation.laundering.family_support import family_support
from financial_lake.simulation.laundering.fan_in import fan_in
from financial_lake.simulation.laundering.fan_out import fan_out
from financial_lake.simulation.laundering.gather_scatter import gather_scatter
from financial_lake.simulation.laundering.group_gift import group_gift
from financial_lake.simulation.laundering.house_purchase import house_purchase
from financial_lake.simulation.laundering.rapid_movement import rapid_movement
from financial_lake.simulation.laundering.rent_sharing import rent_sharing
from financial_lake.simulation.laundering.savings_club import savings_club
from financial_lake.simulation.laundering.scatter_gather import FEWEST as FEWEST_IN_SCATTER_GATHER
from financial_lake.simulation.laundering.scatter_gather import scatter_gather
from financial_lake.simulation.laundering.small_payroll import small_payroll
from financial_lake.simulation.laundering.stack import FEWEST as FEWEST_IN_STACK
from financial_lake.simulation.laundering.stack import stack
from financial_lake.simulation.laundering.steps import Steps
from financial_lake.simulation.laundering.structuring import structuring
from financial_lake.simulation.streams import Ints

LAUNDERING_A_MONTH, LOOK_ALIKES_A_MONTH = 60, 119
"""Patterns of a circle and month for each unit of the laundering rate: their postings have the share asked for."""
ANYBODY, QUIETEST, TRADER = range(3)
"""Who is the principal."""
EVEN = 1.0


@dataclass(frozen=True, slots=True)
class Typology:
    """A kind of pattern: its share among its like, how many members it needs, who is its principal, its steps."""

    name: str
    weight: float
    fewest: int
    principal: int
    lay_out: Callable[[Cast], Steps]


LAUNDERING = (
    Typology("structuring", 22.0, 1, ANYBODY, structuring),
    Typology("rapid_movement", 18.0, 1, QUIETEST, rapid_movement),
    Typology("fan_in", 12.0, 1, ANYBODY, fan_in),
    Typology("fan_out", 12.0, 1, ANYBODY, fan_out),
    Typology("gather_scatter", 9.0, 1, ANYBODY, gather_scatter),
    Typology("scatter_gather", 9.0, FEWEST_IN_SCATTER_GATHER, ANYBODY, scatter_gather),
    Typology("cycle", 8.0, MEMBERS_OF_CYCLE[0], ANYBODY, cycle),
    Typology("bipartite", 5.0, FEWEST_IN_BIPARTITE, ANYBODY, bipartite),
    Typology("stack", 5.0, FEWEST_IN_STACK, ANYBODY, stack),
)
"""The first two stand in where a circle has too few members for the others."""
LOOK_ALIKES = (
    Typology("family_support", EVEN, 1, ANYBODY, family_support),
    Typology("rent_sharing", EVEN, 1, ANYBODY, rent_sharing),
    Typology("group_gift", EVEN, 1, ANYBODY, group_gift),
    Typology("savings_club", EVEN, 1, ANYBODY, savings_club),
    Typology("house_purchase", EVEN, 1, ANYBODY, house_purchase),
    Typology("cash_business", EVEN, 1, TRADER, cash_business),
    Typology("small_payroll", EVEN, 1, TRADER, small_payroll),
)
"""The first two stand in where nobody of a circle is self-employed."""
TYPOLOGIES = (*LAUNDERING, *LOOK_ALIKES)
STAND_INS = 2
PATTERNS_A_MONTH, PATTERNS_A_CIRCLE = 10_000_000, 10


@dataclass(frozen=True, slots=True)
class Family:
    """Typologies of which a circle has at most one in a month: laundering, and what looks like it."""

    name: str
    number: int
    kinds: tuple[Typology, ...]


FAMILIES = (Family("laundering", 0, LAUNDERING), Family("look_alikes", 1, LOOK_ALIKES))


@remembered(keep=4)
def steps(block: Block, month: int) -> Steps:
    """All steps of the block's patterns in a month, in no particular order."""
    settings = block.bank.settings
    laundering = LAUNDERING_A_MONTH * settings.laundering_rate
    innocent = LOOK_ALIKES_A_MONTH * settings.laundering_rate * settings.look_alike_ratio
    return Steps.joined(
        [
            _of(block, month, family, probability)
            for family, probability in zip(FAMILIES, (laundering, innocent), strict=True)
            if probability
        ]
    )


def _of(block: Block, month: int, family: Family, probability: float) -> Steps:
    """Steps of a family's patterns."""
    everyone = circles(block, month)
    there = everyone.where(block.stream(family.name, "happens").chance(probability, everyone.circle, month))
    stream, kinds = block.stream(family.name, "typology"), family.kinds
    kind = stream.pick([each.weight for each in kinds], there.circle, month)
    lacks = np.array([each.fewest for each in kinds])[kind] > there.members
    lacks |= (np.array([each.principal for each in kinds])[kind] == TRADER) & (there.trader < 0)
    kind = np.where(lacks, stream.integer(STAND_INS, there.circle, month, lane=1), kind)
    year, month_of_year = divmod(month, 12)
    number = (100 * (1970 + year) + month_of_year + 1) * PATTERNS_A_MONTH
    pattern = number + there.circle * PATTERNS_A_CIRCLE + family.number
    return Steps.joined(
        [
            each.lay_out(_cast(block, month, there.where(kind == place), pattern[kind == place], each))
            for place, each in enumerate(kinds)
            if (kind == place).any()
        ]
    )


def _cast(block: Block, month: int, there: Circles, pattern: Ints, kind: Typology) -> Cast:
    member = there.member
    if kind.principal != ANYBODY:
        lead = there.quietest if kind.principal == QUIETEST else there.trader
        order = np.argsort(member != lead[:, None], axis=1, kind="stable")
        member = np.take_along_axis(member, order, axis=1)
    return Cast(pattern, TYPOLOGIES.index(kind), member, there.members, month, block.stream("laundering", kind.name))
