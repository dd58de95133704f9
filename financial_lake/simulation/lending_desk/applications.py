"""Applications of the last two years, how far they have come on a day, and the day's decisions."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.credit_officers import decides
from financial_lake.simulation.credit_records import Decisions, Fate
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.loan_applications import Applications
from financial_lake.simulation.population import customers, is_present
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints

STATUSES = ("submitted", "pending", "approved", "rejected", "withdrawn")
SUBMITTED, PENDING, APPROVED, REJECTED, WITHDRAWN = range(5)
MONTHS_SHOWN = 24

PURPOSES = (
    "first home", "larger home", "home in the country", "refinancing of the home",
    "new car", "used car", "family van", "electric car",
    "home repairs", "consolidation of debts", "wedding", "medical treatment", "furniture", "travel",
    "tuition", "room and board", "study abroad", "vocational training",
    "working capital", "new machines", "larger premises", "vehicle fleet", "stock for the season",
)  # fmt: skip
PURPOSES_OF_TYPE = np.array([4, 4, 6, 4, 5])
"""How many of the purposes, in order, belong to each kind of loan."""

REASONS = (
    "low_score",
    "high_debt_ratio",
    "insufficient_income",
    "collateral_too_low",
    "incomplete_documents",
    "policy",
)
LOW_SCORE = 0
SCORE_TOO_LOW = 600
REASON_WEIGHTS = np.array([[14.0, 30, 18, 16, 14, 8], [14, 34, 24, 0, 18, 10]])
"""Of secured and of unsecured kinds; who has nothing to pledge is not refused for it."""
_PLEDGES = np.array([True, True, False, False, True])
_FATES = {int(Fate.WITHDRAWN): WITHDRAWN, int(Fate.REJECTED): REJECTED, int(Fate.APPROVED): APPROVED}
_STATUS_OF_FATE = np.array([_FATES[fate] for fate in sorted(_FATES)])


@dataclass(frozen=True, slots=True)
class Standing(Records):
    """Where applications stand at the end of a day, in order of (customer, application).

    Attributes:
        application: row in the applications of the histories.
        status: index into `STATUSES`.
        decided_on: day of the decision or the withdrawal, NEVER until then.
    """

    application: Ints
    status: Ints
    decided_on: Ints


def standing_on(block: Block, day: int) -> Standing:
    """The applications of the 24 months up to a day, of customers who still have a row.

    `application` points into the applications of `credit_histories(block, year of day)`.
    """
    year = int(cal.year_of(day))
    histories = credit_histories(block, year)
    asked, decided = histories.applications, histories.decisions
    shown = (asked.applied_on <= day) & (asked.applied_on > cal.add_months(day, -MONTHS_SHOWN))
    shown &= is_present(customers(block, year), day)[asked.owner]
    rows = np.flatnonzero(shown)
    fate, decided_on = decided.fate[rows], decided.decided_on[rows]
    waiting = np.where(asked.applied_on[rows] == day, SUBMITTED, PENDING)
    is_done = decided_on <= day
    return Standing(
        application=rows,
        status=np.where(is_done, _STATUS_OF_FATE[fate], waiting),
        decided_on=np.where(is_done, decided_on, NEVER),
    )


def decisions_on(block: Block, day: int) -> Ints:
    """Rows of the applications on which the bank says yes or no on a day."""
    decided = credit_histories(block, int(cal.year_of(day))).decisions
    rows: Ints = np.flatnonzero((decided.decided_on == day) & (decided.fate != Fate.WITHDRAWN))
    return rows


def purposes(bank: Bank, asked: Applications) -> Ints:
    """Index into `PURPOSES` of each application."""
    first = np.cumsum(PURPOSES_OF_TYPE) - PURPOSES_OF_TYPE
    count = PURPOSES_OF_TYPE[asked.loan_type]
    place = bank.stream("loan_applications", "purpose").integer(count, asked.application_id)
    return np.asarray(first[asked.loan_type] + place)


def reasons(bank: Bank, asked: Applications, decided: Decisions) -> Ints:
    """Index into `REASONS` of each rejection, -1 for what is not rejected."""
    weights = REASON_WEIGHTS[np.where(_PLEDGES[asked.loan_type], 0, 1)]
    drawn = bank.stream("loan_approvals", "rejection_reason").pick(weights, asked.application_id)
    reason = np.where(decided.score < SCORE_TOO_LOW, LOW_SCORE, drawn)
    return np.where(decided.fate == Fate.REJECTED, reason, -1)


def deciders(bank: Bank, asked: Applications, decided: Decisions) -> Ints:
    """employee_id of who decides on each application, by what is approved, or asked for where nothing is."""
    amount = np.where(decided.fate == Fate.APPROVED, decided.approved, asked.requested)
    return decides(bank, asked.application_id, asked.applied_on, decided.decided_on, amount)
