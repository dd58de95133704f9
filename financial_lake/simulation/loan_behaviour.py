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


def days_from_due(bank: Bank, loan_id: Ints, month: Ints) -> Ints:
    """Days from the due day to the payment: 70 % none, 15 % one to three before, 15 % one to four after."""
    stream = bank.stream("loan_payments", "punctuality")
    chance = stream.uniform(loan_id, month)
    moves = np.flatnonzero(chance >= ON_THE_DUE_DAY)
    place = stream.uniform(loan_id[moves], month[moves], lane=1)
    days = np.zeros(loan_id.size, dtype=np.int64)
    days[moves] = np.where(chance[moves] < ON_THE_DUE_DAY + BEFORE, -1 - np.floor(place * 3), 1 + np.floor(place * 4))
    return days


def extra_payments(bank: Bank, loan_id: Ints, year: Ints) -> tuple[Ints, Ints]:
    """Extra principal drawn for years of loans: its month, -1 without, and its cents."""
    stream = bank.stream("loan_payments", "extra_principal")
    pays, day = stream.yearly(EXTRA_A_YEAR, year, loan_id)
    fewest, most = EXTRA_STEPS
    steps = fewest + stream.integer(most - fewest + 1, loan_id, year, lane=9)
    return np.where(pays, cal.month_of(day), -1), steps * EXTRA_STEP


def payoffs(bank: Bank, loan_id: Ints, loan_type: Ints, year: Ints) -> Ints:
    """Days of early payoffs drawn for years of loans, -1 without; they come with the instalment of their month."""
    ends, day = bank.stream("loan_payments", "payoff").yearly(products.PAYOFF_A_YEAR[loan_type], year, loan_id)
    return np.where(ends, day, -1)


@dataclass(frozen=True, slots=True)
class Episodes(Records):
    """Episodes of delinquency that would begin with an instalment.

    Attributes:
        missed: instalments missed.
        is_serious: 1 or 0.
        outcome: `Outcome`.
        days_late: days from the last missed due date to the end.
    """

    missed: Ints
    is_serious: Ints
    outcome: Ints
    days_late: Ints


def episodes(bank: Bank, loan_id: Ints, month: Ints, default_chance: Floats) -> tuple[Ints, Episodes]:
    """Draw for instalments whether an episode begins with them, and how it goes.

    Args:
        bank: whose chance.
        loan_id: of the loans, one for each instalment.
        month: in which each falls due.
        default_chance: twelve-month default probability of each borrower.

    Returns:
        The instalments with which an episode begins, as indices, and these episodes.
    """
    stream = bank.stream("loan_payments", "episode")
    chance = stream.uniform(loan_id, month)
    rows = np.flatnonzero(chance < default_chance * (1 + MILD_FOR_EACH_SERIOUS) / MONTHS_A_YEAR)
    serious = chance[rows] < default_chance[rows] / MONTHS_A_YEAR
    ids, month = loan_id[rows], month[rows]
    outcome = np.where(serious, stream.pick(SERIOUS_WEIGHTS, ids, month, lane=1), Outcome.PAID)
    missed = np.where(
        serious, 3 + stream.integer(3, ids, month, lane=2), 1 + stream.pick(MILD_WEIGHTS, ids, month, lane=3)
    )
    missed = np.where(outcome == Outcome.RESTRUCTURED, MISSED_BEFORE_RESTRUCTURING, missed)
    missed = np.where(outcome == Outcome.CHARGED_OFF, MISSED_BEFORE_CHARGE_OFF, missed)
    fewest, most = DAYS_LATE
    late = fewest + stream.integer(most - fewest + 1, ids, month, lane=4)
    return rows, Episodes(missed, serious.astype(np.int64), outcome, late)


def extension(bank: Bank, loan_id: Ints) -> Ints:
    """Months added by a restructuring: one to five years."""
    return MONTHS_A_YEAR * (1 + bank.stream("loan_payments", "extension").integer(EXTENSIONS_A_YEAR, loan_id))
