"""Ids of events: the day, and the place of the event among all events of its kind on that day.

Events are numbered inside their block first; an id adds the counts of the blocks before, so blocks made
apart exchange only their counts, and a bank that grows only appends (tables.md 1.6).
"""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from financial_lake.simulation import card_attempts, lending, visits, wires
from financial_lake.simulation.account_days import days_of
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import month_of, month_start
from financial_lake.simulation.insurance import premiums
from financial_lake.simulation.ledger import postings
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.records import Records
from financial_lake.simulation.service import interactions
from financial_lake.simulation.streams import Ints

IDS_A_DAY = 1_000_000_000
EventDays = Callable[[Block, int], Ints]
"""Days (epoch) of all events of a kind in a block and month, in any order."""

EventKind = Reference | str
"""What kind of event: the one a posting may name, or a table of others."""

EVENT_DAYS: dict[EventKind, EventDays] = {
    Reference.CT: lambda block, month: card_attempts.events(block, month).day,
    Reference.WR: lambda block, month: wires.events(block, month).day,
    Reference.BV: lambda block, month: visits.events(block, month).day,
    Reference.LP: lambda block, month: lending.loan_payments(block, month).paid_on,
    Reference.PP: lambda block, month: premiums.events(block, month).day,
    Reference.OD: lambda block, month: postings.month_postings(block, month).overdrafts.day,
    "interactions": lambda block, month: interactions.in_month(block, month).day,
    "complaints": lambda block, month: interactions.in_month(block, month, filed=True).day,
}
"""The kinds of events that can be numbered here; a new kind adds its line."""

Found = TypeVar("Found", bound=Records)


def of_day(events: Found, day: Ints, today: int) -> Found:
    """The events of one day among those of a month, given the day of each, in order."""
    return events.where(slice(*np.searchsorted(day, [today, today + 1])))


def event_ids(bank: Bank, kind: EventKind, block: Block, day: Ints, ordinal: Ints) -> Ints:
    """Ids of events.

    Args:
        bank: the bank.
        kind: what kind of event, one of `EVENT_DAYS`.
        block: the block in which the events are numbered.
        day: epoch day of each event, (n,), in any order.
        ordinal: its number inside day and block, from 1.

    Returns:
        (n,) ids, unique over all blocks and days of the kind.
    """
    day = np.asarray(day, dtype=np.int64)
    before = np.zeros(day.shape, dtype=np.int64)
    if block.first_slot and day.size:
        months = month_of(day)
        for month in range(int(months.min()), int(months.max()) + 1):
            chosen = months == month
            before[chosen] = _counts_before(bank, kind, block, month)[day[chosen] - month_start(month)]
    return day * IDS_A_DAY + before + ordinal


def _counts_before(bank: Bank, kind: EventKind, block: Block, month: int) -> Ints:
    """Events of the blocks before this one, by day of the month."""
    total = np.zeros(days_of(month).size, dtype=np.int64)
    for other in bank.blocks():
        if other.first_slot >= block.first_slot:
            break
        total += daily_counts(other, kind, month)
    return total


@remembered(keep=24)
def daily_counts(block: Block, kind: EventKind, month: int) -> Ints:
    """Events of a kind by day of the month."""
    days = days_of(month)
    return np.bincount(EVENT_DAYS[kind](block, month) - days[0], minlength=days.size)
