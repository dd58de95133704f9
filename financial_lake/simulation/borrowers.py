"""Customers as the bank's lenders meet them: raw lives, raw wishes to leave, and accounts that could pay a loan."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.runs import matches
from financial_lake.simulation.streams import Bools, Ints

NO_ACCOUNT = 0


@dataclass(frozen=True, slots=True)
class Borrowers:
    """Customers of a block, n rows.

    Attributes:
        customer_id, joined_on, birth_on, wealth, is_quiet: (n,) as in the population.
        leaving: (n, r) days on which each customer would like to leave, ascending, NEVER where there are fewer;
            complete to at least 120 days after the last year asked for.
        persona_on: persona of customers (rows), each on a day of their own.
        income_on: yearly income of customers (rows), each on a day of their own, cents.
        line_owner, line_account, line_rank, line_from, line_until: accounts that may pay a loan, ordered by
            owner: row of the owner, account_id, rank (lowest first), first day, first day no longer.
    """

    customer_id: Ints
    joined_on: Ints
    birth_on: Ints
    wealth: Ints
    is_quiet: Bools
    leaving: Ints
    persona_on: Callable[[Ints, Ints], Ints]
    income_on: Callable[[Ints, Ints], Ints]
    line_owner: Ints
    line_account: Ints
    line_rank: Ints
    line_from: Ints
    line_until: Ints

    def __len__(self) -> int:
        """Number of customers."""
        return len(self.customer_id)

    def wants_to_leave_between(self, who: Ints, first: Ints, last: Ints) -> Bools:
        """Whether customers (rows) wish to leave on a day in [first, last]; all (m,)."""
        leaving = self.leaving[who]
        within: Bools = (leaving >= first[:, None]) & (leaving <= last[:, None])
        return np.asarray(within.any(axis=1))

    def account_on(self, who: Ints, day: Ints) -> Ints:
        """account_id of the main account of customers (rows), each on a day of their own (m,); NO_ACCOUNT for none."""
        place, line = matches(self.line_owner, who)
        usable = (self.line_from[line] <= day[place]) & (day[place] < self.line_until[line])
        place, line = place[usable], line[usable]
        order = np.lexsort((self.line_account[line], self.line_rank[line], place))[::-1]
        account = np.full(who.size, NO_ACCOUNT, dtype=np.int64)
        account[place[order]] = self.line_account[line[order]]  # of several the last written stays: the first in rank
        return account
