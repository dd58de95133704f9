"""M14: the worked example, the limits of the tiers, and moves since the month before."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.investments.investments import Investments
from financial_lake.marts.customer.wealth_tier import WealthTier, picture
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake_tests.worked_examples import answer, table_of

OCTOBER, NOVEMBER, YEAR_END = date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)
FRIDAY = date(2024, 11, 29)
"""Investments are kept on weekdays: the last of November is a Saturday."""


def record(day: date, customer: int = 1001, status: str = "active") -> dict[str, Any]:
    """The customer on the day."""
    return {"dt": day, "customer_id": customer, "customer_status": status}


def balance(day: date, dollars: str, account: int = 1, limit: str | None = None) -> dict[str, Any]:
    """What an account holds at the end of the day."""
    held = {"closing_balance_usd": dollars, "credit_limit": limit, "account_id": account}
    return {"dt": day, "balance_key": account, "customer_id": 1001, **held}


def invested(day: date, dollars: str) -> dict[str, Any]:
    """What the investments are worth."""
    return {"dt": day, "investment_id": 10011, "customer_id": 1001, "current_value": dollars}


def tiers(records: Any, balances: Any, investments: Any, *ends: date) -> list[dict[str, Any]]:
    """The tiers at the ends of the months, of December by default."""
    inputs: dict[Any, Any] = {CustomerRecords: records, FactBalance: balances, Investments: investments}
    return answer(WealthTier, ends or [YEAR_END], inputs)


def test_nine_thousand_on_deposit_and_one_invested_is_silver() -> None:
    (row,) = tiers([record(YEAR_END)], [balance(YEAR_END, "9000.00")], [invested(YEAR_END, "1000.00")])
    assert (row["wealth_usd"], row["wealth_tier"]) == (Decimal("10000.00"), "silver")
    assert (row["previous_tier"], row["moved"]) == (None, "none")


@pytest.mark.parametrize(
    ("dollars", "tier"),
    [
        ("0.00", "bronze"),
        ("9999.99", "bronze"),
        ("10000.00", "silver"),
        ("99999.99", "silver"),
        ("100000.00", "gold"),
        ("499999.99", "gold"),
        ("500000.00", "platinum"),
    ],
)
def test_tiers_begin_at_their_limits(dollars: str, tier: str) -> None:
    (row,) = tiers([record(YEAR_END)], [balance(YEAR_END, dollars)], [])
    assert row["wealth_tier"] == tier


def test_debts_are_not_taken_off() -> None:
    debts = [
        balance(YEAR_END, "-50.00", 2),
        balance(YEAR_END, "-900.00", 3, "5000.00"),
        balance(YEAR_END, "7.00", 4, "1.00"),
    ]
    (row,) = tiers([record(YEAR_END)], [balance(YEAR_END, "10000.00"), *debts], [])
    assert row["wealth_usd"] == Decimal("10000.00")


def test_moves_since_the_month_before_alone_or_in_a_range() -> None:
    records = [record(day) for day in (OCTOBER, NOVEMBER, YEAR_END)]
    balances = [balance(OCTOBER, "1.00"), balance(NOVEMBER, "1.00"), balance(YEAR_END, "20000.00")]
    investments = [invested(OCTOBER, "30.00"), invested(FRIDAY, "600000.00"), invested(YEAR_END, "500.00")]
    ends = (OCTOBER, NOVEMBER, YEAR_END)
    rows = tiers(records, balances, investments, *ends)
    assert [(row["previous_tier"], row["wealth_tier"], row["moved"]) for row in rows] == [
        (None, "bronze", "none"),
        ("bronze", "platinum", "up"),
        ("platinum", "silver", "down"),
    ]
    assert rows == [row for end in ends for row in tiers(records, balances, investments, end)]
    assert picture(table_of(WealthTier, rows)).startswith(b"\x89PNG")


def test_who_has_left_has_no_tier_and_who_has_nothing_is_bronze() -> None:
    rows = tiers([record(YEAR_END, 1001, "closed"), record(YEAR_END, 1002, "dormant")], [balance(YEAR_END, "9.00")], [])
    assert [(row["customer_id"], row["wealth_usd"], row["wealth_tier"]) for row in rows] == [(1002, 0, "bronze")]
