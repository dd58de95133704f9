"""Anchors: the balance of every account when a month opens, a direct function of (account, month).

Nothing is carried forward: each month is closed on the next month's anchor, so any month can be made alone.
A balance stands still while its account is frozen or its owner inactive, and is zero after closing. Term
deposits are in `term_deposits`; the debt of a credit card's first month is in `card_openings`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_lines import Accounts, accounts, freezes, places_of
from financial_lake.simulation.account_records import CD, CREDIT_CARD
from financial_lake.simulation.account_terms import credit_limit
from financial_lake.simulation.amounts import cents_of
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import month_of, month_start
from financial_lake.simulation.ledger import card_openings, term_deposits
from financial_lake.simulation.ledger.levels import (
    HIGHEST,
    HIGHEST_UTILISATION,
    LOWEST,
    LOWEST_UTILISATION,
    SWING,
    UTILISATION_SWING,
    level,
    utilisation,
)
from financial_lake.simulation.population import customers, inactive_stretches
from financial_lake.simulation.streams import Bools, Floats, Ints

__all__ = ["Standing", "balance_at_month_end", "balance_at_month_start", "level", "utilisation"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where balances stand still when a month opens; arrays of one length, one an account.

    Attributes:
        month: the first month-start of the stretch the month opens in; the month itself elsewhere.
        inactive: whether the owner is inactive in it.
    """

    month: Ints
    inactive: Bools


@remembered(keep=4)
def balance_at_month_start(block: Block, month: int) -> Ints:
    """A(a, m): the balance in cents when the month opens, one an account of `accounts(block, year of month)`.

    Zero before the first month-start after opening and after closing; what is owed is negative. Asks the
    card payments of earlier months only for credit cards in their first month.
    """
    year = month // 12 + 1970
    lines = accounts(block, year)
    standing = standing_at(block, month)
    balance = _card_anchor(block, year, standing)
    chosen = (lines.kind != CREDIT_CARD) & (lines.kind != CD)
    balance[chosen] = deposit_anchor(block, year, np.flatnonzero(chosen), standing.month[chosen])
    term = np.flatnonzero(lines.kind == CD)
    balance[term] = term_deposits.balance(block, year, term, month)
    fresh = np.flatnonzero(
        (lines.kind == CREDIT_CARD) & (month_of(lines.opened_on) + 1 == standing.month) & ~standing.inactive
    )
    open_ = is_open_at_month_start(lines, month)
    fresh = fresh[open_[fresh]]
    balance[fresh] = -card_openings.first_debt(block, lines.account_id[fresh], standing.month[fresh] - 1)
    return np.where(open_, balance, 0)


@remembered(keep=4)
def balance_at_month_end(block: Block, month: int) -> Ints:
    """A(a, m+1) for the accounts of the month's own year: what the month closes on."""
    target = balance_at_month_start(block, month + 1)
    if (month + 1) % 12:
        return target
    year = month // 12 + 1970
    return target[places_of(block, year + 1, accounts(block, year).account_id)]


def is_open_at_month_start(lines: Accounts, month: int) -> Bools:
    """Whether each account was opened before the month, and not closed before it."""
    first = int(month_start(month))
    return (lines.opened_on < first) & (lines.closed_on >= first)


def deposit_anchor(block: Block, year: int, account: Ints, month: Ints) -> Ints:
    """The formula for checking, savings and money market accounts (indices): cents at the given month-starts."""
    lines = accounts(block, year)
    kind = lines.kind[account]
    swing = np.exp(SWING[kind] * _noise(block, lines.account_id[account], month))
    return np.clip(cents_of(level(block, year)[account] * swing / 100.0), LOWEST[kind], HIGHEST[kind])


@remembered(keep=4)
def standing_at(block: Block, month: int) -> Standing:
    """Which accounts stand still when the month opens, and since when.

    A stretch that ends with the eve of the month still holds: there was no day to move the balance on.
    """
    year = month // 12 + 1970
    lines = accounts(block, year)
    first_day = int(month_start(month))
    account, since, until = _stretches(block, year)
    holds = (since <= first_day) & (until >= first_day - 1)
    begin = np.full(lines.account_id.size, first_day, dtype=np.int64)
    np.minimum.at(begin, account[holds], since[holds])
    for _ in range(2):  # a freeze that runs into an inactive stretch, or the other way round, is one stretch
        joined = (since < begin[account]) & (until >= begin[account] - 1) & (begin[account] < first_day)
        np.minimum.at(begin, account[joined], since[joined])
    inactive = np.zeros(lines.account_id.size, dtype=np.bool_)
    line, asleep, awake = _inactive_lines(block, year)
    inactive[line[(asleep <= begin[line]) & (begin[line] <= awake)]] = True
    first_month = np.maximum(month_of(begin - 1) + 1, month_of(lines.opened_on) + 1)
    return Standing(np.minimum(first_month, month), inactive)


def _stretches(block: Block, year: int) -> tuple[Ints, Ints, Ints]:
    """Freezes and inactive stretches alike, by account: (account index, first day, last day)."""
    frozen = freezes(block, year)
    asleep = _inactive_lines(block, year)
    return (
        np.concatenate([frozen[0], asleep[0]]),
        np.concatenate([frozen[1], asleep[1]]),
        np.concatenate([frozen[2], asleep[2]]),
    )


@remembered(keep=2)
def _inactive_lines(block: Block, year: int) -> tuple[Ints, Ints, Ints]:
    """Inactive stretches by account (index, first day, last day)."""
    lines = accounts(block, year)
    owner, asleep, awake = inactive_stretches(block, year)
    counts = np.bincount(lines.owner, minlength=customers(block, year).customer_id.size)
    starts = np.cumsum(counts) - counts
    times = counts[owner]
    line = np.repeat(starts[owner] - (np.cumsum(times) - times), times) + np.arange(times.sum())
    return line, np.repeat(asleep, times), np.repeat(awake, times)


def _card_anchor(block: Block, year: int, standing: Standing) -> Ints:
    """Minus the used share of the limit in force when the month before ended; 0 for inactive owners and deposits."""
    lines = accounts(block, year)
    anchor = np.zeros(lines.account_id.size, dtype=np.int64)
    card = np.flatnonzero((lines.kind == CREDIT_CARD) & ~standing.inactive)
    noise = _noise(block, lines.account_id[card], standing.month[card])
    share = utilisation(block, year)[card] * np.exp(UTILISATION_SWING * noise)
    owed = np.clip(share, LOWEST_UTILISATION, HIGHEST_UTILISATION) * _limit_before(block, year, card, standing.month)
    anchor[card] = -np.floor(owed + 0.5).astype(np.int64)
    return anchor


def _limit_before(block: Block, year: int, card: Ints, month: Ints) -> Ints:
    """Limit in cents of each given card on the eve of its month-start; few months, those of running freezes."""
    limit = np.zeros(card.size, dtype=np.int64)
    people, lines = customers(block, year), accounts(block, year)
    for each in np.unique(month[card]):
        chosen = month[card] == each
        limit[chosen] = credit_limit(block, people, lines.where(card[chosen]), int(month_start(each)) - 1)
    return limit


def _noise(block: Block, account_id: Ints, month: Ints) -> Floats:
    chance = block.stream("accounts", "balance_noise")
    return 0.8 * chance.lattice(month, 6, account_id) + 0.6 * chance.normal(account_id, month, lane=1)
