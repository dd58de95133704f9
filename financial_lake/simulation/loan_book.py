"""The loans of a block while they are lived through, one month of due dates after the other.

A `LoanBook` holds one place for every application; places without an approved loan stay empty. What a
borrower does is drawn in `loan_behaviour`; here it takes effect on balance, contract and end.
"""

from dataclasses import dataclass, field, fields

import numpy as np

from financial_lake.simulation import loan_behaviour as behaviour
from financial_lake.simulation import loan_schedule as schedule
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.credit_records import Instalments, Outcome, Spells
from financial_lake.simulation.loan_applications import Applications
from financial_lake.simulation.streams import Bools, Floats, Ints

LATE_FEE = 25_00
DAYS_BEFORE_LATE_FEE = 10
CHARGED_OFF_AFTER = 180
_UNSET_IS_NEVER = frozenset({"closed_on", "restructured_on", "first_month", "last_month"})


@dataclass(slots=True)
class LoanBook:
    """State of the loans behind applications; arrays of the applications' length, changed month by month."""

    bank: Bank
    applications: Applications
    instalments: list[Instalments] = field(default_factory=list)
    spells: list[Spells] = field(default_factory=list)
    principal: Ints = field(init=False)
    rate: Ints = field(init=False)
    instalment: Ints = field(init=False)
    due_day: Ints = field(init=False)
    originated_on: Ints = field(init=False)
    first_month: Ints = field(init=False)
    last_month: Ints = field(init=False)
    last_number: Ints = field(init=False)
    balance: Ints = field(init=False)
    closed_on: Ints = field(init=False)
    is_charged_off: Ints = field(init=False)
    settled_until: Ints = field(init=False)
    behind_until: Ints = field(init=False)
    behind_end: Ints = field(init=False)
    behind_outcome: Ints = field(init=False)
    balance_behind: Ints = field(init=False)
    restructured_on: Ints = field(init=False)
    extension: Ints = field(init=False)
    new_instalment: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Start with nothing lent."""
        size = len(self.applications)
        for each in fields(self):
            if not each.init:
                setattr(self, each.name, np.full(size, NEVER if each.name in _UNSET_IS_NEVER else 0, dtype=np.int64))

    def lend(self, rows: Ints, principal: Ints, rate: Ints, due_day: Ints, originated_on: Ints) -> None:
        """Enter approved loans at the given places."""
        self.principal[rows] = self.balance[rows] = principal
        self.rate[rows] = rate
        self.due_day[rows] = due_day
        self.originated_on[rows] = originated_on
        self.last_number[rows] = self.applications.term[rows]
        self.instalment[rows] = schedule.instalment(principal, rate, self.applications.term[rows])
        self.first_month[rows] = schedule.first_due_month(originated_on, due_day)

    def live_through(self, month: int, default_chance: Floats, surplus: behaviour.Surplus) -> None:
        """Let the instalments of a month fall due.

        Args:
            month: of the due dates.
            default_chance: twelve-month default probability of the owner of each place.
            surplus: extra principal and early payoffs of the month's year.
        """
        rows = np.flatnonzero((self.first_month <= month) & (month <= self.last_month))
        if not rows.size:
            return
        number = month - self.first_month[rows] + 1
        self._restructure(rows, number)
        due_on = schedule.due_on(month, self.due_day[rows])
        self._fall_behind(rows, number, month, due_on, default_chance[rows])
        self._settle(rows, number, month, due_on, surplus)

    def _restructure(self, rows: Ints, number: Ints) -> None:
        """Arrears go into the principal, the term grows, a new instalment begins."""
        due = (self.behind_outcome[rows] == Outcome.RESTRUCTURED) & (number > self.behind_until[rows])
        if not due.any():
            return
        rows, number = rows[due], number[due]
        loan_id = self.applications.application_id[rows]
        contract_end = np.maximum(self.last_number[rows], self.behind_until[rows])
        self.last_number[rows] = contract_end + behaviour.extension(self.bank, loan_id)
        self.extension[rows] = self.last_number[rows] - self.applications.term[rows]
        left = self.last_number[rows] - self.behind_until[rows]
        self.balance[rows] = self.balance_behind[rows]
        self.instalment[rows] = schedule.instalment(self.balance[rows], self.rate[rows], left)
        self.new_instalment[rows] = self.instalment[rows]
        self.restructured_on[rows] = self.behind_end[rows]
        self.behind_outcome[rows] = Outcome.PAID

    def _fall_behind(self, rows: Ints, number: Ints, month: int, due_on: Ints, default_chance: Floats) -> None:
        free = number > self.behind_until[rows]
        loan_id = self.applications.application_id[rows]
        draw = behaviour.episodes(self.bank, loan_id, month, default_chance)
        starts = free & (draw.missed > 0)
        if not starts.any():
            return
        rows, number, due_on, draw = rows[starts], number[starts], due_on[starts], draw.where(starts)
        outcome = np.where(
            (draw.outcome == Outcome.RESTRUCTURED) & (self.restructured_on[rows] < NEVER), Outcome.PAID, draw.outcome
        )
        last_due = schedule.due_on(month + draw.missed - 1, self.due_day[rows])
        next_due = schedule.due_on(month + draw.missed, self.due_day[rows])
        end = np.minimum(last_due + draw.days_late, next_due - (outcome == Outcome.RESTRUCTURED))
        end = np.where(outcome == Outcome.CHARGED_OFF, due_on + CHARGED_OFF_AFTER, end)
        self.behind_until[rows] = number + draw.missed - 1
        self.behind_end[rows] = end
        self.behind_outcome[rows] = outcome
        self.balance_behind[rows] = self.balance[rows]
        lost = rows[outcome == Outcome.CHARGED_OFF]
        self.closed_on[lost] = self.behind_end[lost]
        self.is_charged_off[lost] = 1
        self.last_month[lost] = month + draw.missed[outcome == Outcome.CHARGED_OFF] - 1
        self.spells.append(
            Spells(rows, self.applications.owner[rows], draw.is_serious, due_on, end, draw.missed, outcome)
        )

    def _settle(self, rows: Ints, number: Ints, month: int, due_on: Ints, surplus: behaviour.Surplus) -> None:
        owing = self.balance[rows] > 0
        rows, number, due_on = rows[owing], number[owing], due_on[owing]
        behind: Bools = number <= self.behind_until[rows]
        outcome = np.where(behind, self.behind_outcome[rows], Outcome.PAID)
        balance, total = self.balance[rows], self.last_number[rows]
        interest = schedule.month_interest(balance, self.rate[rows])
        principal = np.where(number >= total, balance, np.minimum(balance, self.instalment[rows] - interest))
        left = balance - principal
        extra = np.where(behind, 0, surplus.paid_in(month, rows, left, self.originated_on[rows]))
        left = left - extra
        self.balance[rows] = left
        shift = behaviour.days_from_due(self.bank, self.applications.application_id[rows], month)
        settled = np.where(behind, self.behind_end[rows], np.maximum(due_on + shift, self.settled_until[rows]))
        settled = np.where(outcome == Outcome.CHARGED_OFF, NEVER, settled)
        self.settled_until[rows] = settled
        capital = outcome == Outcome.RESTRUCTURED
        self.balance_behind[rows] += np.where(capital, interest, 0)
        ended = (left == 0) & (outcome == Outcome.PAID)
        self.closed_on[rows[ended]] = settled[ended]
        self.last_month[rows[ended]] = month
        late = (outcome == Outcome.PAID) & (settled - due_on > DAYS_BEFORE_LATE_FEE)
        self.instalments.append(
            Instalments(
                loan=rows,
                number=number,
                total=total,
                due_on=due_on,
                settled_on=settled,
                outcome=outcome,
                principal=principal,
                interest=interest,
                extra=extra,
                late_fee=np.where(late, LATE_FEE, 0),
                balance_after=np.where(capital, self.balance_behind[rows], left),
                paid_before=np.zeros(rows.size, dtype=np.int64),
            )
        )
