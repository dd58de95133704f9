"""What a credit bureau thinks of a person, and what the bank concludes: score, probability of default.

Pure functions of a person's stable attributes and months. Which customers exist and which of them are behind
with a loan belongs in `credit_scores`.
"""

import numpy as np
from scipy.special import ndtr

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.streams import Floats, Ints, Keys

BUREAUS = ("atlas", "beacon", "civic")
REFRESH_DAYS = np.array([5, 12, 19], dtype=np.int64)
"""Day of the month on which each bureau refreshes its score."""

LOWEST_SCORE, HIGHEST_SCORE = 300, 850
DELINQUENCY_POINTS = 45.0

_QUANTILES = np.array([0, 0.015, 0.047, 0.126, 0.284, 0.50, 0.781, 0.93, 1])
_SCORES = np.array([300, 450, 510, 580, 670, 740, 800, 825, 850])
_WEALTH_SHIFT = np.array([-0.10, 0.06, 0.20])
_DAYS_A_YEAR = 365.25

_DRIFT_POINTS, _DRIFT_MONTHS, _DRIFT_BOUND = 10.0, 3.0, 2.3
_BUREAU_POINTS, _BUREAU_BOUND = 8.0, 20.0
_MONTH_POINTS, _MONTH_BOUND = 2.5, 1.8


def latent_base(bank: Bank, customer_id: Ints, birth_on: Ints, wealth: Ints, year: Keys) -> Floats:
    """Score base of persons in a year: before drift, bureau and delinquency; 300-850, not rounded.

    Age is that of the middle of the year.
    """
    age = (cal.year_start(year) + 182 - birth_on) / _DAYS_A_YEAR
    chance = bank.stream("credit_scores", "base").normal(customer_id)
    latent = 0.010 * (age - 45) + _WEALTH_SHIFT[wealth] + 0.021 + 0.969 * chance
    base: Floats = np.interp(ndtr(latent), _QUANTILES, _SCORES)
    return base


def refreshed_on(day: Keys, bureau: Keys) -> Ints:
    """Last refresh day of a bureau (0-2) on or before a day."""
    month = cal.month_of(day)
    started = cal.day_of_month(day) >= REFRESH_DAYS[bureau]
    refreshed: Ints = cal.month_start(month - 1 + started) + REFRESH_DAYS[bureau] - 1
    return refreshed


def bureau_score(  # noqa: PLR0913, PLR0917 - the terms of one sum
    bank: Bank, customer_id: Ints, base: Floats, bureau: Keys, month: Keys, delinquency: Floats
) -> Ints:
    """Score of a bureau in a month, 300-850; `bureau_points` less what being behind costs.

    Args:
        bank: whose chance.
        customer_id: persons.
        base: their `latent_base` in the year of the month.
        bureau: 0-2.
        month: months since January 1970.
        delinquency: 1 while 30 days behind, 0.5 for a year after, else 0.
    """
    return scored(bureau_points(bank, customer_id, base, bureau, month), delinquency)


def bureau_points(bank: Bank, customer_id: Ints, base: Floats, bureau: Keys, month: Keys) -> Floats:
    """Points of a bureau for persons who are never behind.

    The bounds on the draws keep a month's change, the yearly step of the base included, within 35 points (R35).
    """
    drift = bank.stream("credit_scores", "drift").lattice(month, _DRIFT_MONTHS, customer_id, bound=_DRIFT_BOUND)
    view = bank.stream("credit_scores", "bureau").normal(customer_id, bureau)
    noise = bank.stream("credit_scores", "month").normal(customer_id, bureau, month)
    points: Floats = (
        base
        + _DRIFT_POINTS * drift
        + np.clip(_BUREAU_POINTS * view, -_BUREAU_BOUND, _BUREAU_BOUND)
        + _MONTH_POINTS * np.clip(noise, -_MONTH_BOUND, _MONTH_BOUND)
    )
    return points


def scored(points: Floats, delinquency: Floats) -> Ints:
    """The score that points come to, less 45 while behind, half of it for a year after."""
    left = points - DELINQUENCY_POINTS * delinquency
    return np.clip(np.floor(left + 0.5), LOWEST_SCORE, HIGHEST_SCORE).astype(np.int64)


def mean_score(scores: Ints) -> Ints:
    """Rounded mean (half up) of the bureaus' scores along the last axis: the score the bank works with."""
    total: Ints = scores.sum(axis=-1)
    bureaus = scores.shape[-1]
    mean: Ints = (2 * total + bureaus) // (2 * bureaus)
    return mean


def default_probability(score: Keys) -> Floats:
    """Chance of being 90 or more days past due within twelve months (R35)."""
    chance: Floats = 1.0 / (1.0 + np.exp(0.0115 * np.asarray(score, dtype=np.float64) - 4.8))
    return chance
