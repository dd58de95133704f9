"""When accounts are frozen: a few months at a time, never while a salary, a loan or a silent owner depends on them."""

import numpy as np

from financial_lake.simulation import quiet
from financial_lake.simulation.account_records import CD, CHECKING, Accounts
from financial_lake.simulation.bank import Block
from financial_lake.simulation.lines import Obligations, is_bound
from financial_lake.simulation.people import Customers, employment_on
from financial_lake.simulation.personas import SALARIED
from financial_lake.simulation.streams import Bools, Ints, Keys

FREEZES_A_YEAR = 0.16
SHORTEST_FREEZE, DAYS_OF_FREEZE = 60, 181
DAYS_BETWEEN = 60
"""From the opening, or from the end of the freeze before."""
FIRST_YEAR = 2021
"""Freezes that began earlier have ended before any calendar begins."""


def freezes(block: Block, people: Customers, held: Accounts, year: int, bound: Obligations) -> tuple[Ints, Ints, Ints]:
    """Freezes begun by the end of a year: (row of the account, first day, last day).

    Args:
        block: the block.
        people: its customers.
        held: their accounts.
        year: calendar year.
        bound: loans and insurance policies that accounts pay, and applications made on them up to a year later.
    """
    free_from = held.opened_on + DAYS_BETWEEN
    spells = quiet.stretches(block, people, year + 1)
    bound = bound.where(np.argsort(bound.account_id))
    parts = []
    for each in range(FIRST_YEAR, year + 1):
        rows, first, last = _wanted(block, held, each)
        chosen = first >= free_from[rows]
        chosen &= first < held.closed_on[rows]
        rows, first, last = rows[chosen], first[chosen], last[chosen]
        chosen = ~_is_needed(people, held, rows, first, last)
        chosen &= ~is_bound(bound, held.account_id[rows], first, last)
        chosen &= ~_is_silent(spells, held.owner[rows], first, last)
        rows, first, last = rows[chosen], first[chosen], last[chosen]
        free_from[rows] = last + DAYS_BETWEEN
        parts.append((rows, first, np.minimum(last, held.closed_on[rows] - 1)))
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    row, first, last = (np.concatenate(column) for column in zip(*parts, strict=True))
    return row, first, last


def drawn(block: Block, account_id: Ints, year: Keys) -> tuple[Bools, Ints, Ints]:
    """Whether an account is to be frozen in a year, its first and its last day if nothing stands against it."""
    happens, first = block.stream("accounts", "freezing").yearly(FREEZES_A_YEAR, year, account_id)
    days = SHORTEST_FREEZE + block.stream("accounts", "frozen_days").integer(DAYS_OF_FREEZE, account_id, year)
    return happens, first, first + days - 1


def _wanted(block: Block, held: Accounts, year: int) -> tuple[Ints, Ints, Ints]:
    """Freezes drawn for a year. Term deposits are never frozen: their interest follows the contract (R8)."""
    happens, first, last = drawn(block, held.account_id, year)
    rows = np.flatnonzero(happens & (held.kind != CD))
    return rows, first[rows], last[rows]


def _is_needed(people: Customers, held: Accounts, rows: Ints, first: Ints, last: Ints) -> Bools:
    """Whether a salary is paid into an account when the freeze begins, or when it would end."""
    owners = people.where(held.owner[rows])
    salaried = (employment_on(owners, first) == SALARIED) | (employment_on(owners, last) == SALARIED)
    needed: Bools = salaried & (held.kind[rows] == CHECKING)
    return needed


def _is_silent(spells: tuple[Ints, Ints], owner: Ints, first: Ints, last: Ints) -> Bools:
    begins, ends = spells[0][owner], spells[1][owner]
    overlaps: Bools = (begins <= last[:, None]) & (first[:, None] <= ends)
    return np.asarray(overlaps.any(axis=1))
