"""What borrowers do: pay on time or nearly, pay more, pay off early, fall behind for a while or for good."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_products as products
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.credit_records import Outcome
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Floats, Ints

ON_THE_DUE_DAY, BEFORE = 0.70, 0.15
EXTRA_A_YEAR = 0.20
EXTRA_STEP, EXTRA_STEPS = 100_00, (5, 50)
DAYS_BEFORE_PAYOFF = 365

MONTHS_A_YEAR = 12
MILD_FOR_EACH_SERIOUS = 8
MILD_WEIGHTS = (60, 30, 10)
SERIOUS_WEIGHTS = (45, 20, 35)
DAYS_LATE = (5, 29)
MISSED_BEFORE_RESTRUCTURING, MISSED_BEFORE_CHARGE_OFF = 4, 6
EXTENSIONS_A_YEAR = 5


def days_from_due(bank: Bank, loan_id: Ints, month: int) -> Ints:
    """Days from the due day to the payment: 70 % none, 15 % one to three before, 15 % one to four after."""
    stream = bank.stream("loan_payments", "punctuality")
    chance = stream.uniform(loan_id, month)
    days = stream.uniform(loan_id, month, lane=1)
    moved = np.where(chance < ON_THE_DUE_DAY + BEFORE, -1 - np.floor(days * 3), 1 + np.floor(days * 4))
    return np.where(chance < ON_THE_DUE_DAY, 0, moved).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Surplus:
    """Extra principal and early payoffs of one year, one place for every application.

    Attributes:
        extra_month: month of an extra payment, -1 without.
        extra: its cents.
        payoff_on: drawn day of an early payoff, -1 without; it comes with the instalment of that month.
    """

    extra_month: Ints
    extra: Ints
    payoff_on: Ints

    def paid_in(self, month: int, rows: Ints, balance: Ints, originated_on: Ints) -> Ints:
        """Cents paid beyond the instalments of a month, for loans with the given balance left after them.

        An extra payment that would clear the loan is not made.
        """
        extra = np.where((self.extra_month[rows] == month) & (self.extra[rows] < balance), self.extra[rows], 0)
        payoff_on = self.payoff_on[rows]
        pays_off = (cal.month_of(payoff_on) == month) & (payoff_on >= originated_on + DAYS_BEFORE_PAYOFF)
        return np.where(pays_off, balance, extra)


def surplus(bank: Bank, loan_id: Ints, loan_type: Ints, year: int) -> Surplus:
    """The extra payments and payoffs drawn for a year."""
    stream = bank.stream("loan_payments", "extra_principal")
    pays, day = stream.yearly(EXTRA_A_YEAR, year, loan_id)
    fewest, most = EXTRA_STEPS
    steps = fewest + stream.integer(most - fewest + 1, loan_id, year, lane=9)
    ends, end = bank.stream("loan_payments", "payoff").yearly(products.PAYOFF_A_YEAR[loan_type], year, loan_id)
    return Surplus(np.where(pays, cal.month_of(day), -1), steps * EXTRA_STEP, np.where(ends, end, -1))


@dataclass(frozen=True, slots=True)
class Episodes(Records):
    """Episodes of delinquency that would begin with an instalment.

    Attributes:
        missed: instalments missed, 0 for no episode.
        is_serious: 1 or 0.
        outcome: `Outcome`.
        days_late: days from the last missed due date to the end.
    """

    missed: Ints
    is_serious: Ints
    outcome: Ints
    days_late: Ints


def episodes(bank: Bank, loan_id: Ints, month: int, default_chance: Floats) -> Episodes:
    """Draw for each loan whether an episode begins with the instalment of a month, and how it goes."""
    stream = bank.stream("loan_payments", "episode")
    chance = stream.uniform(loan_id, month)
    serious = chance < default_chance / MONTHS_A_YEAR
    mild = ~serious & (chance < default_chance * (1 + MILD_FOR_EACH_SERIOUS) / MONTHS_A_YEAR)
    missed = np.zeros(loan_id.size, dtype=np.int64)
    outcome = np.full(loan_id.size, int(Outcome.PAID))
    late = np.zeros(loan_id.size, dtype=np.int64)
    rows = np.flatnonzero(serious | mild)
    ids = loan_id[rows]
    ending = np.where(serious[rows], stream.pick(SERIOUS_WEIGHTS, ids, month, lane=1), Outcome.PAID)
    months = np.where(
        serious[rows], 3 + stream.integer(3, ids, month, lane=2), 1 + stream.pick(MILD_WEIGHTS, ids, month, lane=3)
    )
    months = np.where(ending == Outcome.RESTRUCTURED, MISSED_BEFORE_RESTRUCTURING, months)
    missed[rows] = np.where(ending == Outcome.CHARGED_OFF, MISSED_BEFORE_CHARGE_OFF, months)
    outcome[rows] = ending
    fewest, most = DAYS_LATE
    late[rows] = fewest + stream.integer(most - fewest + 1, ids, month, lane=4)
    return Episodes(missed, serious.astype(np.int64), outcome, late)


def extension(bank: Bank, loan_id: Ints) -> Ints:
    """Months added by a restructuring: one to five years."""
    return MONTHS_A_YEAR * (1 + bank.stream("loan_payments", "extension").integer(EXTENSIONS_A_YEAR, loan_id))
