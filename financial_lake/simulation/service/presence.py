"""Whether customers are there and awake, each asked about a day of its own.

For events that are few and spread over months; whole months of everyone are in `account_days`.
"""

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.lives import FIRST_CUSTOMER, OCCUPANT_STEP
from financial_lake.simulation.population import customers, inactive_stretches
from financial_lake.simulation.streams import Bools, Ints


def is_active_at(block: Block, year: int, who: Ints, days: Ints) -> Bools:
    """Whether customers are clients since an earlier day, not gone and not inactive, each on its own day.

    Args:
        block: the block.
        year: of the population; no day may lie after it.
        who: (n,) indices into `customers(block, year)`.
        days: (n,) epoch days.
    """
    people = customers(block, year)
    starts, last = _stretches(block, year)
    place = np.searchsorted(starts, who * NEVER + days, side="right") - 1
    own = (place >= 0) & (np.append(starts, -1)[place] // NEVER == who)
    is_asleep = own & (days <= np.append(last, -1)[place])
    is_there: Bools = (people.joined_on[who] < days) & (days < people.left_on[who]) & ~is_asleep
    return is_there


def rows_of(block: Block, year: int, customer_id: Ints) -> Ints:
    """Rows in `customers(block, year)` of customers who have joined by then."""
    return np.searchsorted(in_order(customers(block, year).customer_id), in_order(customer_id))


def in_order(customer_id: Ints) -> Ints:
    """Numbers that order customers as their ids do not: by slot, then occupant."""
    occupant, slot = np.divmod(customer_id - FIRST_CUSTOMER, OCCUPANT_STEP)
    ordered: Ints = slot * OCCUPANT_STEP + occupant
    return ordered


@remembered(keep=3)
def _stretches(block: Block, year: int) -> tuple[Ints, Ints]:
    """Inactive stretches in order: customer and first day as one number, and the last day."""
    person, first, last = inactive_stretches(block, year)
    starts = person * NEVER + first
    order = np.argsort(starts)
    return starts[order], last[order]
