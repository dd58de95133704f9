"""The accounts of a block: who holds what since when, which are usable on a day, and which is the main one.

How lines come about is in `lines`, freezes are in `freezes`, rates, limits and numbers in `account_terms`.
"""

import numpy as np

from financial_lake.simulation import account_terms, freezing, lines, raw_lines
from financial_lake.simulation.account_records import (
    ACCOUNT_STATUSES,
    ACTIVE,
    CHECKING,
    CLOSED,
    CURRENCIES,
    FROZEN,
    MONEY_MARKET,
    SAVINGS,
    USD,
    Accounts,
    is_open,
    is_shown,
)
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import year_of
from financial_lake.simulation.insurance.policies import bound_to_policies
from financial_lake.simulation.loan_applications import wishes
from financial_lake.simulation.population import customers, generations, is_inactive
from financial_lake.simulation.streams import Bools, Ints

__all__ = [
    "ACCOUNT_STATUSES",
    "CURRENCIES",
    "Accounts",
    "account_numbers",
    "account_status",
    "accounts",
    "apr",
    "bound_to_loans",
    "credit_limit_on",
    "freezes",
    "interest_rate_on",
    "is_frozen",
    "is_open",
    "is_shown",
    "is_usable",
    "main_account",
    "places_of",
]

PRONE_SHARE = 0.18


@remembered(keep=3)
def accounts(block: Block, year: int) -> Accounts:
    """All accounts that customers of the block opened by the end of the year, closed ones included."""
    people = customers(block, year)
    held = lines.lines_of(block, people, year, _bound(block, year))
    return Accounts(
        account_id=held.account_id,
        owner=held.owner,
        line=held.line,
        kind=held.kind,
        opened_on=held.opened_on,
        closed_on=held.closed_on,
        currency=account_terms.currency(block, people, held),
        product_id=account_terms.product(block, people, held),
        term_months=held.term_months,
        rate_place=block.stream("accounts", "rate_place").uniform(held.account_id),
        is_prone=(held.kind == CHECKING) & block.stream("accounts", "is_prone").chance(PRONE_SHARE, held.account_id),
    )


def places_of(block: Block, year: int, account_id: Ints) -> Ints:
    """Indices into `accounts(block, year)` of accounts known by that year, found by their ids."""
    known = accounts(block, year).account_id
    order = np.argsort(known)
    places: Ints = order[np.searchsorted(known, account_id, sorter=order)]
    return places


@remembered(keep=3)
def bound_to_loans(block: Block, year: int) -> lines.Obligations:
    """Times in which accounts are bound by an application, or by a loan from its application to its end."""
    parts = []
    for generation in generations(block, year):
        asked, decided = generation.histories.applications, generation.histories.decisions
        loans = generation.histories.loans
        parts += [
            lines.Obligations(asked.account_id, asked.applied_on, decided.decided_on),
            lines.Obligations(loans.account_id, loans.applied_on, loans.closed_on),
        ]
    return lines.Obligations.joined(parts)


@remembered(keep=3)
def _bound(block: Block, year: int) -> lines.Obligations:
    """Times in which accounts are bound by a loan or an insurance policy they pay."""
    return lines.Obligations.joined([bound_to_loans(block, year), bound_to_policies(block, year)])


@remembered(keep=3)
def freezes(block: Block, year: int) -> tuple[Ints, Ints, Ints]:
    """Freezes begun by the end of the year: (row of the account, first frozen day, last frozen day).

    The last day may lie after the year; closing ends a freeze the day before. Applications that the owner will
    make keep an account from being frozen, so the following year's are looked at, too.
    """
    people, held = customers(block, year), accounts(block, year)
    asked = wishes(block.bank, raw_lines.borrowers(block, people, year + 1), year + 1)
    bound = lines.Obligations.joined(
        [_bound(block, year), lines.Obligations(asked.account_id, asked.applied_on, asked.applied_on)]
    )
    return freezing.freezes(block, people, held, year, bound)


def account_status(block: Block, day: int) -> Ints:
    """Index into `ACCOUNT_STATUSES` of each account at the end of the day; meaningless before it opens."""
    held = accounts(block, int(year_of(day)))
    return np.where(held.closed_on <= day, CLOSED, np.where(is_frozen(block, day), FROZEN, ACTIVE))


def is_frozen(block: Block, day: int) -> Bools:
    """Whether each account of `accounts(block, year of the day)` is frozen on the day."""
    year = int(year_of(day))
    account, first, last = freezes(block, year)
    frozen = np.zeros(accounts(block, year).owner.size, dtype=np.bool_)
    frozen[account[(first <= day) & (day <= last)]] = True
    return frozen


@remembered(keep=6)
def is_usable(block: Block, day: int) -> Bools:
    """Whether each account is usable on the day: open, not frozen, its owner not inactive."""
    held = accounts(block, int(year_of(day)))
    return is_open(held, day) & ~is_frozen(block, day) & ~is_inactive(block, day)[held.owner]


@remembered(keep=6)
def main_account(block: Block, day: int) -> Ints:
    """Row of each customer's main account on the day, -1 without: the open USD account first in rank."""
    year = int(year_of(day))
    held = accounts(block, year)
    main = np.full(customers(block, year).slot.size, -1, dtype=np.int64)
    candidates = is_open(held, day) & (held.currency == USD)
    for kind in (SAVINGS, MONEY_MARKET, CHECKING):
        rows = np.flatnonzero(candidates & (held.kind == kind))
        main[held.owner[rows]] = rows
    return main


def credit_limit_on(block: Block, day: int) -> Ints:
    """Credit limit of each account on the day, cents; 0 for deposits."""
    year = int(year_of(day))
    return account_terms.credit_limit(block, customers(block, year), accounts(block, year), day)


@remembered(keep=6)
def interest_rate_on(block: Block, day: int) -> Ints:
    """Yearly interest rate of each deposit on the day, millionths; 0 for credit cards."""
    return account_terms.interest_rate(block, accounts(block, int(year_of(day))), day)


def apr(block: Block, year: int) -> Ints:
    """Yearly rate charged on each credit card, millionths, fixed for good; 0 for deposits."""
    return account_terms.apr(accounts(block, year))


@remembered(keep=3)
def account_numbers(block: Block, year: int) -> Ints:
    """The 12-digit number of each account."""
    return account_terms.account_number(block.bank, accounts(block, year).account_id)
