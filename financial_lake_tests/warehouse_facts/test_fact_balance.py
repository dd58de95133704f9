"""Daily balances: the worked example, weekends, openings and closings, the missing snapshot, one day as in a range."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.fx_rates import FxRates
from financial_lake.curated.transactions import Transactions
from financial_lake.errors import InputMissing
from financial_lake.production.query_days import make_query_days
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake_tests.worked_examples import answer

FIRST = date(2024, 10, 1)
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2024, 10, day) for day in (4, 5, 6, 7))
CHECKING, CARD = 1001100, 1001300


def october(first: int, last: int) -> list[date]:
    """Days of October 2024."""
    return [date(2024, 10, day) for day in range(first, last + 1)]


def account(day: date, balance: str, number: int = CHECKING, **said: Any) -> dict[str, Any]:
    """An open checking account in the snapshot of a weekday."""
    plain = {"customer_id": 1001, "product_id": 1, "account_type": "checking", "account_status": "active",
             "open_date": date(2020, 1, 2), "currency": "USD", "interest_rate": "0.036500",
             "available_balance": balance}  # fmt: skip
    return {"dt": day, "account_id": number, "current_balance": balance, **plain, **said}


def card(day: date, balance: str, limit: str = "1000.00") -> dict[str, Any]:
    """A credit card account."""
    terms = {"account_type": "credit_card", "interest_rate": None, "credit_limit": limit, "apr": "0.200000"}
    return account(day, balance, CARD, **terms)


def posting(day: date, amount: str, number: int = CHECKING, **said: Any) -> dict[str, Any]:
    """A completed posting."""
    direction = {"txn_type": "debit" if amount.startswith("-") else "credit", "status": "completed"}
    return {"dt": day, "account_id": number, "customer_id": 1001, "currency": "USD", "amount_posted": amount,
            **direction, **said}  # fmt: skip


def balances(days: list[date], accounts: list[dict[str, Any]], postings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The balances of those days; a pound is worth 1.25 dollars."""
    rates = [
        {"dt": day, "currency": name, "usd_rate": rate}
        for day in days
        for name, rate in (("USD", "1.000000"), ("GBP", "1.250000"))
    ]
    return answer(FactBalance, days, {Accounts: accounts, Transactions: postings, FxRates: rates})


MONTH = {
    "accounts": [
        account(date(2024, 10, day), balance)
        for day, balance in ((1, "1000.00"), (2, "1100.00"), (3, "1100.00"), (4, "1060.00"))
    ],
    "postings": [posting(date(2024, 10, 2), "100.00"), posting(FRIDAY, "-40.00")],
}


def test_the_worked_example() -> None:
    rows = balances(october(1, 4), **MONTH)
    assert [row["closing_balance"] for row in rows] == [1000, 1100, 1100, 1060]
    assert [row["opening_balance"] for row in rows] == [1000, 1000, 1100, 1100]
    assert [row["net_movement"] for row in rows] == [0, 100, 0, -40]
    assert (rows[3]["credit_amount"], rows[3]["debit_amount"]) == (0, 40)
    assert rows[3]["average_balance"] == Decimal("1065.00")
    assert [row["interest_earned"] for row in rows] == [Decimal(each) for each in ("0.10", "0.10", "0.11", "0.11")]
    assert rows[0]["balance_key"] == 10_011_001 * 100_000 + 45_564


@pytest.mark.parametrize("day", range(1, 5))
def test_a_day_alone_is_as_in_a_range(day: int) -> None:
    together = {row["dt"]: row for row in balances(october(1, 4), **MONTH)}
    (alone,) = balances(october(day, day), **MONTH)
    assert alone == together[date(2024, 10, day)]


def test_a_weekend_goes_on_from_friday() -> None:
    postings = [posting(FRIDAY, "-40.00"), posting(SATURDAY, "5.00"), posting(SUNDAY, "-1.00")]
    rows = balances([FRIDAY, SATURDAY, SUNDAY], [account(FRIDAY, "60.00")], postings)
    assert [(row["opening_balance"], row["closing_balance"]) for row in rows] == [(100, 60), (60, 65), (65, 64)]
    assert [row["available_balance"] for row in rows] == [60, 65, 64]
    assert rows[2]["average_balance"] == Decimal("81.50")  # three days of 100, then 60, 65, 64
    (sunday,) = balances([SUNDAY], [account(FRIDAY, "60.00")], postings)
    assert sunday == rows[2]


def test_a_month_that_begins_on_a_sunday_reads_saturday_for_its_balance_and_not_for_its_mean() -> None:
    friday, saturday, sunday = (date(2024, 8, 30) + timedelta(days=step) for step in range(3))
    postings = [posting(saturday, "10.00"), posting(sunday, "1.00")]
    (row,) = balances([sunday], [account(friday, "100.00")], postings)
    assert (row["opening_balance"], row["closing_balance"], row["average_balance"]) == (110, 111, 111)


def test_failed_attempts_move_nothing() -> None:
    failed = posting(FRIDAY, "0.00", status="failed")
    (row,) = balances([FRIDAY], [account(FRIDAY, "60.00")], [failed])
    assert (row["opening_balance"], row["closing_balance"], row["debit_amount"]) == (60, 60, 0)


def test_fees_and_card_interest_are_told_apart() -> None:
    postings = [
        posting(FRIDAY, "-30.00", CARD, transaction_code="card_late_fee", flow_class="charge"),
        posting(FRIDAY, "-9.50", CARD, transaction_code="card_interest", flow_class="card_interest"),
        posting(FRIDAY, "-100.00", CARD, transaction_code="card_purchase", flow_class="spend"),
    ]
    (row,) = balances([FRIDAY], [card(FRIDAY, "-333.33")], postings)
    assert (row["fees_charged"], row["interest_charged"]) == (30, Decimal("9.50"))
    assert (row["utilization"], row["interest_earned"]) == (Decimal("0.333330"), 0)


def test_an_overdrawn_day_takes_from_the_interest_of_the_month() -> None:
    (row,) = balances([FRIDAY], [account(FRIDAY, "-100.01", interest_rate="0.012345")], [])
    assert row["interest_earned"] == Decimal("-0.00338253")


def test_a_day_of_interest_is_rounded_half_up_in_hundred_millionths() -> None:
    (row,) = balances([FRIDAY], [account(FRIDAY, "100.01", interest_rate="0.012345")], [])
    assert row["interest_earned"] == Decimal("0.00338253")  # 1.23462345 / 365 = 0.003382529...


def test_means_are_rounded_away_from_zero() -> None:
    postings = [posting(date(2024, 10, 2), "-0.01", CARD)]
    (row,) = balances([date(2024, 10, 2)], [card(date(2024, 10, 2), "-0.01")], postings)
    assert row["average_balance"] == Decimal("-0.01")  # of 0.00 and -0.01


def test_other_currencies_are_turned_into_dollars() -> None:
    (row,) = balances([FRIDAY], [account(FRIDAY, "0.50", currency="GBP")], [])
    assert row["closing_balance_usd"] == Decimal("0.63")


def test_an_account_opened_on_a_weekend_begins_with_nothing_and_has_its_weekend() -> None:
    opened = [
        posting(SATURDAY, "500.00", 1001200, is_provisional_account=True, currency="GBP"),
        posting(SUNDAY, "-20.00", 1001200, is_provisional_account=True, currency="GBP"),
    ]
    later = account(MONDAY, "480.00", 1001200, currency="GBP", open_date=SATURDAY)
    days = [FRIDAY, SATURDAY, SUNDAY, MONDAY]
    rows = balances(days, [account(FRIDAY, "60.00"), account(MONDAY, "60.00"), later], opened)
    new = [row for row in rows if row["account_id"] == 1001200]
    shown = [(row["dt"], row["opening_balance"], row["closing_balance"], row["average_balance"]) for row in new]
    assert shown == [(SATURDAY, 0, 500, 500), (SUNDAY, 500, 480, 490), (MONDAY, 480, 480, Decimal("486.67"))]
    assert [row["product_id"] for row in new] == [None, None, 1]
    assert [row["closing_balance_usd"] for row in new] == [625, 600, 600]
    assert [row["interest_earned"] > 0 for row in new] == [False, False, True]


def test_an_account_is_shown_up_to_its_closing_day() -> None:
    closed = account(FRIDAY, "0.00", account_status="closed", closing_date=FRIDAY)
    rows = balances(
        [FRIDAY, SATURDAY, SUNDAY], [closed], [posting(FRIDAY, "-60.00", transaction_code="closing_transfer")]
    )
    assert [(row["dt"], row["opening_balance"], row["closing_balance"]) for row in rows] == [(FRIDAY, 60, 0)]


def test_an_account_closed_on_saturday_is_gone_on_sunday() -> None:
    accounts = [account(FRIDAY, "60.00"), account(MONDAY, "0.00", account_status="closed", closing_date=SATURDAY)]
    postings = [posting(SATURDAY, "-60.00", transaction_code="closing_transfer")]
    rows = balances([FRIDAY, SATURDAY, SUNDAY, MONDAY], accounts, postings)
    assert [(row["dt"], row["closing_balance"]) for row in rows] == [(FRIDAY, 60), (SATURDAY, 0)]


def test_frozen_accounts_offer_nothing_on_weekends_either() -> None:
    frozen = account(FRIDAY, "60.00", account_status="frozen", available_balance="0.00")
    rows = balances([FRIDAY, SATURDAY], [frozen], [posting(SATURDAY, "5.00")])
    assert [row["available_balance"] for row in rows] == [0, 0]


def test_without_the_snapshot_it_starts_from_a_day_fails_and_names_what_to_build(tmp_path: Path) -> None:
    with pytest.raises(duckdb.InvalidInputException, match=r"balances of 2024-10-0[45] .*accounts of 2024-10-04"):
        balances([FRIDAY, SATURDAY, MONDAY], [account(MONDAY, "60.00")], [])
    lake = Lake.found_or_create(tmp_path / "lake", BankSettings(customers=223))
    with pytest.raises(InputMissing, match=r"fact_balance: balances of 2024-10-05 .*accounts of 2024-10-04"):
        list(make_query_days(lake, FactBalance, [SATURDAY]))
