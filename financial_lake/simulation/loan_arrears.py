"""When borrowers fall behind: drawn for every due date, but who is behind does not fall behind again.

Nothing here looks at what is owed: a loan that is paid off early has no arrears afterwards, which is for
`loan_lives` to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from financial_lake.simulation import loan_behaviour as behaviour
from financial_lake.simulation import loan_schedule as schedule
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.credit_records import Outcome
from financial_lake.simulation.loan_contracts import Contracts, LoanYears
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import runs
from financial_lake.simulation.streams import Bools, Floats, Ints

CHARGED_OFF_AFTER = 180
Risk = Callable[[Ints, Ints], Floats]
"""Twelve-month default probability of borrowers (rows) in years."""


@dataclass(frozen=True, slots=True)
class Arrears(Records):
    """Times of being behind, ordered by (loan, number).

    Attributes:
        loan: row in the contracts.
        number: the first instalment missed.
        missed: their number.
        is_serious: 1 for three and more missed instalments that end in one of three ways.
        outcome: `Outcome`.
        days_late: days from the last missed due date to the end.
    """

    loan: Ints
    number: Ints
    missed: Ints
    is_serious: Ints
    outcome: Ints
    days_late: Ints

    @property
    def until(self) -> Ints:
        """Number of the last instalment missed."""
        return self.number + self.missed - 1

    @property
    def restructured(self) -> Bools:
        """Whether a restructuring ends it."""
        return np.asarray(self.outcome == Outcome.RESTRUCTURED)

    @property
    def charged_off(self) -> Bools:
        """Whether the loan is given up."""
        return np.asarray(self.outcome == Outcome.CHARGED_OFF)

    def days(self, contracts: Contracts) -> tuple[Ints, Ints]:
        """Due day of the oldest unpaid instalment, and the day of the end."""
        month, due_day = contracts.first_month[self.loan] + self.number - 1, contracts.due_day[self.loan]
        began_on = schedule.due_on(month, due_day)
        last_due = schedule.due_on(month + self.missed - 1, due_day)
        next_due = schedule.due_on(month + self.missed, due_day)
        ended_on = np.minimum(last_due + self.days_late, next_due - self.restructured)
        return began_on, np.where(self.charged_off, began_on + CHARGED_OFF_AFTER, ended_on)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long contracts run, were they never paid off before.

    Attributes:
        arrears: times of being behind.
        total: (n,) number of the last instalment, after restructuring if there is one.
        reopened: (n,) number of the first instalment of the restructured contract; NEVER without.
    """

    arrears: Arrears
    total: Ints
    reopened: Ints


def plan(bank: Bank, contracts: Contracts, risk: Risk, last_month: int) -> Plan:
    """The times of being behind that begin by a month, and the terms they lead to.

    A restructuring adds at least a year, in which borrowers may fall behind again; it happens once to a loan.
    """
    due = contracts.due_by(last_month)
    drawn = _drawn(bank, contracts, risk, np.ones_like(due), np.minimum(contracts.term, due))
    again = np.unique(drawn.loan[drawn.restructured])
    longer = contracts.where(again)
    extended = longer.term + behaviour.MISSED_BEFORE_RESTRUCTURING + behaviour.extension(bank, longer.loan_id)
    further = _drawn(bank, longer, risk, longer.term + 1, np.minimum(extended, due[again]) - longer.term)
    drawn = Arrears.joined([drawn, replace(further, loan=again[further.loan])])
    arrears = _one_after_the_other(drawn.where(np.lexsort((drawn.number, drawn.loan))), len(contracts))
    total, reopened = contracts.term.copy(), np.full(len(contracts), NEVER, dtype=np.int64)
    ends = arrears.where(arrears.restructured & (arrears.until < due[arrears.loan]))
    reopened[ends.loan] = ends.until + 1
    extension = behaviour.extension(bank, contracts.loan_id[ends.loan])
    total[ends.loan] = np.maximum(total[ends.loan], ends.until) + extension
    return Plan(arrears.where(arrears.number <= total[arrears.loan]), total, reopened)


def _drawn(bank: Bank, contracts: Contracts, risk: Risk, number: Ints, count: Ints) -> Arrears:
    """Times that would begin with one of `count` instalments from the `number`-th on of each contract."""
    count = np.maximum(count, 0)
    loan, place = runs(count)
    first_month = contracts.first_month + number - 1
    years = LoanYears.of(first_month, count)
    chance = np.repeat(risk(contracts.owner[years.loan], years.year), years.months)
    loan_id, month = np.repeat(contracts.loan_id, count), np.repeat(first_month, count) + place
    begins, drawn = behaviour.episodes(bank, loan_id, month, chance)
    return Arrears(
        loan=loan[begins],
        number=number[loan[begins]] + place[begins],
        missed=drawn.missed,
        is_serious=drawn.is_serious,
        outcome=drawn.outcome,
        days_late=drawn.days_late,
    )


def _one_after_the_other(drawn: Arrears, loans: int) -> Arrears:
    """Those of each loan that begin when the one before is over; a second restructuring is paid up instead."""
    behind_until = np.zeros(loans, dtype=np.int64)
    is_restructured = np.zeros(loans, dtype=np.bool_)
    begins, outcome = np.zeros(len(drawn), dtype=np.bool_), drawn.outcome.copy()
    until = np.where(drawn.charged_off, NEVER, drawn.until)
    nth = np.arange(len(drawn)) - np.searchsorted(drawn.loan, drawn.loan)
    for each in range(int(nth.max(initial=-1)) + 1):
        rows = np.flatnonzero(nth == each)
        rows = rows[drawn.number[rows] > behind_until[drawn.loan[rows]]]
        loan = drawn.loan[rows]
        begins[rows] = True
        behind_until[loan] = until[rows]
        outcome[rows[drawn.restructured[rows] & is_restructured[loan]]] = Outcome.PAID
        is_restructured[loan] |= drawn.restructured[rows]
    return replace(drawn, outcome=outcome).where(begins)
