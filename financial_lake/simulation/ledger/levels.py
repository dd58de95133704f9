"""Levels: the balance or debt around which an account moves, drawn once for its life (tables.md 5.1)."""

import numpy as np

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CD, CREDIT_CARD
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Floats

"""Kinds of accounts, as in `account_lines.Accounts.kind`."""

MEDIANS = np.array(
    [
        [3_200.0, 10_000.0, 30_000.0],
        [7_000.0, 24_000.0, 90_000.0],
        [30_000.0, 60_000.0, 160_000.0],
        [10_000.0, 25_000.0, 60_000.0],
    ]
)
"""Dollars by kind (checking, savings, money market, cd) and wealth of the owner (mass, affluent, hnw)."""
SPREAD = np.array([0.65, 0.80, 0.55, 0.60])
SWING = np.array([0.30, 0.10, 0.04, 0.0])
"""How far the logarithm of the balance moves from month to month, by kind."""
LOWEST = np.array([50_00, 100_00, 10_000_00, 1_000_00])
HIGHEST = np.array([60_000_00, 250_000_00, 500_000_00, 200_000_00])
"""Bounds of a balance at a month-start, cents, by kind."""

UTILISATION_BANDS = np.array([[0.02, 0.10], [0.10, 0.40], [0.40, 0.75]])
UTILISATION_WEIGHTS = (0.25, 0.35, 0.40)
UTILISATION_SWING = 0.15
LOWEST_UTILISATION, HIGHEST_UTILISATION = 0.005, 0.85


@remembered(keep=3)
def level(block: Block, year: int) -> Floats:
    """The balance around which each deposit account of `accounts(block, year)` moves, in cents; 0 for credit cards."""
    lines = accounts(block, year)
    place = np.minimum(lines.kind, CD)
    median = MEDIANS[place, customers(block, year).wealth[lines.owner]] * 100.0
    drawn = block.stream("accounts", "balance_level").lognormal(median, SPREAD[place], lines.account_id)
    return np.where(lines.kind == CREDIT_CARD, 0.0, drawn)


@remembered(keep=3)
def utilisation(block: Block, year: int) -> Floats:
    """The share of its limit around which each credit card owes; 0 for deposit accounts."""
    lines = accounts(block, year)
    chance = block.stream("accounts", "utilisation")
    band = UTILISATION_BANDS[chance.pick(UTILISATION_WEIGHTS, lines.account_id)]
    share = band[:, 0] + chance.uniform(lines.account_id, lane=1) * (band[:, 1] - band[:, 0])
    return np.where(lines.kind == CREDIT_CARD, share, 0.0)
