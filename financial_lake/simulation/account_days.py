"""On which days of a month an account can be used, or is frozen: one row an account, one column a day.

For everything that happens to accounts day by day: cards, wires, visits and the customers' own payments.
When accounts open, close and freeze is decided in `account_lines`.
"""

import numpy as np

from financial_lake.simulation.account_lines import accounts, freezes, main_account
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import month_end, month_start
from financial_lake.simulation.population import customers, inactive_stretches
from financial_lake.simulation.streams import Bools, Ints


def days_of(month: int) -> Ints:
    """The epoch days of a month."""
    return np.arange(month_start(month), month_end(month) + 1)


@remembered(keep=4)
def usable_days(block: Block, month: int) -> Bools:
    """Whether each account of `accounts(block, year of the month)` is usable on each day: (accounts, days).

    Usable: open since an earlier day, not closed, not frozen, its owner not inactive. The opening day is left
    out, because on it the opening deposit comes first; the closing day, because everything ends on it.
    """
    return _awake_days(block, month) & ~_frozen(block, month)


@remembered(keep=2)
def frozen_days(block: Block, month: int) -> Bools:
    """Whether each account is frozen, and would else be usable, on each day of the month: (accounts, days)."""
    return _awake_days(block, month) & _frozen(block, month)


@remembered(keep=3)
def usable_main_accounts(block: Block, month: int) -> Ints:
    """Each customer's main account (index) on each day on which it is usable, else -1: (customers, days)."""
    days = days_of(month)
    main = np.stack([main_account(block, int(day)) for day in days], axis=1)
    can_be_used = usable_days(block, month)[main, np.arange(days.size)] & (main >= 0)
    return np.where(can_be_used, main, -1)


@remembered(keep=4)
def active_customer_days(block: Block, month: int) -> Bools:
    """Whether each customer is a client since an earlier day and not inactive, on each day: (customers, days)."""
    people = customers(block, month // 12 + 1970)
    days = days_of(month)
    return (people.joined_on[:, None] < days) & (days < people.left_on[:, None]) & ~_inactive(block, month)


@remembered(keep=4)
def _awake_days(block: Block, month: int) -> Bools:
    lines = accounts(block, month // 12 + 1970)
    days = days_of(month)
    is_open: Bools = (lines.opened_on[:, None] < days) & (days < lines.closed_on[:, None])
    return is_open & ~_inactive(block, month)[lines.owner]


@remembered(keep=4)
def _frozen(block: Block, month: int) -> Bools:
    year = month // 12 + 1970
    return _within(accounts(block, year).account_id.size, freezes(block, year), days_of(month))


@remembered(keep=4)
def _inactive(block: Block, month: int) -> Bools:
    year = month // 12 + 1970
    return _within(customers(block, year).customer_id.size, inactive_stretches(block, year), days_of(month))


def _within(size: int, spells: tuple[Ints, Ints, Ints], days: Ints) -> Bools:
    """Whether each of `size` things lies in one of its spells (place, first day, last day) on each day."""
    place, first, last = spells
    covered = np.zeros((size, days.size), dtype=np.bool_)
    touched = np.flatnonzero((first <= days[-1]) & (last >= days[0]))
    inside = (first[touched, None] <= days) & (days <= last[touched, None])
    np.logical_or.at(covered, place[touched], inside)
    return covered
