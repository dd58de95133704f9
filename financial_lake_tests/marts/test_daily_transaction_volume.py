"""M01: the worked example, and every class of activity."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.marts.operations.daily_transaction_volume import DailyTransactionVolume, picture
from financial_lake.marts.rollups.transaction_rollup_day import TransactionRollupDay
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 31)


def fact(day: date, amount: str, *, completed: bool = True, account: int = 1) -> dict[str, Any]:
    """A posting of that signed amount in dollars."""
    value = Decimal(amount)
    return {
        "dt": day,
        "account_id": account,
        "customer_id": account,
        "amount": abs(value),
        "transaction_amount_usd": value if completed else Decimal(0),
        "is_completed": int(completed),
        "is_debit": int(value < 0),
        "is_credit": int(value > 0),
        "transaction_code": "card_purchase" if value < 0 else "card_refund",
        "transaction_count": 1,
        "exchange_rate": 1,
    }


def rolled(facts: list[dict[str, Any]]) -> dict[Any, Any]:
    """The postings, and what the rollup makes of each day of them."""
    days = sorted({each["dt"] for each in facts})
    inputs: dict[Any, Any] = {FactTransaction: facts, Accounts: []}
    return {FactTransaction: facts, TransactionRollupDay: answer(TransactionRollupDay, days, inputs)}


def test_the_example_counts_and_sums() -> None:
    facts = [
        fact(DAY, "-50.00"),
        fact(DAY, "-30.00", account=2),
        fact(DAY, "20.00"),
        fact(DAY, "-99.00", completed=False),
    ]
    (row,) = answer(DailyTransactionVolume, [DAY], rolled(facts))
    counts = [row[name] for name in ("transaction_count", "debit_count", "credit_count", "failed_count")]
    assert counts == [3, 2, 1, 1]
    amounts = [
        row[name] for name in ("debit_amount_usd", "credit_amount_usd", "total_amount_usd", "average_amount_usd")
    ]
    assert amounts == [Decimal("80.00"), Decimal("20.00"), Decimal("100.00"), Decimal("33.33")]
    assert (row["distinct_accounts"], row["distinct_customers"]) == (2, 2)
    assert (row["baseline_count"], row["volume_ratio"], row["activity"]) == (None, None, "unknown")


@pytest.mark.parametrize(
    ("today", "activity"), [(160, "spike"), (150, "normal"), (50, "normal"), (49, "drop"), (100, "normal")]
)
def test_a_day_is_compared_with_the_median_of_its_four_weekdays_before(today: int, activity: str) -> None:
    before = {7: 100, 14: 110, 21: 90, 28: 100, 1: 9}
    facts = [fact(DAY - timedelta(days=back), "1.00") for back, times in before.items() for _ in range(times)]
    (row,) = answer(DailyTransactionVolume, [DAY], rolled(facts + [fact(DAY, "1.00")] * today))
    assert row["baseline_count"] == Decimal(100)
    assert row["volume_ratio"] == Decimal(today) / 100
    assert row["activity"] == activity


def test_one_weekday_before_is_no_baseline_and_two_are() -> None:
    once = [fact(DAY, "1.00"), fact(DAY - timedelta(days=7), "1.00")]
    (alone,) = answer(DailyTransactionVolume, [DAY], rolled(once))
    assert alone["baseline_count"] is None
    (both,) = answer(DailyTransactionVolume, [DAY], rolled([*once, fact(DAY - timedelta(days=14), "1.00")]))
    assert both["baseline_count"] == Decimal(1)


def test_the_picture_is_a_png_of_its_days() -> None:
    rows = table_of(
        DailyTransactionVolume,
        [
            {"dt": DAY, "transaction_count": 5, "activity": "spike"},
            {"dt": DAY, "transaction_count": 3, "activity": "normal"},
        ],
    )
    assert picture(rows).startswith(b"\x89PNG")
