"""What is agreed in an insurance policy: how much is covered, what it costs a year, and in how many instalments."""

from fractions import Fraction
from functools import cache
from math import floor

import numpy as np

from financial_lake.simulation.amounts import CENTS_A_DOLLAR, cents_of
from financial_lake.simulation.bank import Block
from financial_lake.simulation.insurance.policy_wishes import TRAVEL
from financial_lake.simulation.streams import Floats, Ints

FREQUENCIES = ("annual", "quarterly", "monthly")
ANNUAL = 0
FREQUENCY_WEIGHTS = (50, 30, 20)
INSTALMENTS_A_YEAR = np.array([1, 4, 12])
MONTHS_BETWEEN = 12 // INSTALMENTS_A_YEAR
METHODS = ("auto_debit", "online", "check", "wire")
METHOD_WEIGHTS = (60, 20, 15, 5)

MEDIAN_COVERAGE = np.array([250_000.0, 320_000.0, 35_000.0, 200_000.0, 30_000.0])
COVERAGE_SPREAD = np.array([0.7, 0.6, 0.5, 0.6, 0.5])
LOWEST_COVERAGE = np.array([50_000, 100_000, 10_000, 50_000, 10_000])
HIGHEST_COVERAGE = np.array([2_000_000, 5_000_000, 150_000, 1_000_000, 100_000])
COVERAGE_STEP = 1_000
COST, COST_SPREAD = np.array([0.009, 0.008, 0.026, 0.022, 0.025]), 0.2
"""Premium of the first year as a part of what is covered."""
LOWEST_COST, HIGHEST_COST = 0.005, 0.03
PART_OF_LIMIT = 4
"""An instalment charged to a credit card is about a quarter of its limit at most."""

RENEWAL = Fraction(103, 100)
MOST_RENEWALS = 100
_BILLION = 10**9


def coverages_drawn(block: Block, policy_id: Ints, kind: Ints) -> Ints:
    """Dollars insured, multiples of a thousand."""
    chance = block.stream("policies", "coverage_amount")
    dollars = chance.lognormal(MEDIAN_COVERAGE[kind], COVERAGE_SPREAD[kind], policy_id)
    nearest = np.floor(dollars / COVERAGE_STEP + 0.5).astype(np.int64) * COVERAGE_STEP
    return np.clip(nearest, LOWEST_COVERAGE[kind], HIGHEST_COVERAGE[kind])


def frequencies_drawn(block: Block, policy_id: Ints, kind: Ints) -> Ints:
    """Index into `FREQUENCIES`; a trip is paid for at once."""
    drawn = block.stream("policies", "premium_frequency").pick(FREQUENCY_WEIGHTS, policy_id)
    return np.where(kind == TRAVEL, ANNUAL, drawn)


def costs_drawn(block: Block, policy_id: Ints, kind: Ints) -> Floats:
    """Premium of the first year as a part of what is covered."""
    spread = block.stream("policies", "premium_amount").lognormal(1.0, COST_SPREAD, policy_id)
    costs: Floats = np.clip(COST[kind] * spread, LOWEST_COST, HIGHEST_COST)
    return costs


def fitted_to_cards(kind: Ints, coverage: Ints, cost: Floats, frequency: Ints, limit: Ints) -> tuple[Ints, Ints]:
    """Coverage (dollars) and frequency where a credit card pays: more and smaller instalments, else less cover.

    Args:
        kind: index into `POLICY_TYPES`.
        coverage: dollars wanted.
        cost: premium of a year as a part of it.
        frequency: wanted.
        limit: dollars the card may owe; 0 for policies paid from deposits.
    """
    most = limit // PART_OF_LIMIT
    for often in range(INSTALMENTS_A_YEAR.size):
        is_dear = (limit > 0) & (coverage * cost > most * INSTALMENTS_A_YEAR[often])
        frequency = np.where(is_dear & (frequency == often), min(often + 1, INSTALMENTS_A_YEAR.size - 1), frequency)
    affordable = (most * INSTALMENTS_A_YEAR[-1] / cost / COVERAGE_STEP).astype(np.int64) * COVERAGE_STEP
    fitted = np.minimum(coverage, np.maximum(affordable, LOWEST_COVERAGE[kind]))
    return np.where(limit > 0, fitted, coverage), frequency


def first_premiums(coverage: Ints, cost: Floats) -> Ints:
    """Cents of the first year."""
    return cents_of(coverage * cost)


def instalments(coverage: Ints, premium: Ints, frequency: Ints, renewals: Ints) -> Ints:
    """Cents of an instalment after so many renewals, each 3 % dearer, never beyond 0.5-3 % of the coverage a year.

    Args:
        coverage: cents.
        premium: cents of the first year.
        frequency: index into `FREQUENCIES`.
        renewals: whole years since the policy began.
    """
    times = INSTALMENTS_A_YEAR[frequency]
    yearly = (premium * _growth()[renewals] + _BILLION // 2) // _BILLION
    part = (2 * yearly + times) // (2 * times)
    dollars = coverage // CENTS_A_DOLLAR
    lowest, highest = -(-dollars // (2 * times)), 3 * dollars // times
    instalment: Ints = np.clip(part, lowest, highest)
    return instalment


@cache
def _growth() -> Ints:
    """What premiums have become after each renewal, billionths, rounded half up."""
    exact = [RENEWAL**count * _BILLION for count in range(MOST_RENEWALS + 1)]
    return np.array([floor(each + Fraction(1, 2)) for each in exact], dtype=np.int64)
