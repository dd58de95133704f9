"""M17: the worked examples, every threshold of a rhythm, and salaries that stopped."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.transactions import Transactions
from financial_lake.marts.customer.salary_detector import SalaryDetector
from financial_lake_tests.worked_examples import answer

YEAR_END = date(2024, 12, 31)


def credit(day: date, amount: str = "3000.00", **other: Any) -> dict[str, Any]:
    """A bank transfer from a firm."""
    return {
        "dt": day,
        "event_date": day,
        "transaction_id": day.toordinal(),
        "customer_id": 1001,
        "currency": "USD",
        "counterparty_name": "Wong and Salinas Foods",
        "txn_type": "credit",
        "status": "completed",
        "payment_method": "bank_transfer",
        "amount": amount,
        **other,
    }


def detected(incomes: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    """What the detector finds at the ends of the days, of December by default."""
    return answer(SalaryDetector, days or [YEAR_END], {Transactions: incomes})


def paid_after(*gaps: int, amounts: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Credits with these gaps between them, the last one on 20 December."""
    days = [date(2024, 12, 20)]
    for gap in reversed(gaps):
        days.insert(0, days[0] - timedelta(days=gap))
    return [credit(day, amount) for day, amount in zip(days, amounts or ("3000.00",) * len(days), strict=True)]


def test_a_payment_on_the_first_of_three_months_is_monthly() -> None:
    (row,) = detected([credit(date(2024, month, 1)) for month in (10, 11, 12)])
    assert (row["detected_frequency"], row["payment_count"], row["status"]) == ("monthly", 3, "active")
    assert (row["last_paid_on"], row["next_expected_on"]) == (date(2024, 12, 1), date(2025, 1, 1))
    assert row["median_amount"] == row["monthly_income"] == Decimal("3000.00")


def test_half_on_the_first_and_half_on_the_fifteenth_is_semimonthly() -> None:
    paydays = [date(2024, 10, 1), date(2024, 10, 15), date(2024, 11, 1), date(2024, 11, 15)]
    (row,) = detected([credit(day, "1500.00") for day in paydays], date(2024, 11, 30))
    assert (row["detected_frequency"], row["median_amount"]) == ("semimonthly", Decimal("1500.00"))
    assert (row["monthly_income"], row["next_expected_on"]) == (Decimal("3000.00"), date(2024, 12, 1))


@pytest.mark.parametrize(
    ("gaps", "frequency", "monthly_income"),
    [
        ((7, 7, 7), "weekly", "13000.00"),
        ((14, 14, 14), "biweekly", "6500.00"),
        ((14, 14, 15), "semimonthly", "6000.00"),
        ((13, 13), "semimonthly", "6000.00"),
        ((18, 18), "semimonthly", "6000.00"),
        ((27, 27), "monthly", "3000.00"),
        ((32, 32), "monthly", "3000.00"),
        ((27, 31, 35), "monthly", "3000.00"),
    ],
)
def test_rhythms_by_their_gaps(gaps: tuple[int, ...], frequency: str, monthly_income: str) -> None:
    (row,) = detected(paid_after(*gaps))
    assert (row["detected_frequency"], row["monthly_income"]) == (frequency, Decimal(monthly_income))


@pytest.mark.parametrize("gaps", [(12, 12), (19, 19), (26, 26), (33, 33), (7, 7, 8), (26, 31, 35), (0, 30, 30), (31,)])
def test_other_gaps_are_no_rhythm(gaps: tuple[int, ...]) -> None:
    assert detected(paid_after(*gaps)) == []


@pytest.mark.parametrize(("odd_one", "found"), [("3450.00", 1), ("3450.01", 0), ("2550.00", 1), ("2549.99", 0)])
def test_amounts_stay_within_fifteen_percent_of_the_median(odd_one: str, found: int) -> None:
    assert len(detected(paid_after(30, 30, amounts=("3000.00", odd_one, "3000.00")))) == found


def test_the_median_of_four_is_the_mean_of_the_middle_two_half_a_cent_rounded_up() -> None:
    (row,) = detected(paid_after(30, 30, 30, amounts=("3000.00", "3000.01", "3000.02", "3000.04")))
    assert row["median_amount"] == Decimal("3000.02")


@pytest.mark.parametrize(
    "other",
    [
        {"amount": "299.99"},
        {"payment_method": "wire"},
        {"txn_type": "debit"},
        {"status": "failed"},
        {"revision_number": 1},
        {"counterparty_name": "Diane K."},
        {"counterparty_name": None},
    ],
)
def test_what_is_no_salary_by_its_looks(other: dict[str, Any]) -> None:
    assert detected([credit(date(2024, month, 1), **other) for month in (10, 11, 12)]) == []


def test_payers_and_currencies_are_apart() -> None:
    dollars = [credit(date(2024, month, 1)) for month in (10, 11, 12)]
    others = [{**each, "counterparty_name": "Another Firm"} for each in dollars]
    euros = [{**each, "currency": "EUR"} for each in dollars[:2]]
    assert [row["payer_name"] for row in detected(dollars + others + euros)] == [
        "Another Firm",
        "Wong and Salinas Foods",
    ]


def test_a_salary_that_stopped_is_known_for_a_while() -> None:
    incomes = [credit(date(2024, month, 20)) for month in (7, 8, 9)]
    ends = [date(2024, 9, 30), date(2024, 10, 31), date(2024, 11, 30), YEAR_END]
    rows = detected(incomes, *ends)
    assert [(row["dt"].month, row["status"]) for row in rows] == [(9, "active"), (10, "stopped"), (11, "stopped")]
    assert rows == [row for end in ends for row in detected(incomes, end)], "a day alone is the day in a range"


@pytest.mark.parametrize(("last", "status"), [(20, "active"), (19, "stopped")])
def test_more_than_ten_days_overdue_is_stopped(last: int, status: str) -> None:
    (row,) = detected([credit(date(2024, month, last)) for month in (8, 9, 10)], date(2024, 11, 30))
    assert row["status"] == status


def test_nothing_stands_on_a_day_that_ends_no_month() -> None:
    assert detected([credit(date(2024, month, 1)) for month in (10, 11, 12)], date(2024, 12, 30)) == []
