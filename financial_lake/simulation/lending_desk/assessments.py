"""Credit ratings: who is rated on a day, and what a score comes to in risk, category and grade."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.bank import Block
from financial_lake.simulation.credit_scores import scores_of
from financial_lake.simulation.lending import credit_histories, loan_states
from financial_lake.simulation.loan_state import PAID_OFF
from financial_lake.simulation.population import customers, is_client
from financial_lake.simulation.records import Records
from financial_lake.simulation.score_model import HIGHEST_SCORE, LOWEST_SCORE, default_probability
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Ints

CATEGORIES = ("low", "medium", "high", "very_high")
CATEGORY_BOUNDS = (0.02, 0.06, 0.15)
GRADES = ("aaa", "aa", "a", "bbb", "bb", "b", "ccc", "cc", "c")
GRADE_BOUNDS = (0.008, 0.012, 0.018, 0.03, 0.05, 0.08, 0.15, 0.30)
"""Default probabilities below which the first, second ... category or grade holds."""
WEEKDAYS = 5
DAYS_A_WEEK = 7
ANALYST = "risk_analyst"
BASE_YEAR = 2024
WEEKLY_MODEL_TENTHS, APPLICATION_MODEL_TENTHS = 21, 14
"""Versions of the models in 2024: 2.1 and 1.4; each year brings a tenth."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """What each score from 300 to 850 comes to; look up at score - 300.

    Attributes:
        risk_score: 0-1000.
        probability: millionths.
        category, grade: indices into `CATEGORIES`, `GRADES`.
    """

    risk_score: Ints
    probability: Ints
    category: Ints
    grade: Ints


@dataclass(frozen=True, slots=True)
class Assessments(Records):
    """Assessments of a day, by customer; that of the week before that of an application.

    Attributes:
        customer_id: who is assessed.
        application_id: application that is assessed, 0 in the weekly run.
        loan_id: the customer's largest running loan, 0 for none and for applications.
        score: the bank's score of the customer.
        score_before: that of a week before, 0 for applications and for who was no customer then.
        assessed_by: employee_id for applications, else 0.
    """

    customer_id: Ints
    application_id: Ints
    loan_id: Ints
    score: Ints
    score_before: Ints
    assessed_by: Ints


@lru_cache(maxsize=1)
def ratings() -> Ratings:
    """The rating of every score."""
    score = np.arange(LOWEST_SCORE, HIGHEST_SCORE + 1)
    chance = default_probability(score)
    return Ratings(
        risk_score=((score - LOWEST_SCORE) * 40 + 11) // 22,
        probability=np.floor(chance * 1_000_000 + 0.5).astype(np.int64),
        category=np.searchsorted(CATEGORY_BOUNDS, chance, side="right"),
        grade=np.searchsorted(GRADE_BOUNDS, chance, side="right"),
    )


def assessments_on(block: Block, day: int) -> Assessments:
    """The weekly run of a weekday, and the applications of any day."""
    both = Assessments.joined([_weekly(block, day), _of_applications(block, day)])
    people = customers(block, int(cal.year_of(day)))
    place = np.empty(len(both), dtype=np.int64)
    order = np.argsort(people.customer_id, kind="stable")
    place[:] = order[np.searchsorted(people.customer_id, both.customer_id, sorter=order)]
    return both.where(np.lexsort((both.application_id, place)))


def model_version(tenths_in_base_year: int, year: int) -> str:
    """The version of a model in a year: 2.1 in 2024, 2.2 in 2025."""
    tenths = tenths_in_base_year + year - BASE_YEAR
    return f"{tenths // 10}.{tenths % 10}"


def _weekly(block: Block, day: int) -> Assessments:
    """Everyone whose turn it is: Monday and the place of the slot in its five."""
    weekday, year = int(cal.weekday(day)), int(cal.year_of(day))
    people = customers(block, year)
    rows = np.flatnonzero((people.slot % WEEKDAYS == weekday) & is_client(people, day))
    rated = people.where(rows)
    days = np.repeat([day, day - DAYS_A_WEEK], rows.size)
    score, before = scores_of(block, year, np.tile(rows, 2), days).reshape(2, -1)
    return Assessments(
        customer_id=rated.customer_id,
        application_id=np.zeros_like(rows),
        loan_id=_largest_loans(block, day)[rows],
        score=score,
        score_before=np.where(rated.joined_on <= day - DAYS_A_WEEK, before, 0),
        assessed_by=np.zeros_like(rows),
    )


def _largest_loans(block: Block, day: int) -> Ints:
    """loan_id of each customer's running loan on which most is owed, 0 without."""
    year = int(cal.year_of(day))
    states, loans = loan_states(block, day), credit_histories(block, year).loans
    running = states.where(states.status < PAID_OFF)
    order = np.lexsort((-running.loan, running.balance))
    largest = np.zeros(len(customers(block, year)), dtype=np.int64)
    loan = running.loan[order]
    largest[loans.owner[loan]] = loans.loan_id[loan]  # of several the last written stays: the largest
    return largest


def _of_applications(block: Block, day: int) -> Assessments:
    histories = credit_histories(block, int(cal.year_of(day)))
    rows = np.flatnonzero(histories.applications.applied_on == day)
    asked = histories.applications.where(rows)
    nobody = np.zeros_like(rows)
    return Assessments(
        customer_id=customers(block, int(cal.year_of(day))).customer_id[asked.owner],
        application_id=asked.application_id,
        loan_id=nobody,
        score=histories.decisions.score[rows],
        score_before=nobody,
        assessed_by=agent(block.bank, ANALYST, asked.application_id, asked.applied_on),
    )
