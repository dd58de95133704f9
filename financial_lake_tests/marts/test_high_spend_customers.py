"""M03: the worked example, ranks and ties, what counts as a window, and the month to date."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.marts.operations.high_spend_customers import HighSpendCustomers
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 31)
A, B = 1001, 1002


def spent(customer: int, amount: str, back: int = 0) -> dict[str, Any]:
    """What a customer spent that many days before."""
    return {"dt": DAY - timedelta(days=back), "customer_id": customer, "spend_amount_usd": Decimal(amount)}


def through(customer: int, amounts: Sequence[str], days_each: int) -> list[dict[str, Any]]:
    """A row a day through windows of so many days, latest first; the amount is spent on a window's last day."""
    return [
        spent(customer, amount if step == 0 else "0.00", back=place * days_each + step)
        for place, amount in enumerate(amounts)
        for step in range(days_each)
    ]


def listed(rule: str, rows: list[dict[str, Any]], days: Sequence[date] = (DAY,)) -> list[dict[str, Any]]:
    """Rows of one rule."""
    return [row for row in answer(HighSpendCustomers, days, {CustomerDay: rows}) if row["rule_id"] == rule]


def test_the_example_tells_unusual_from_merely_high() -> None:
    a = through(A, ["9200.00", "4000.00", "3000.00", "5000.00", "4100.00", "3900.00", "4000.00"], 30)
    b = through(B, ["9500.00"] + ["6000.00"] * 6, 30)
    first, second = listed("HS-30D", a + b)
    assert (first["customer_id"], first["baseline_amount_usd"], first["spend_ratio"]) == (A, 4000, Decimal("2.3"))
    assert (first["spend_rank"], first["exceeds_threshold"], first["baseline_windows_used"]) == (2, True, 6)
    assert (second["customer_id"], second["spend_rank"], second["exceeds_threshold"]) == (B, 1, False)


@pytest.mark.parametrize(
    ("today", "exceeds"), [("1000.00", True), ("999.99", False), ("1200.00", True), ("4000.00", True)]
)
def test_amount_and_multiple_are_both_reached_from_below(today: str, exceeds: bool) -> None:
    (row,) = listed("HS-DAY", through(A, [today] + ["250.00"] * 28, 1))
    assert row["exceeds_threshold"] is exceeds


def test_the_usual_of_an_even_count_is_between_the_middles_half_a_cent_up() -> None:
    (row,) = listed("HS-DAY", through(A, ["50.00", "10.00", "10.01", "1.00", "99.00"], 1))
    assert (row["baseline_amount_usd"], row["baseline_windows_used"]) == (Decimal("10.01"), 4)


def test_with_two_windows_nothing_is_usual_and_nothing_exceeds() -> None:
    (row,) = listed("HS-DAY", through(A, ["5000.00", "1.00", "1.00"], 1))
    assert (row["baseline_amount_usd"], row["baseline_windows_used"]) == (None, 2)
    assert row["is_top"]
    assert not row["exceeds_threshold"]


def test_a_window_the_customer_was_not_here_for_as_a_whole_is_left_out() -> None:
    rows = through(A, ["9000.00"] + ["1000.00"] * 6, 30)
    newcomer = [row for row in rows if row["dt"] > DAY - timedelta(days=209)]
    (row,) = listed("HS-30D", newcomer)
    assert row["baseline_windows_used"] == 5


def test_equal_spending_is_ranked_by_id_and_the_twenty_first_is_not_listed() -> None:
    rows = listed("HS-DAY", [spent(A + place, "10.00") for place in range(21)] + [spent(1, "0.00")])
    assert [(row["customer_id"], row["spend_rank"]) for row in rows] == [(A + place, place + 1) for place in range(20)]


def test_a_month_to_date_is_compared_with_as_many_days_of_the_months_before() -> None:
    rows = [spent(A, "300.00" if back == 0 else "1.00", back=back) for back in range(214)]
    (row,) = listed("HS-MONTH", rows)
    assert row["spend_amount_usd"] == Decimal("330.00")
    assert row["baseline_windows_used"] == 6
    assert row["baseline_amount_usd"] == Decimal("30.50"), "months of 30 and of 31 days, three each"


def test_a_day_is_the_same_alone_and_within_a_range() -> None:
    rows = [spent(customer, f"{customer % 7 * back % 31}.00", back) for customer in (A, B) for back in range(220)]
    days = [DAY - timedelta(days=back) for back in (3, 1, 0)]
    alone = []
    for day in days:
        reach = [row for row in rows if day - timedelta(days=213) <= row["dt"] <= day]
        alone += answer(HighSpendCustomers, [day], {CustomerDay: reach})
    assert answer(HighSpendCustomers, days, {CustomerDay: rows}) == alone
