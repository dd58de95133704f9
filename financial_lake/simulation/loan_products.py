"""The five kinds of loan: what they are called, what people ask for, and what the bank charges."""

import numpy as np

LOAN_TYPES = ("mortgage", "auto", "personal", "student", "business")
MORTGAGE, AUTO, PERSONAL, STUDENT, BUSINESS = range(5)

FIRST_LOAN_PRODUCT = 13
"""product_id of the mortgage; the other kinds follow in order."""

RATE_BAND = np.array([[35_000, 75_000], [40_000, 120_000], [60_000, 180_000], [40_000, 100_000], [50_000, 150_000]])
"""Lowest and highest yearly rate of each kind, millionths."""

RATE_STEP = 125
"""Rates are multiples of an eighth of a basis point of a hundredth: 0.000125."""

SETTLES_ASSET = np.array([True, True, False, False, True])
"""Kinds whose money leaves to the seller an hour after it came."""

AMOUNT_STEP = 500_00
"""Requested and approved amounts are multiples of 500."""

AMOUNT_MEDIAN = np.array([260_000, 27_000, 12_000, 24_000, 90_000])
AMOUNT_DEVIATION = np.array([0.45, 0.4, 0.6, 0.6, 0.8])
AMOUNT_RANGE = np.array([[100_000, 800_000], [10_000, 80_000], [5_000, 75_000], [5_000, 100_000], [20_000, 500_000]])

MORTGAGE_INCOMES = 4.5
"""A mortgage is at most this many annual incomes."""

TERMS = np.array(
    [[180, 240, 300, 360, 0], [36, 48, 60, 72, 0], [12, 24, 36, 48, 60], [60, 84, 120, 180, 0], [36, 60, 84, 120, 0]]
)
TERM_WEIGHTS = np.array(
    [[20, 20, 10, 50, 0], [15, 30, 35, 20, 0], [15, 25, 30, 15, 15], [15, 20, 45, 20, 0], [25, 40, 20, 15, 0]]
)

TYPE_WEIGHTS = np.array(
    [[45, 25, 15, 0, 15], [45, 27, 22, 0, 6], [18, 30, 37, 10, 5], [0, 15, 15, 70, 0], [30, 22, 30, 0, 18]]
)
"""Share of the kinds in the applications of each persona, %."""

APPETITE = np.array([1.0, 1.6, 1.0, 0.7, 0.75])
"""How often each persona applies, against the general rate."""

APPLICATIONS_A_YEAR = 0.245
"""Of those who apply at all: 0.21 of all customers with a main account, quiet ones included."""

PAYOFF_A_YEAR = np.array([0.09, 0.08, 0.10, 0.05, 0.06])
