"""What is owed on loans, instalment after instalment: the arithmetic of their contracts to the cent.

All loans are paid down side by side, first instalments first. Loans with more instalments come first, so those
that still run are always a slice, and what happens to a few of them is looked up by the instalment's number.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from financial_lake.simulation import loan_schedule as schedule
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.loan_arrears import Plan
from financial_lake.simulation.loan_behaviour import MISSED_BEFORE_RESTRUCTURING
from financial_lake.simulation.loan_contracts import Contracts
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints


@dataclass(frozen=True, slots=True)
class Surplus(Records):
    """Money beyond the instalments.

    Attributes:
        loan: row in the contracts.
        number: of the instalment it comes with.
        cents: of extra principal; not paid if it would clear the loan.
        clears: whether all that is left is paid instead.
    """

    loan: Ints
    number: Ints
    cents: Ints
    clears: Bools


@dataclass(frozen=True, slots=True)
class Balances:
    """Cents by instalment, flat; `at` finds the places.

    Attributes:
        before: owed before the instalment.
        interest, principal: of the schedule.
        extra: paid beyond it.
        instalment: (n,) the annuity at last: that of the restructured contract where there is one.
        first: first place of each number of instalment.
        rank: (n,) place of each loan among those with the same number.
    """

    before: Ints
    interest: Ints
    principal: Ints
    extra: Ints
    instalment: Ints
    first: Ints
    rank: Ints

    def at(self, loan: Ints, number: Ints) -> Ints:
        """Places of instalments of loans, numbers from 1."""
        place: Ints = self.first[number - 1] + self.rank[loan]
        return place


def pay_down(contracts: Contracts, plan: Plan, count: Ints, surplus: Surplus) -> Balances:
    """The balances of loans through their instalments.

    Args:
        contracts: the loans, n rows.
        plan: what becomes of their terms.
        count: (n,) instalments to look at.
        surplus: what is paid beyond them.
    """
    order = np.argsort(-count, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    steps = int(count.max(initial=0))
    running_in = order.size - np.searchsorted(np.sort(count), np.arange(1, steps + 1))
    bounds = np.concatenate([[0], np.cumsum(running_in)])
    before, interest, principal, extra = (np.zeros(bounds[-1], dtype=np.int64) for _ in range(4))
    balances = Balances(before, interest, principal, extra, contracts.instalment.copy(), bounds, rank)
    owed, rate, annuity = contracts.principal[order], contracts.rate[order], contracts.instalment[order]
    reopened, opening = _by_number(plan.reopened, steps)
    last, number = _last(contracts, plan, count)
    final, ending = _by_number(number, steps)
    cleared = rank[last[final]]
    turn, paying = _by_number(surplus.number, steps)
    payer, most, clears = (column[turn] for column in (rank[surplus.loan], surplus.cents, surplus.clears))
    for step, (start, end) in enumerate(pairwise(bounds.tolist())):
        again = reopened[opening[step]]
        if again.size:
            owed[rank[again]], annuity[rank[again]] = _reopen(contracts, plan, balances, again)
        here, debt = slice(start, end), owed[: end - start]
        before[here] = debt
        interest[here] = charged = schedule.month_interest(debt, rate[: end - start])
        principal[here] = paid = np.minimum(debt, annuity[: end - start] - charged)
        at_last = cleared[ending[step]]
        if at_last.size:
            principal[here][at_last] = paid[at_last] = debt[at_last]
        debt -= paid
        more = payer[paying[step]]
        if more.size:
            cents, left = most[paying[step]], debt[more]
            extra[here][more] = beyond = np.where(cents < left, cents, clears[paying[step]] * left)
            debt[more] = left - beyond
    return balances


def _reopen(contracts: Contracts, plan: Plan, balances: Balances, loan: Ints) -> tuple[Ints, Ints]:
    """Arrears go into the principal, and a new instalment begins: what is owed, and the annuity."""
    number = plan.reopened[loan]
    missed = balances.at(loan[:, None], number[:, None] - np.arange(MISSED_BEFORE_RESTRUCTURING, 0, -1))
    owed = balances.before[missed[:, 0]] + balances.interest[missed].sum(axis=1)
    annuity = schedule.instalment(owed, contracts.rate[loan], plan.total[loan] - number + 1)
    balances.instalment[loan] = annuity
    return owed, annuity


def _last(contracts: Contracts, plan: Plan, count: Ints) -> tuple[Ints, Ints]:
    """Instalments that clear a loan: (loan, number). One that ends behind may end again after restructuring."""
    first_end = np.flatnonzero(plan.reopened > contracts.term)
    second_end = np.flatnonzero(plan.reopened < NEVER)
    loan = np.concatenate([first_end, second_end])
    number = np.concatenate([contracts.term[first_end], plan.total[second_end]])
    reached = number <= count[loan]
    return loan[reached], number[reached]


def _by_number(number: Ints, steps: int) -> tuple[Ints, list[slice]]:
    """Order by number, and for each number from 1 on the slice of it in that order."""
    order = np.argsort(number, kind="stable")
    bounds = np.searchsorted(number[order], np.arange(1, steps + 2)).tolist()
    return order, [slice(*each) for each in pairwise(bounds)]
