"""How a loan stands at the end of a day, read off its history without walking through it."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_schedule as schedule
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.credit_records import CreditHistories, Instalments, Loans, Outcome
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints

STATUSES = ("active", "delinquent", "restructured", "paid_off", "defaulted")
ACTIVE, DELINQUENT, RESTRUCTURED, PAID_OFF, DEFAULTED = range(5)
DAYS_UNTIL_DELINQUENT = 5
DAYS_SHOWN_AFTER_END = 180
_DAYS = 1 << 32


@dataclass(frozen=True, slots=True)
class LoanStates(Records):
    """Loans running, or ended within 180 days, at the end of a day; ordered as the loans.

    Attributes:
        loan: row in the loans.
        balance: cents of principal still owed.
        next_due_on: due day of the oldest unpaid instalment, NEVER when ended.
        instalments_paid: their number.
        days_past_due: days since next_due_on if positive.
        past_due: cents of instalments that were due before the day and are unpaid; 0 when ended.
        status: 0-4 (`STATUSES`).
        term: months of the contract in force.
        instalment: cents of the contract in force.
        matures_on: last due day of the contract in force.
        closed_on: day of the end, NEVER until it has come.
    """

    loan: Ints
    balance: Ints
    next_due_on: Ints
    instalments_paid: Ints
    days_past_due: Ints
    past_due: Ints
    status: Ints
    term: Ints
    instalment: Ints
    matures_on: Ints
    closed_on: Ints


def states_on(histories: CreditHistories, day: int) -> LoanStates:
    """The loans with a row on a day of the histories' years."""
    shown = (histories.loans.originated_on <= day) & shown_from(histories.loans, day)
    rows = np.flatnonzero(shown)
    loans, owed = histories.loans.where(rows), histories.instalments
    first, after = _settled(owed, rows, day)
    has_paid = after > first
    balance = loans.principal.copy()
    balance[has_paid] = owed.balance_after[after[has_paid] - 1]
    paid = np.zeros(rows.size, dtype=np.int64)
    newest = after[has_paid] - 1
    paid[has_paid] = owed.paid_before[newest] + (owed.outcome[newest] == Outcome.PAID)
    ended = loans.closed_on <= day
    next_due_on = np.where(ended, NEVER, _next_due(owed, loans, rows, first, after))
    days_past_due = np.maximum(day - next_due_on, 0)
    extended = loans.restructured_on <= day
    term = loans.term + np.where(extended, loans.extension, 0)
    status = np.where(extended, RESTRUCTURED, ACTIVE)
    status[days_past_due >= DAYS_UNTIL_DELINQUENT] = DELINQUENT
    status[ended] = np.where(loans.is_charged_off[ended] == 1, DEFAULTED, PAID_OFF)
    return LoanStates(
        loan=rows,
        balance=balance,
        next_due_on=next_due_on,
        instalments_paid=paid,
        days_past_due=days_past_due,
        past_due=np.where(ended, 0, _past_due(owed, rows, after, day)),
        status=status,
        term=term,
        instalment=np.where(extended, loans.new_instalment, loans.instalment),
        matures_on=schedule.due_on(loans.first_due_month + term - 1, loans.due_day),
        closed_on=np.where(ended, loans.closed_on, NEVER),
    )


def shown_from(loans: Loans, day: int) -> Bools:
    """Whether each loan has a row on the day or, as far as is known, on a later one."""
    is_shown: Bools = day <= loans.closed_on + DAYS_SHOWN_AFTER_END
    return is_shown


def _settled(owed: Instalments, rows: Ints, day: int) -> tuple[Ints, Ints]:
    """Place of each loan's first instalment, and of its first one not settled by the day.

    Inside a loan instalments are settled in their order.
    """
    first = np.searchsorted(owed.loan, rows)
    after = np.searchsorted(owed.loan * _DAYS + owed.settled_on, rows * _DAYS + day, side="right")
    return first, after


def _next_due(owed: Instalments, loans: Loans, rows: Ints, first: Ints, after: Ints) -> Ints:
    """Due day of the first unsettled instalment; beyond the instalments known, the month after the last."""
    size = len(owed)
    last = np.maximum(after - 1, 0)
    following = cal.month_of(owed.due_on[last]) + 1 if size else loans.first_due_month
    month = np.where(after > first, following, loans.first_due_month)
    beyond: Ints = schedule.due_on(month, loans.due_day)
    if not size:
        return beyond
    place = np.minimum(after, size - 1)
    known = (after < size) & (owed.loan[place] == rows)
    return np.where(known, owed.due_on[place], beyond)


def _past_due(owed: Instalments, rows: Ints, after: Ints, day: int) -> Ints:
    """Cents due before the day and not settled."""
    running = np.concatenate([[0], np.cumsum(owed.principal + owed.interest)])
    due = np.searchsorted(owed.loan * _DAYS + owed.due_on, rows * _DAYS + day, side="left")
    unpaid: Ints = running[np.maximum(due, after)] - running[after]
    return unpaid
