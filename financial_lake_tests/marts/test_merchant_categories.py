"""M04: the worked example by day and by month, categories without a sale, and the month before."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.datalake.payments.merchant_categories import MerchantCategories
from financial_lake.marts.operations.merchant_category_daily import MerchantCategoryDaily, picture
from financial_lake.marts.operations.merchant_category_monthly import MerchantCategoryMonthly
from financial_lake.marts.rollups.merchant_rollup_day import MerchantRollupDay
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 11, 30)


def categories(day: date = DAY) -> list[dict[str, Any]]:
    """Three categories as of the day, one of them with two codes."""
    named = [("5411", "groceries"), ("5499", "groceries"), ("5812", "dining"), ("5541", "gas")]
    return [{"dt": day, "mcc_code": mcc, "mcc_category": category} for mcc, category in named]


def sold(category: str, amount: str, *, count: int = 1, refund: str = "0.00", day: date = DAY) -> dict[str, Any]:
    """A merchant's day."""
    return {
        "dt": day,
        "merchant_id": len(category),
        "merchant_category": category,
        "purchase_count": count,
        "purchase_amount_usd": amount,
        "refund_amount_usd": refund,
    }


def bought(customer: int, category: str, day: date = DAY, code: str = "card_purchase") -> dict[str, Any]:
    """A purchase of the customer."""
    return {
        "dt": day,
        "customer_id": customer,
        "mcc_category": category,
        "transaction_code": code,
        "is_completed": 1,
        "transaction_count": 1,
    }


ROLLUP = [sold("groceries", "100.00", count=2, refund="10.00"), sold("dining", "110.00")]
FACTS = [bought(1, "groceries"), bought(1, "groceries"), bought(2, "dining"), bought(3, "dining", code="card_refund")]


@pytest.mark.parametrize("mart", [MerchantCategoryDaily, MerchantCategoryMonthly])
def test_the_example_nets_refunds_and_shares_the_net(mart: Any) -> None:
    inputs = {MerchantRollupDay: ROLLUP, FactTransaction: FACTS, MerchantCategories: categories()}
    dining, gas, groceries = answer(mart, [DAY], inputs)
    assert (groceries["net_amount_usd"], dining["net_amount_usd"]) == (Decimal("90.00"), Decimal("110.00"))
    assert (groceries["share_of_spend"], dining["share_of_spend"]) == (Decimal("0.45"), Decimal("0.55"))
    assert groceries["average_ticket_usd"] == Decimal("50.00")
    assert (groceries["distinct_customers"], dining["distinct_customers"]) == (1, 1)
    assert (gas["purchase_count"], gas["net_amount_usd"], gas["share_of_spend"]) == (0, 0, 0)
    assert gas["average_ticket_usd"] is None


def test_a_day_without_sales_has_all_categories_and_no_shares() -> None:
    rows = answer(
        MerchantCategoryDaily, [DAY], {MerchantRollupDay: [], FactTransaction: [], MerchantCategories: categories()}
    )
    assert [(row["merchant_category"], row["share_of_spend"]) for row in rows] == [
        ("dining", None),
        ("gas", None),
        ("groceries", None),
    ]


def test_a_month_has_rows_on_its_last_day_only_and_counts_a_customer_once() -> None:
    first = DAY.replace(day=1)
    inputs = {
        MerchantRollupDay: [*ROLLUP, sold("gas", "300.00", day=first), sold("gas", "7.00", day=date(2024, 10, 31))],
        FactTransaction: [bought(1, "gas", first), bought(1, "gas"), bought(9, "gas", date(2024, 10, 31))],
        MerchantCategories: [*categories(), *categories(DAY - timedelta(days=1))],
    }
    rows = answer(MerchantCategoryMonthly, [DAY - timedelta(days=1), DAY], inputs)
    assert {row["dt"] for row in rows} == {DAY}
    gas = rows[1]
    assert (gas["net_amount_usd"], gas["spend_rank"], gas["distinct_customers"]) == (Decimal("300.00"), 1, 1)
    assert gas["days_observed"] == 2
    assert gas["change_ratio"] is None, "October is not stored as a whole"


def test_a_month_is_compared_with_the_whole_month_before() -> None:
    october = [sold("gas", "10.00", day=date(2024, 10, day)) for day in range(1, 32)]
    inputs = {
        MerchantRollupDay: [*october, sold("gas", "465.00")],
        FactTransaction: [],
        MerchantCategories: categories(),
    }
    dining, gas, _ = answer(MerchantCategoryMonthly, [DAY], inputs)
    assert gas["change_ratio"] == Decimal("0.5")
    assert dining["change_ratio"] is None


def test_equal_categories_are_ranked_by_name() -> None:
    inputs = {
        MerchantRollupDay: [sold("groceries", "5.00"), sold("dining", "5.00")],
        FactTransaction: [],
        MerchantCategories: categories(),
    }
    rows = answer(MerchantCategoryMonthly, [DAY], inputs)
    assert [(row["merchant_category"], row["spend_rank"]) for row in rows] == [
        ("dining", 1),
        ("gas", 3),
        ("groceries", 2),
    ]


def test_the_picture_is_a_png() -> None:
    rows = table_of(MerchantCategoryDaily, [{"dt": DAY, "merchant_category": each} for each in ("dining", "gas")])
    assert picture(rows).startswith(b"\x89PNG")
