"""Paths: the postings of many accounts at once, each account's in order of time, with the balance after each.

All closings are written on this one structure. Accounts are numbered 0 ... n-1 inside a path; rows of one
account lie together. Money is int64 cents.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from financial_lake.simulation.streams import Bools, Ints

_RANK_BITS, _INSTANT_BITS = 6, 42
_GAP = 1 << _INSTANT_BITS
"""More microseconds than a month and a day have: keeps the accounts of one array apart."""

BEFORE_ALL, EVENT_RANK, CODE_RANK = 0, 1, 2
"""Order at one instant: what is put in before a debit, what another table dates, then by code (rank + code)."""


@dataclass(frozen=True, slots=True)
class Path:
    """Postings in order of (account, instant, rank).

    Attributes:
        opening: balance before the first row, one an account.
        account: number of the account of each row.
        instant: microseconds.
        rank: order among equal instants.
        signed: what the row adds; 0 for a failed attempt.
        starts: first row of each account, and the number of rows: one more than accounts.
        balance: balance right after each row.
    """

    opening: Ints
    account: Ints
    instant: Ints
    rank: Ints
    signed: Ints
    starts: Ints
    balance: Ints

    @classmethod
    def laid(cls, opening: Ints, account: Ints, instant: Ints, rank: Ints, signed: Ints) -> Self:
        """The path of rows in any order."""
        order = in_order(account, instant, rank)
        return cls.along(opening, account[order], instant[order], rank[order], signed[order])

    @classmethod
    def along(cls, opening: Ints, account: Ints, instant: Ints, rank: Ints, signed: Ints) -> Self:
        """The path of rows that are in order."""
        starts = np.searchsorted(account, np.arange(opening.size + 1))
        return cls(opening, account, instant, rank, signed, starts, balances(opening, account, starts, signed))

    def with_rows(self, account: Ints, instant: Ints, rank: Ints, signed: Ints) -> Self:
        """The path with more rows; none leaves it as it is."""
        if not account.size:
            return self
        order = in_order(account, instant, rank)
        more = (account[order], instant[order], rank[order], signed[order])
        mine = (self.account, self.instant, self.rank, self.signed)
        source = _merged(mine[:3], more[:3])
        return self.along(self.opening, *(np.concatenate(both)[source] for both in zip(mine, more, strict=True)))

    @property
    def closing(self) -> Ints:
        """Balance after the last row, one an account."""
        return self.before(np.arange(self.opening.size), self.starts[1:])

    def before(self, account: Ints, row: Ints) -> Ints:
        """Balance of each given account right before a row of it (or before the end of its rows)."""
        touched = row > self.starts[account]
        balance = self.opening[account]
        balance[touched] = self.balance[row[touched] - 1]
        return balance

    def rows_until(self, account: Ints, instant: Ints) -> Ints:
        """For each pair the number of the first row of the account that lies after the instant."""
        if not self.instant.size:
            return np.zeros(account.size, dtype=np.int64)
        origin = int(self.instant.min())
        here = (self.account << _INSTANT_BITS) + (self.instant - origin)
        there = (account << _INSTANT_BITS) + np.clip(instant - origin, -1, _GAP - 1)
        return np.searchsorted(here, there, side="right")

    def smallest_from(self, account: Ints, row: Ints) -> Ints:
        """Smallest balance of each given account from just before a row of it to its end; accounts ascending."""
        return self._extreme_from(account, row, np.minimum)

    def highest_from(self, account: Ints, row: Ints) -> Ints:
        """Highest balance of each given account from just before a row of it to its end; accounts ascending."""
        return self._extreme_from(account, row, np.maximum)

    def _extreme_from(self, account: Ints, row: Ints, extreme: np.ufunc) -> Ints:
        standing = self.before(account, row)
        held = np.flatnonzero(row < self.starts[account + 1])
        if held.size:
            edges = np.stack([row[held], self.starts[account[held] + 1]], axis=1).ravel()
            rest = extreme.reduceat(np.append(self.balance, 0), edges)[::2]
            standing[held] = extreme(standing[held], rest)
        return standing

    def sums(self, weight: Ints) -> Ints:
        """Sum of weight x signed by account."""
        return by_account(self.starts, weight * self.signed)


def in_order(account: Ints, instant: Ints, rank: Ints) -> Ints:
    """The permutation that sorts rows by (account, instant, rank)."""
    if not account.size:
        return np.zeros(0, dtype=np.int64)
    origin, latest = int(instant.min()), int(instant.max())
    if not _fits(account, latest - origin):
        return np.lexsort((rank, instant, account))
    return _stable_order(_addresses(account, instant - origin, rank))


def _fits(account: Ints, span: int) -> bool:
    return int(account.max()) < 1 << (63 - _RANK_BITS - _INSTANT_BITS) and span < _GAP


def _addresses(account: Ints, since_origin: Ints, rank: Ints) -> Ints:
    """(account, instant, rank) as one number."""
    address: Ints = (account << (_RANK_BITS + _INSTANT_BITS)) + (since_origin << _RANK_BITS) + rank
    return address


def _merged(mine: tuple[Ints, Ints, Ints], more: tuple[Ints, Ints, Ints]) -> Ints:
    """The permutation that sorts two runs of rows, one after the other and each in order; quicker than sorting."""
    account, instant, rank = (np.concatenate(both) for both in zip(mine, more, strict=True))
    origin, latest = int(instant.min()), int(instant.max())
    if not _fits(account, latest - origin):
        return np.lexsort((rank, instant, account))
    address = _addresses(account, instant - origin, rank)
    size = mine[0].size
    place = np.searchsorted(address[:size], address[size:], side="right") + np.arange(more[0].size)
    source = np.empty(address.size, dtype=np.int64)
    source[place] = size + np.arange(more[0].size)
    is_mine = np.ones(address.size, dtype=np.bool_)
    is_mine[place] = False
    source[is_mine] = np.arange(size)
    return source


def _stable_order(address: Ints) -> Ints:
    """The stable sorting permutation; quicker than a stable sort, because few addresses are equal."""
    order = np.argsort(address)
    placed = address[order]
    equal = placed[1:] == placed[:-1]
    if not equal.any():
        return order
    tied = np.flatnonzero(np.concatenate([[False], equal]) | np.concatenate([equal, [False]]))
    order[tied] = order[tied][np.lexsort((order[tied], placed[tied]))]
    return order


def balances(opening: Ints, account: Ints, starts: Ints, signed: Ints) -> Ints:
    """Balance after each row of rows in order: opening balance plus what has been added so far."""
    running = np.cumsum(signed)
    base = opening - np.concatenate([[0], running])[starts[:-1]]
    balance: Ints = running + base[account]
    return balance


def by_account(starts: Ints, values: Ints) -> Ints:
    """Sum of the rows of each account."""
    total = np.concatenate([[0], np.cumsum(values)])
    added: Ints = total[starts[1:]] - total[starts[:-1]]
    return added


def first_by_account(account: Ints, chosen: Bools) -> Ints:
    """Row numbers of the first chosen row of each account that has one; rows lie together by account."""
    rows = np.flatnonzero(chosen)
    if not rows.size:
        return rows
    fresh = np.concatenate([[True], account[rows[1:]] != account[rows[:-1]]])
    first: Ints = rows[fresh]
    return first


def moved_apart(account: Ints, instant: Ints) -> Ints:
    """Instants of rows in order, made strictly increasing inside each account by microseconds."""
    met = np.flatnonzero((account[1:] == account[:-1]) & (instant[1:] <= instant[:-1]))
    if not met.size:
        return instant
    crowded = np.zeros(int(account[-1]) + 1, dtype=np.bool_)
    crowded[account[met]] = True
    rows = np.flatnonzero(crowded[account])
    place, origin = np.arange(rows.size), int(instant.min())
    apart = (account[rows] << _INSTANT_BITS) + (instant[rows] - origin) - place
    fresh = instant.copy()
    fresh[rows] = np.maximum.accumulate(apart) + place - (account[rows] << _INSTANT_BITS) + origin
    return fresh
