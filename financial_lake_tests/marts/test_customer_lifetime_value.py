"""M11: the worked example with each part summed on its own, stretched fees, segments at their limits."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.marts.customer.customer_lifetime_value import CustomerLifetimeValue
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake_tests.worked_examples import answer

YEAR_END = date(2024, 12, 31)


def customer_days(count: int, balance: str = "8000.00", last: date = YEAR_END, **last_day: Any) -> list[dict[str, Any]]:
    """So many days up to the last with that balance; the last one also has what is named."""
    plain = {"customer_id": 1001, "deposit_balance_usd": balance, "open_contract_count": 2}
    days = [{**plain, "dt": last - timedelta(days=back)} for back in range(count)]
    return [{**days[0], **last_day}, *days[1:]]


def valued(
    days: list[dict[str, Any]], *ends: date, since: date = date(2023, 1, 1), status: str = "active"
) -> list[dict[str, Any]]:
    """Values at the ends of the months, of a customer with two accounts."""
    months = ends or (YEAR_END,)
    account = {"customer_id": 1001, "account_type": "savings", "account_status": status}
    inputs: dict[Any, Any] = {
        CustomerDay: days,
        CustomerRecords: [{"dt": end, "customer_id": 1001, "onboarding_date": since} for end in months],
        Accounts: [
            {**account, "dt": end - timedelta(days=max(0, end.weekday() - 4)), "account_id": number}
            for end in months
            for number in (1, 2)
        ],
    }
    return answer(CustomerLifetimeValue, months, inputs)


def test_the_example_weighs_neither_accounts_nor_activity() -> None:
    days = customer_days(365, charge_amount_usd="120.00", inflow_usd="500.00", outflow_usd="300.00")
    (row,) = valued(days)
    assert (row["days_observed"], row["product_count"], row["customer_tenure_days"]) == (365, 2, 730)
    assert row["total_transaction_volume_usd"] == Decimal("800.00")
    assert (row["fees_annualized"], row["avg_balance"]) == (Decimal("120.00"), Decimal("8000.00"))
    assert (row["annual_revenue"], row["lifetime_value"]) == (Decimal("280.00"), Decimal("560.00"))
    assert row["value_segment"] == "low_value"


def test_fees_of_fewer_days_are_stretched_to_a_year_half_a_cent_up() -> None:
    (row,) = valued(customer_days(90, charge_amount_usd="10.00"))
    assert (row["days_observed"], row["fees_annualized"]) == (90, Decimal("40.56"))


def test_a_day_366_days_ago_is_not_read() -> None:
    (row,) = valued([*customer_days(365), {**customer_days(366)[-1], "charge_amount_usd": "99.00"}])
    assert (row["days_observed"], row["fees_annualized"]) == (365, Decimal("0.00"))


@pytest.mark.parametrize(
    ("balance", "value", "segment"),
    [
        ("250000.00", "5000.00", "low_value"),
        ("250000.50", "5000.01", "medium_value"),
        ("500000.00", "10000.00", "medium_value"),
        ("500000.50", "10000.01", "high_value"),
        ("-100.00", "-2.00", "low_value"),
    ],
)
def test_segments_begin_above_their_limits(balance: str, value: str, segment: str) -> None:
    (row,) = valued(customer_days(365, balance), since=date(2024, 1, 1))
    assert (row["customer_tenure_days"], row["lifetime_value"], row["value_segment"]) == (365, Decimal(value), segment)


def test_without_an_open_account_there_is_no_value() -> None:
    assert valued(customer_days(365), status="closed") == []


def test_a_month_alone_is_the_month_in_a_range() -> None:
    november = date(2024, 11, 30)
    days = customer_days(400, charge_amount_usd="12.34", inflow_usd="1.00")
    rows = valued(days, november, YEAR_END)
    assert rows == valued(days, november) + valued(days, YEAR_END)
