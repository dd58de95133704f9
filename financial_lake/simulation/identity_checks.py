"""The risk rating of customers, and the cycle of their identity checks (tables.md 3.4)."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import (
    add_months,
    day_of_month,
    days_in_year,
    month_of,
    year_of,
    year_start,
)
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints

RISK_RATINGS = ("low", "medium", "high")
KYC_STATUSES = ("verified", "pending", "expired")
VERIFIED, PENDING, EXPIRED = range(3)
CYCLE_MONTHS: Ints = np.array([36, 24, 12], dtype=np.int64)
DAYS_OF_NOTICE = 90
LATE_SHARE = 0.5
LASTING, YEARLY = 0.93, 0.07
MEDIUM_FROM = LASTING * 0.70 + YEARLY / 2
HIGH_FROM = LASTING * 0.95 + YEARLY / 2
"""Thresholds of 0.93 u + 0.07 u' that leave 70 % below the first and 5 % above the second; 5 % change a year."""


@dataclass(frozen=True, slots=True)
class IdentityChecks:
    """Identity checks of `customers(block, year of day)` at the end of a day; (n,) each.

    Attributes:
        status: index into `KYC_STATUSES`.
        verified_on: last completed verification, 0 before the first.
        next_review_on: when the next one is due, or was.
        changed_on: day of the last change of the status.
    """

    status: Ints
    verified_on: Ints
    next_review_on: Ints
    changed_on: Ints


def risk_ratings(bank: Bank, customer_id: Ints, day: Ints | int) -> Ints:
    """Money-laundering risk of customers on a day, or each on its own day: 0 low, 1 medium, 2 high."""
    days = np.broadcast_to(np.asarray(day, dtype=np.int64), customer_id.shape)
    year = year_of(days)
    return _ratings(bank, customer_id, year - (days < _rated_on(bank, customer_id, year)))


def rating_changed_on(bank: Bank, customer_id: Ints, day: int) -> Ints:
    """Day of this year, up to `day`, on which the rating changed; 0 for none."""
    year = np.full(customer_id.size, year_of(day))
    rated_on = _rated_on(bank, customer_id, year)
    is_other = _ratings(bank, customer_id, year) != _ratings(bank, customer_id, year - 1)
    return np.where(is_other & (rated_on <= day), rated_on, 0)


@remembered(keep=4)
def identity_checks(block: Block, day: int) -> IdentityChecks:
    """Where the identity checks stand: pending, done in time, or late."""
    people = customers(block, int(year_of(day)))
    joined, person = people.joined_on, people.customer_id
    cycle = _cycle(block, int(year_of(day)))
    months = month_of(day) - month_of(joined) - (day_of_month(day) < day_of_month(joined))
    turn = np.maximum(months, 0) // cycle
    turn += add_months(joined, (turn + 1) * cycle) <= day
    due, next_due = add_months(joined, turn * cycle), add_months(joined, (turn + 1) * cycle)
    done, next_done = _done_on(block, person, turn, due), _done_on(block, person, turn + 1, next_due)
    earlier = np.where(turn > 0, _done_on(block, person, turn - 1, add_months(joined, (turn - 1) * cycle)), 0)
    is_late, is_done, is_next_done = done > due, done <= day, next_done <= day
    announced = next_due - DAYS_OF_NOTICE
    status = np.where(is_done, VERIFIED, np.where(turn == 0, PENDING, EXPIRED))
    after = add_months(joined, (turn + 2) * cycle)
    changes = (
        np.where(is_late | (turn == 0), due, 0),
        np.where(is_done, done, 0),
        np.where(announced <= day, announced, 0),
        np.where(is_next_done, next_done, 0),
    )
    return IdentityChecks(
        status=np.where((announced <= day) & ~is_next_done, PENDING, status),
        verified_on=np.where(is_next_done, next_done, np.where(is_done, done, earlier)),
        next_review_on=np.where(is_next_done, after, np.where(is_done | (turn == 0), next_due, due)),
        changed_on=np.maximum.reduce(changes),
    )


@remembered(keep=3)
def _cycle(block: Block, year: int) -> Ints:
    """Months between identity checks of `customers(block, year)`, by the risk rating on joining."""
    people = customers(block, year)
    return CYCLE_MONTHS[risk_ratings(block.bank, people.customer_id, people.joined_on)]


def _done_on(block: Block, person: Ints, turn: Ints, due: Ints) -> Ints:
    """Day on which a check is completed: 1-10 days after joining, later 0-10 days early or 30-160 days late."""
    chance = block.stream("kyc_records", "verification_date")
    is_late = chance.chance(LATE_SHARE, person, turn)
    place = chance.uniform(person, turn, lane=1)
    early, late = (place * 11).astype(np.int64), 30 + (place * 131).astype(np.int64)
    return due + np.where(turn == 0, 1 + (place * 10).astype(np.int64), np.where(is_late, late, -early))


def _rated_on(bank: Bank, customer_id: Ints, year: Ints) -> Ints:
    """Day of the year on which the year's rating takes effect."""
    place = bank.stream("customer_profiles", "risk_rated_on").uniform(customer_id, year)
    day: Ints = year_start(year) + (place * days_in_year(year)).astype(np.int64)
    return day


def _ratings(bank: Bank, customer_id: Ints, year: Ints) -> Ints:
    chance = bank.stream("customer_profiles", "risk_rating")
    latent = LASTING * chance.uniform(customer_id) + YEARLY * chance.uniform(customer_id, year, lane=1)
    rating: Ints = (latent >= MEDIUM_FROM).astype(np.int64) + (latent >= HIGH_FROM)
    return rating
