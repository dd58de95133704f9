"""The bank's twenty-six products: what they are, the bands of their rates, and the rate quoted in a quarter."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import loan_products
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import month_of
from financial_lake.simulation.streams import Floats, Ints, Keys

CATEGORIES = ("casa", "cds", "cards", "loans", "insurance", "securities")
RISK_LEVELS = ("low", "medium", "high")
MONTHS_A_QUARTER = 3
SWING, QUARTERS_OF_SWING = 0.15, 4
RATE_STEP = 100
"""Rates are whole basis points: multiples of 0.000100."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product.

    Attributes:
        name: lower_snake_case, unique.
        type: account type, loan type, policy type or investment account type it serves.
        category: one of `CATEGORIES`.
        lowest, highest: band of the yearly rate, millionths; None for insurance and securities.
        risk: one of `RISK_LEVELS`.
        fees: cents a year.
        minimum_balance: cents.
        is_active: whether it is still sold.
    """

    name: str
    type: str
    category: str
    lowest: int | None = None
    highest: int | None = None
    risk: str = "low"
    fees: int = 0
    minimum_balance: int = 0
    is_active: bool = True


def _loan(place: int, risk: str) -> Product:
    lowest, highest = (int(edge) for edge in loan_products.RATE_BAND[place])
    kind = loan_products.LOAN_TYPES[place]
    return Product(kind, kind, "loans", lowest, highest, risk)


PRODUCTS = (
    Product("basic_checking", "checking", "casa", 0, 0, fees=144_00, minimum_balance=1_500_00),
    Product("premium_checking", "checking", "casa", 500, 1_500, minimum_balance=1_500_00),
    Product("student_checking", "checking", "casa", 0, 0, fees=144_00, minimum_balance=1_500_00),
    Product("savings", "savings", "casa", 5_000, 20_000),
    Product("premium_savings", "savings", "casa", 20_000, 40_000),
    Product("money_market", "money_market", "casa", 30_000, 50_000, minimum_balance=10_000_00),
    Product("cd_12", "cd", "cds", 35_000, 50_000, minimum_balance=1_000_00),
    Product("cd_24", "cd", "cds", 35_000, 50_000, minimum_balance=10_000_00),
    Product("cd_60", "cd", "cds", 35_000, 50_000, minimum_balance=100_000_00, is_active=False),
    Product("classic_card", "credit_card", "cards", 210_000, 299_900, "medium"),
    Product("rewards_card", "credit_card", "cards", 170_000, 240_000, "medium", fees=95_00),
    Product("premium_card", "credit_card", "cards", 120_000, 190_000, "medium", fees=450_00),
    _loan(loan_products.MORTGAGE, "medium"),
    _loan(loan_products.AUTO, "medium"),
    _loan(loan_products.PERSONAL, "high"),
    _loan(loan_products.STUDENT, "high"),
    _loan(loan_products.BUSINESS, "high"),
    *(Product(f"{kind}_insurance", kind, "insurance") for kind in ("life", "property", "vehicle", "health", "travel")),
    *(Product(f"{kind}_account", kind, "securities", risk="high") for kind in ("ira", "brokerage", "401k", "529")),
)
"""In the order of product_id, from 1."""

PRODUCT_IDS = {product.name: place + 1 for place, product in enumerate(PRODUCTS)}

LOWEST_RATE = np.array([product.lowest or 0 for product in PRODUCTS], dtype=np.int64)
HIGHEST_RATE = np.array([product.highest or 0 for product in PRODUCTS], dtype=np.int64)
"""Rate bands by place in `PRODUCTS`; 0 where there is none."""
FEES = np.array([product.fees for product in PRODUCTS], dtype=np.int64)


def quarterly_shift(bank: Bank, product_id: Keys, day: Keys) -> Floats:
    """How far the rates of products stand from the middle in a quarter, as a part of their bands."""
    quarter = month_of(day) // MONTHS_A_QUARTER
    return SWING * bank.stream("products", "interest_rate").lattice(quarter, QUARTERS_OF_SWING, product_id)


def rate_at(product_id: Ints, place: Keys) -> Ints:
    """Yearly rate, millionths, at a place (0-1, clipped) in the band of each product."""
    low, high = LOWEST_RATE[product_id - 1], HIGHEST_RATE[product_id - 1]
    exact = low + (high - low) * np.clip(place, 0.0, 1.0)
    rate: Ints = np.clip(np.floor(exact / RATE_STEP + 0.5).astype(np.int64) * RATE_STEP, low, high)
    return rate


def indicative_rate(bank: Bank, product_id: Ints, day: Keys) -> Ints:
    """Rate quoted on a day, millionths: middle of the band, moved on the first day of a quarter."""
    return rate_at(product_id, 0.5 + quarterly_shift(bank, product_id, day))
