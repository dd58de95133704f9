"""The customers of a block: who they are, when they join and leave, who follows them, who is inactive.

Lives are drawn in `lives`, credit histories lived through in `credit_histories`; here both meet: a wish to
leave is refused while a loan runs, and a slot is free for a successor once its occupant has left.
"""

from dataclasses import dataclass, replace

import numpy as np

from financial_lake.simulation import credit_histories, lives, quiet, raw_lines
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, year_of
from financial_lake.simulation.credit_records import CreditHistories
from financial_lake.simulation.people import (
    Customers,
    employment_on,
    income_on,
    is_client,
    is_present,
    persona_on,
    with_partners,
)
from financial_lake.simulation.streams import Bools, Ints

__all__ = [
    "Customers",
    "Generation",
    "customers",
    "employment_on",
    "generations",
    "inactive_stretches",
    "income_on",
    "is_client",
    "is_inactive",
    "is_present",
    "persona_on",
]


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of occupants of the slots of a block, with what happened to them by the end of a year.

    Attributes:
        people: its customers, with the day they left; ordered by slot.
        histories: their credit histories; owners are rows of `people`.
        rows: rows of `people` in `customers(block, year)`.
    """

    people: Customers
    histories: CreditHistories
    rows: Ints


@remembered(keep=3)
def generations(block: Block, year: int) -> tuple[Generation, ...]:
    """The generations of occupants up to the end of a year; before 2025 there is only the first."""
    lived: list[tuple[Customers, CreditHistories]] = []
    people = lives.first_lives(block, year)
    while not lived or people.slot.size:
        borrowers = raw_lines.borrowers(block, people, year)
        histories = credit_histories.live(block.bank, borrowers, year)
        people = replace(people, left_on=histories.left_on)
        lived.append((people, histories))
        people = lives.successors(block, people, year)
    slot = np.concatenate([each.slot for each, _ in lived])
    occupant = np.concatenate([each.occupant for each, _ in lived])
    rows = np.empty(slot.size, dtype=np.int64)
    rows[np.lexsort((occupant, slot))] = np.arange(slot.size)
    ends = np.cumsum([each.slot.size for each, _ in lived])
    return tuple(
        Generation(each, histories, rows[end - each.slot.size : end])
        for (each, histories), end in zip(lived, ends, strict=True)
    )


@remembered(keep=3)
def customers(block: Block, year: int) -> Customers:
    """All customers of the block who joined by the end of the year, ordered by (slot, occupant)."""
    lived = generations(block, year)
    everyone = Customers.joined([each.people for each in lived])
    order = np.argsort(np.concatenate([each.rows for each in lived]))
    return with_partners(everyone.where(order))


@remembered(keep=3)
def inactive_stretches(block: Block, year: int) -> tuple[Ints, Ints, Ints]:
    """Inactive stretches begun by the end of the year: (row of the customer, first day, last day).

    The last day may lie after the year; leaving ends a stretch the day before.
    """
    people = customers(block, year)
    first, last = quiet.stretches(block, people, year)
    last = np.minimum(last, people.left_on[:, None] - 1)
    person, window = np.nonzero((first < NEVER) & (first <= last))
    return person, first[person, window], last[person, window]


def is_inactive(block: Block, day: int) -> Bools:
    """Whether each customer of `customers(block, year of the day)` is inactive on the day."""
    year = int(year_of(day))
    person, first, last = inactive_stretches(block, year)
    inactive = np.zeros(customers(block, year).slot.size, dtype=np.bool_)
    inactive[person[(first <= day) & (day <= last)]] = True
    return inactive
