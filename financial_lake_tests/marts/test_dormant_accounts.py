"""M20: the worked example, the edges of the buckets, accounts never used, and accounts that wake."""

from datetime import date, timedelta
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.transactions import Transactions
from financial_lake.marts.customer.account_activity_day import AccountActivityDay
from financial_lake.marts.customer.dormant_accounts import DormantAccounts, picture
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 29)
OURS, BUSY = 100100100, 100200100


def account(day: date = DAY, **other: Any) -> dict[str, Any]:
    """A savings account opened long ago, as of the day."""
    return {
        "dt": day,
        "account_id": OURS,
        "customer_id": 1001,
        "account_type": "savings",
        "account_status": "active",
        "open_date": date(2015, 1, 5),
        **other,
    }


def used(day: date, account_id: int = OURS) -> dict[str, Any]:
    """A day on which the account was used."""
    return {"dt": day, "account_id": account_id}


def posting(day: date, code: str, flow_class: str, **other: Any) -> dict[str, Any]:
    """A completed posting."""
    return {
        "dt": day,
        "account_id": OURS,
        "transaction_id": day.toordinal(),
        "transaction_code": code,
        "flow_class": flow_class,
        "status": "completed",
        **other,
    }


def test_interest_every_month_is_no_use_and_after_181_days_the_account_sleeps() -> None:
    interest = [posting(date(2024, month, 28), "interest_credit", "interest") for month in range(5, 11)]
    postings = [posting(date(2024, 5, 1), "p2p_in", "received"), *interest]
    days = [each["dt"] for each in postings]
    uses = answer(AccountActivityDay, days, {Transactions: postings})
    assert uses == [used(date(2024, 5, 1))]
    inputs = {Accounts: [account()], AccountActivityDay: uses, Transactions: postings}
    (row,) = answer(DormantAccounts, [DAY], inputs)
    assert (row["last_customer_posting_on"], row["days_inactive"]) == (date(2024, 5, 1), 181)
    assert (row["bucket"], row["is_censored"], row["is_inactive_today"]) == ("d181_plus", False, True)


@pytest.mark.parametrize(
    "other",
    [
        {"flow_class": "card_interest"},
        {"flow_class": "charge"},
        {"flow_class": "own_transfer"},
        {"status": "failed"},
        {"revision_number": 1},
    ],
)
def test_what_comes_by_itself_is_no_use(other: dict[str, Any]) -> None:
    assert answer(AccountActivityDay, [DAY], {Transactions: [{**posting(DAY, "p2p_in", "received"), **other}]}) == []


def test_an_account_used_twice_is_one_row() -> None:
    postings = [posting(DAY, "p2p_in", "received", transaction_id=each) for each in (1, 2)]
    assert answer(AccountActivityDay, [DAY], {Transactions: postings}) == [used(DAY)]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "d0_29"),
        (29, "d0_29"),
        (30, "d30_89"),
        (89, "d30_89"),
        (90, "d90_180"),
        (180, "d90_180"),
        (181, "d181_plus"),
        (399, "d181_plus"),
    ],
)
def test_buckets(days: int, bucket: str) -> None:
    inputs = {Accounts: [account()], AccountActivityDay: [used(DAY - timedelta(days=days))]}
    (row,) = answer(DormantAccounts, [DAY], {**inputs, Transactions: []})
    assert (row["days_inactive"], row["bucket"]) == (days, bucket)


@pytest.mark.parametrize(("opened", "days"), [(date(2015, 1, 5), 150), (date(2024, 10, 9), 20)])
def test_an_account_never_used_slept_since_the_first_stored_day_or_its_opening(opened: date, days: int) -> None:
    """The first stored day is the earliest on which anybody used an account."""
    inputs = {
        Accounts: [account(open_date=opened)],
        AccountActivityDay: [used(DAY - timedelta(days=150), BUSY), used(DAY - timedelta(days=400), OURS)],
        Transactions: [],
    }
    (row,) = answer(DormantAccounts, [DAY], inputs)
    assert (row["is_censored"], row["days_inactive"]) == (True, days)


@pytest.mark.parametrize(("slept", "is_woken"), [(180, False), (181, True)])
def test_a_use_after_181_days_wakes(slept: int, is_woken: bool) -> None:
    inputs = {
        Accounts: [account()],
        AccountActivityDay: [used(DAY - timedelta(days=slept)), used(DAY)],
        Transactions: [posting(DAY, "p2p_in", "received")],
    }
    (row,) = answer(DormantAccounts, [DAY], inputs)
    assert (row["is_reactivated_today"], row["days_inactive"], row["is_inactive_today"]) == (is_woken, 0, False)


def test_closed_accounts_are_left_out_and_weekends_take_fridays_accounts() -> None:
    friday, sunday = date(2024, 10, 25), date(2024, 10, 27)
    inputs = {
        Accounts: [account(friday), account(friday, account_id=BUSY, account_status="closed", closing_date=friday)],
        AccountActivityDay: [used(friday)],
        Transactions: [],
    }
    days = [friday, friday + timedelta(days=1), sunday]
    rows = answer(DormantAccounts, days, inputs)
    assert [(row["dt"], row["account_id"], row["days_inactive"]) for row in rows] == [
        (day, OURS, place) for place, day in enumerate(days)
    ]
    assert answer(DormantAccounts, [sunday], inputs) == rows[2:]
    assert picture(table_of(DormantAccounts, rows)).startswith(b"\x89PNG")
