"""The arithmetic of a loan's contract: instalments, interest, due dates. No chance, no calendar of the bank.

Amounts are cents, rates millionths a year, both int64; every rounding is half up.
"""

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.streams import Bools, Ints, Keys

RATE_UNITS_A_YEAR = 12 * 1_000_000
DAYS_BEFORE_FIRST_DUE = 25


def instalment(principal: Keys, rate: Keys, term: Keys) -> Ints:
    """Cents of the annuity that repays `principal` in `term` monthly instalments: P i / (1 - (1+i)^-n)."""
    monthly = np.asarray(rate) / RATE_UNITS_A_YEAR
    exact = np.asarray(principal) * monthly / -np.expm1(-np.asarray(term) * np.log1p(monthly))
    cents: Ints = np.floor(exact + 0.5).astype(np.int64)
    return cents


def month_interest(balance: Ints, rate: Ints) -> Ints:
    """Cents of a month's interest on a balance: round(balance x rate / 12)."""
    return (2 * balance * rate + RATE_UNITS_A_YEAR) // (2 * RATE_UNITS_A_YEAR)


def first_due_month(origination: Ints, due_day: Ints) -> Ints:
    """Month (since January 1970) of the first due date: the due day at least 25 days after origination."""
    earliest = origination + DAYS_BEFORE_FIRST_DUE
    passed: Bools = cal.day_of_month(earliest) > due_day
    month: Ints = cal.month_of(earliest) + passed
    return month


def due_on(month: Keys, due_day: Ints) -> Ints:
    """The due date in a month; due days are at most 25, so every month has them."""
    day: Ints = cal.month_start(month) + due_day - 1
    return day
