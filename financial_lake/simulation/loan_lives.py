"""The lives of loans: instalments, times of being behind, and ends, by a month's due dates.

What borrowers do is drawn in `loan_behaviour` and `loan_arrears`, what it comes to is reckoned in
`loan_balances`; here it becomes the record of each loan.
"""

from dataclasses import dataclass, replace

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_behaviour as behaviour
from financial_lake.simulation import loan_schedule as schedule
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.credit_records import Instalments, Outcome, Spells
from financial_lake.simulation.loan_arrears import Arrears, Plan, Risk, plan
from financial_lake.simulation.loan_balances import Balances, Surplus, pay_down
from financial_lake.simulation.loan_contracts import Contracts, LoanYears
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import runs, starts
from financial_lake.simulation.streams import Ints

LATE_FEE = 25_00
DAYS_BEFORE_LATE_FEE = 10


@dataclass(frozen=True, slots=True)
class Ends(Records):
    """What became of contracts, one row each.

    Attributes:
        restructured_on: day, NEVER without.
        extension: months added by restructuring.
        new_instalment: cents after restructuring.
        closed_on: day on which the last cent came or the loan was charged off; NEVER while it runs.
        is_charged_off: 1 when the end is a charge-off.
        busy_until: day up to which the borrower counts as having the loan: the end, or the day before the month
            of the last due date if that is later.
    """

    restructured_on: Ints
    extension: Ints
    new_instalment: Ints
    closed_on: Ints
    is_charged_off: Ints
    busy_until: Ints


@dataclass(frozen=True, slots=True)
class Lives:
    """The lives of some loans; `loan` and `Contracts.application` are the same rows.

    Attributes:
        instalments: ordered by (loan, number); how many were paid before is not counted yet.
        spells: times of being behind, ordered by (loan, number).
        ends: one row a contract.
    """

    instalments: Instalments
    spells: Spells
    ends: Ends


def live(bank: Bank, contracts: Contracts, risk: Risk, last_month: int) -> Lives:
    """What borrowers do with their loans up to the due dates of a month.

    Args:
        bank: whose chance.
        contracts: the loans.
        risk: default probability of borrowers.
        last_month: of the last due dates looked at.
    """
    planned = plan(bank, contracts, risk, last_month)
    arrears = planned.arrears
    count = np.minimum(planned.total, contracts.due_by(last_month))
    lost = arrears.where(arrears.charged_off)
    count[lost.loan] = np.minimum(count[lost.loan], lost.until)
    behind = _behind(arrears, count)
    balances = pay_down(contracts, planned, count, _surplus(bank, contracts, count, behind))
    instalments = _instalments(bank, contracts, planned, balances, (count, behind))
    arrears = arrears.where(balances.before[balances.at(arrears.loan, arrears.number)] > 0)
    return Lives(
        instalments=replace(instalments, loan=contracts.application[instalments.loan]),
        spells=_spells(contracts, arrears),
        ends=_ends(contracts, planned, balances, instalments, arrears),
    )


def _behind(arrears: Arrears, count: Ints) -> Ints:
    """The time of being behind that each instalment falls into, -1 for none; ordered by (loan, number)."""
    behind = np.full(int(count.sum()), -1, dtype=np.int64)
    whose, place = runs(arrears.missed)
    loan, number = arrears.loan[whose], arrears.number[whose] + place
    due = number <= count[loan]
    behind[(starts(count)[loan] + number - 1)[due]] = whose[due]
    return behind


def _surplus(bank: Bank, contracts: Contracts, count: Ints, behind: Ints) -> Surplus:
    """What is paid beyond the instalments, with `count` instalments a loan; nothing by who is behind."""
    years = LoanYears.of(contracts.first_month, count)
    loan, loan_id = years.loan, contracts.loan_id[years.loan]
    month, cents = behaviour.extra_payments(bank, loan_id, years.year)
    payoff_on = behaviour.payoffs(bank, loan_id, contracts.loan_type[loan], years.year)
    ends = payoff_on >= contracts.originated_on[loan] + behaviour.DAYS_BEFORE_PAYOFF
    end_month = np.where(ends, cal.month_of(payoff_on), -1)
    extra, payoff = np.flatnonzero((month >= 0) & (month != end_month)), np.flatnonzero(ends)
    rows = np.concatenate([extra, payoff])
    number = np.concatenate([month[extra], end_month[payoff]]) - contracts.first_month[loan[rows]] + 1
    surplus = Surplus(
        loan=loan[rows],
        number=number,
        cents=np.concatenate([cents[extra], np.full(payoff.size, NEVER)]),
        clears=np.arange(rows.size) >= extra.size,
    )
    surplus = surplus.where((number >= 1) & (number <= count[surplus.loan]))
    return surplus.where(behind[starts(count)[surplus.loan] + surplus.number - 1] < 0)


def _instalments(
    bank: Bank, contracts: Contracts, planned: Plan, balances: Balances, due: tuple[Ints, Ints]
) -> Instalments:
    """Instalments while anything is owed; `due` tells how many to look at, and what time behind each falls into."""
    count, behind = due
    loan, place = runs(count)
    at = np.repeat(balances.rank, count) + balances.first[place]
    owing = np.flatnonzero(balances.before[at] > 0)
    at, loan, number = at[owing], loan[owing], place[owing] + 1
    count = np.bincount(loan, minlength=len(contracts))
    month = np.repeat(contracts.first_month, count) + number - 1
    due_on = schedule.due_on(month, np.repeat(contracts.due_day, count))
    settled_on = due_on + behaviour.days_from_due(bank, np.repeat(contracts.loan_id, count), month)
    before, interest, principal, extra = (
        column[at] for column in (balances.before, balances.interest, balances.principal, balances.extra)
    )
    after, outcome = before - principal - extra, np.full(loan.size, int(Outcome.PAID))
    behind = behind[owing]
    missed = np.flatnonzero(behind >= 0)
    outcome[missed] = planned.arrears.outcome[behind[missed]]
    _, ended_on = planned.arrears.days(contracts)
    settled_on[missed] = ended_on[behind[missed]]
    _keep_turn(loan, settled_on, missed)
    settled_on[outcome == Outcome.CHARGED_OFF] = NEVER
    capital = missed[outcome[missed] == Outcome.RESTRUCTURED]
    after[capital] = _capitalised(behind[capital], before[capital], interest[capital])
    total, extended = np.repeat(contracts.term, count), np.flatnonzero(number >= np.repeat(planned.reopened, count))
    total[extended] = planned.total[loan[extended]]
    late = (outcome == Outcome.PAID) & (settled_on - due_on > DAYS_BEFORE_LATE_FEE)
    return Instalments(
        loan=loan,
        number=number,
        total=total,
        due_on=due_on,
        settled_on=settled_on,
        outcome=outcome,
        principal=principal,
        interest=interest,
        extra=extra,
        late_fee=np.where(late, LATE_FEE, 0),
        balance_after=after,
        paid_before=np.zeros_like(loan),
    )


def _keep_turn(loan: Ints, settled_on: Ints, missed: Ints) -> None:
    """No instalment is settled before the one before it; only one that was missed can be settled so late."""
    before = missed[missed + 1 < loan.size]
    before = before[loan[before + 1] == loan[before]]
    settled_on[before + 1] = np.maximum(settled_on[before + 1], settled_on[before])


def _capitalised(behind: Ints, before: Ints, interest: Ints) -> Ints:
    """What is owed once missed instalments are in the principal: their interest comes on top of the first balance."""
    total = np.cumsum(interest)
    first = np.searchsorted(behind, behind)
    after: Ints = before[first] + total - (total - interest)[first]
    return after


def _spells(contracts: Contracts, arrears: Arrears) -> Spells:
    began_on, ended_on = arrears.days(contracts)
    return Spells(
        loan=contracts.application[arrears.loan],
        owner=contracts.owner[arrears.loan],
        is_serious=arrears.is_serious,
        began_on=began_on,
        ended_on=ended_on,
        missed=arrears.missed,
        outcome=arrears.outcome,
    )


def _ends(contracts: Contracts, planned: Plan, balances: Balances, owed: Instalments, arrears: Arrears) -> Ends:
    """How contracts ended; `owed` and `arrears` are what really came to be."""
    closed_on, restructured_on = (np.full(len(contracts), NEVER, dtype=np.int64) for _ in range(2))
    extension, new_instalment, is_charged_off = (np.zeros(len(contracts), dtype=np.int64) for _ in range(3))
    _, ended_on = arrears.days(contracts)
    lost = arrears.loan[arrears.charged_off]
    closed_on[lost] = ended_on[arrears.charged_off]
    is_charged_off[lost] = 1
    busy_until = closed_on.copy()
    cleared = np.flatnonzero((owed.balance_after == 0) & (owed.outcome == Outcome.PAID))
    loan, settled_on = owed.loan[cleared], owed.settled_on[cleared]
    closed_on[loan] = settled_on
    busy_until[loan] = np.maximum(settled_on, owed.due_on[cleared] - contracts.due_day[loan])
    changed = arrears.restructured & (arrears.until + 1 == planned.reopened[arrears.loan])
    loan = arrears.loan[changed]
    restructured_on[loan] = ended_on[changed]
    extension[loan] = planned.total[loan] - contracts.term[loan]
    new_instalment[loan] = balances.instalment[loan]
    return Ends(restructured_on, extension, new_instalment, closed_on, is_charged_off, busy_until)
