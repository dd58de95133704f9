"""Customers as the bank's lenders meet them: raw lives, raw wishes to leave, and accounts that could pay a loan."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.streams import Bools, Ints

NO_ACCOUNT = 0


@dataclass(frozen=True, slots=True)
class Borrowers:
    """Customers of a block, n rows.

    Attributes:
        customer_id, joined_on, birth_on, wealth, is_quiet: (n,) as in the population.
        leaving: (n, r) days on which each customer would like to leave, ascending, NEVER where there are fewer;
            complete to at least 120 days after the last year asked for.
        persona_on: persona of every customer on a day (n,).
        income_on: yearly income of every customer on a day (n,), cents.
        line_owner, line_account, line_rank, line_from, line_until: accounts that may pay a loan, ordered by
            owner: row of the owner, account_id, rank (lowest first), first day, first day no longer.
    """

    customer_id: Ints
    joined_on: Ints
    birth_on: Ints
    wealth: Ints
    is_quiet: Bools
    leaving: Ints
    persona_on: Callable[[Ints], Ints]
    income_on: Callable[[Ints], Ints]
    line_owner: Ints
    line_account: Ints
    line_rank: Ints
    line_from: Ints
    line_until: Ints

    def __len__(self) -> int:
        """Number of customers."""
        return len(self.customer_id)

    def wants_to_leave_between(self, first: Ints, last: Ints) -> Bools:
        """Whether a wish to leave lies in [first, last]; days (n,)."""
        within: Bools = (self.leaving >= first[:, None]) & (self.leaving <= last[:, None])
        return np.asarray(within.any(axis=1))

    def account_on(self, day: Ints) -> Ints:
        """account_id of the main account of each customer on a day (n,), NO_ACCOUNT for none."""
        size = len(self)
        when = day[self.line_owner]
        usable = np.flatnonzero((self.line_from <= when) & (when < self.line_until))
        order = usable[np.lexsort((self.line_account[usable], self.line_rank[usable], self.line_owner[usable]))]
        owner = self.line_owner[order]
        first = np.ones(owner.size, dtype=np.bool_)
        first[1:] = owner[1:] != owner[:-1]
        account = np.full(size, NO_ACCOUNT, dtype=np.int64)
        account[owner[first]] = self.line_account[order[first]]
        return account
