"""How people's amounts look: prices that end in .99, bills in tens, cash in twenties; all in whole cents.

Random draws arrive as dollars in float64 and leave as cents, rounded half up once.
"""

import numpy as np

from financial_lake.simulation.streams import Bools, Floats, Ints, Keys

CENTS_A_DOLLAR = 100
SMALLEST_PRICE = 100
ENDS_IN_99, ENDS_IN_49, WHOLE_DOLLARS = 0.30, 0.12, 0.13


def cents_of(dollars: Keys) -> Ints:
    """Cents of drawn dollars, rounded half up."""
    return np.floor(np.asarray(dollars, dtype=np.float64) * CENTS_A_DOLLAR + 0.5).astype(np.int64)


def price(dollars: Keys, chance: Floats) -> Ints:
    """A shop's or payer's price: 30 % end in .99, 12 % in .49, 13 % are whole dollars, the rest keep their cents.

    Args:
        dollars: drawn amounts, float64.
        chance: a uniform number for each, which decides the ending.

    Returns:
        Cents, at least 1.00.
    """
    exact = cents_of(dollars)
    floor = exact // CENTS_A_DOLLAR * CENTS_A_DOLLAR
    whole: Bools = chance < ENDS_IN_99 + ENDS_IN_49 + WHOLE_DOLLARS
    ending = np.where(chance < ENDS_IN_99, 99, 49)
    priced = np.where(chance < ENDS_IN_99 + ENDS_IN_49, floor + ending, multiple_of(exact, CENTS_A_DOLLAR))
    return np.maximum(np.where(whole, priced, exact), SMALLEST_PRICE)


def multiple_of(cents: Keys, step: int) -> Ints:
    """The nearest multiple of `step` cents, halves up: 1000 for tens of dollars, 2000 for cash."""
    nearest: Ints = (np.asarray(cents, dtype=np.int64) + step // 2) // step * step
    return nearest
