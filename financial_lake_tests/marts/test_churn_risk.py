"""M15: the worked example, the limits of every signal, and signals that look further than is stored."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.changes.preference_changes import PreferenceChanges
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.crm.complaints import Complaints
from financial_lake.datalake.crm.interactions import Interactions
from financial_lake.datalake.customers.customer_preferences import CustomerPreferences
from financial_lake.datalake.payments.card_transactions import CardTransactions
from financial_lake.datalake.payments.cards import Cards
from financial_lake.marts.customer.churn_risk import ChurnRisk, picture
from financial_lake.marts.customer.salary_detector import SalaryDetector
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake_tests.worked_examples import answer, table_of

YEAR_END = date(2024, 12, 31)
OURS = {"dt": YEAR_END, "customer_id": 1001}


def ago(days: int) -> date:
    """So many days before the end of the year."""
    return YEAR_END - timedelta(days=days)


def held(*balances: tuple[int, str]) -> list[dict[str, Any]]:
    """A customer's days, the latest last: for so many days that deposit balance."""
    dollars = [amount for days, amount in balances for _ in range(days)]
    return [
        {**OURS, "dt": ago(len(dollars) - 1 - place), "deposit_balance_usd": amount}
        for place, amount in enumerate(dollars)
    ]


def judged(days: list[dict[str, Any]], given: dict[Any, Any] | None = None, accounts: int = 1) -> list[dict[str, Any]]:
    """The customer's risk at the end of the year, with so many open accounts."""
    inputs: dict[Any, Any] = {
        CustomerRecords: [{**OURS, "customer_status": "active"}],
        CustomerDay: days,
        Accounts: [{**OURS, "account_id": number, "account_status": "active"} for number in range(accounts)],
        SalaryDetector: [],
        Cards: [],
        CardTransactions: [],
        PreferenceChanges: [],
        CustomerPreferences: [],
        Interactions: [],
        Complaints: [],
    }
    return answer(ChurnRisk, [YEAR_END], inputs | (given or {}))


def test_two_postings_and_eighty_dollars_on_one_account_are_sixty_points() -> None:
    days = held((90, "80.00"))
    days[-1]["transaction_count"] = 2
    (row,) = judged(days)
    assert (row["attrition_score"], row["attrition_level"], row["open_account_count"]) == (60, "medium", 1)
    assert (row["transactions_30d"], row["avg_balance_30d"]) == (2, Decimal("80.00"))


@pytest.mark.parametrize(
    ("accounts", "postings", "balance", "score", "level"),
    [
        (1, 3, "100.00", 0, "low"),
        (1, 3, "99.99", 25, "low"),
        (1, 2, "100.00", 35, "low"),
        (0, 3, "100.00", 40, "medium"),
        (0, 2, "100.00", 75, "high"),
        (0, 0, "0.00", 100, "high"),
    ],
)
def test_attrition_adds_its_parts(accounts: int, postings: int, balance: str, score: int, level: str) -> None:
    days = held((60, "0.00"), (30, balance))
    days[60]["transaction_count"] = postings
    days[59]["transaction_count"] = 50
    (row,) = judged(days, accounts=accounts)
    assert (row["attrition_score"], row["attrition_level"]) == (score, level)


def test_closed_accounts_are_not_open_and_who_has_left_is_not_judged() -> None:
    closed = {**OURS, "account_id": 1, "account_status": "closed"}
    (row,) = judged(held((31, "500.00")), {Accounts: [closed]})
    assert row["open_account_count"] == 0
    assert judged(held((31, "500.00")), {CustomerRecords: [{**OURS, "customer_status": "closed"}]}) == []


@pytest.mark.parametrize(
    ("balances", "fired"),
    [
        ([(60, "1000.00"), (30, "499.99")], True),
        ([(60, "1000.00"), (30, "500.00")], False),
        ([(59, "1000.00"), (30, "1.00")], False),
        ([(60, "-10.00"), (30, "-900.00")], False),
    ],
)
def test_a_balance_is_halved_against_the_sixty_days_before(balances: Any, fired: bool) -> None:
    (row,) = judged(held(*balances))
    assert row["has_balance_halved"] is fired


def moods(*contacts: tuple[int, str]) -> list[dict[str, Any]]:
    """Contacts so many days ago, and the customer's mood in each."""
    return [{**OURS, "dt": ago(back), "interaction_id": back, "sentiment_score": mood} for back, mood in contacts]


def test_a_mood_of_forty_and_no_card_use_are_thirty_five_points() -> None:
    (row,) = judged(held((90, "500.00")), {Interactions: moods((5, "0.40")), Cards: [card()]})
    assert (row["churn_score"], row["churn_level"]) == (35, "medium")
    assert row["signals_fired"] == "low_sentiment,unused_card"


@pytest.mark.parametrize(
    ("contacts", "fired"),
    [
        (((0, "0.50"),), False),
        (((0, "0.60"), (89, "0.39")), True),
        (((0, "0.60"), (89, "0.40")), False),
        (((0, "0.60"), (90, "0.00")), False),
        ((), False),
    ],
)
def test_the_mood_is_the_mean_of_ninety_days(contacts: tuple[tuple[int, str], ...], fired: bool) -> None:
    (row,) = judged(held((90, "500.00")), {Interactions: moods(*contacts)})
    assert (row["has_low_sentiment"], row["churn_score"]) == (fired, 25 if fired else 0)


def test_a_complaint_counts_until_it_is_resolved() -> None:
    complaints = [{**OURS, "complaint_id": 1, "status": "investigating"}, {**OURS, "complaint_id": 2, "status": "open"}]
    (row,) = judged(held((90, "500.00")), {Complaints: complaints})
    assert (row["has_open_complaint"], row["churn_score"], row["signals_fired"]) == (True, 15, "open_complaint")
    resolved = [{**row, "status": "resolved", "resolved_date": YEAR_END} for row in complaints]
    (row,) = judged(held((90, "500.00")), {Complaints: resolved})
    assert row["has_open_complaint"] is False


def salary(status: str, payer: str = "A") -> dict[str, Any]:
    """A detected salary."""
    return {**OURS, "payer_name": payer, "status": status}


@pytest.mark.parametrize(
    ("salaries", "fired"),
    [
        ([], False),
        ([salary("active")], False),
        ([salary("stopped")], True),
        ([salary("stopped"), salary("active", "B")], False),
    ],
)
def test_a_salary_stopped_when_none_runs(salaries: Any, fired: bool) -> None:
    (row,) = judged(held((90, "500.00")), {SalaryDetector: salaries})
    assert (row["has_salary_stopped"], row["churn_score"]) == (fired, 20 if fired else 0)


def card(status: str = "active") -> dict[str, Any]:
    """The customer's card."""
    return {**OURS, "card_id": 1, "card_status": status}


def attempt(days: int, verdict: str = "approved", kind: str = "purchase") -> dict[str, Any]:
    """A use of the card so many days ago."""
    return {**OURS, "dt": ago(days), "authorization_status": verdict, "card_txn_type": kind}


@pytest.mark.parametrize(
    ("cards", "attempts", "stored", "fired"),
    [
        ([card()], [], 60, True),
        ([card()], [], 59, False),
        ([], [], 60, False),
        ([card("blocked")], [], 60, False),
        ([card()], [attempt(59)], 60, False),
        ([card()], [attempt(60)], 60, True),
        ([card()], [attempt(1, "declined"), attempt(1, kind="refund")], 60, True),
    ],
)
def test_an_active_card_unused_for_sixty_days(cards: Any, attempts: Any, stored: int, fired: bool) -> None:
    (row,) = judged(held((stored, "500.00")), {Cards: cards, CardTransactions: attempts})
    assert row["has_unused_card"] is fired


def switched(days: int, *, to: bool = False, kind: str = "marketing_email", op: str = "U") -> dict[str, Any]:
    """A word on a preference so many days ago."""
    change = {"preference_id": 100103, "preference_type": kind, "op": op, "opted_in": to, "previous_opted_in": not to}
    return {**OURS, "dt": ago(days), **change}


@pytest.mark.parametrize(
    ("changes", "is_on_now", "fired"),
    [
        ([switched(89)], False, True),
        ([switched(90)], False, False),
        ([switched(5, to=True)], True, False),
        ([switched(5)], True, False),
        ([switched(5, op="I")], False, False),
        ([switched(5, kind="marketing_sms")], False, False),
    ],
)
def test_offers_by_mail_switched_off_and_still_off(changes: Any, is_on_now: bool, fired: bool) -> None:
    preference = {**OURS, "preference_id": 100103, "preference_type": "marketing_email", "opted_in": is_on_now}
    given = {PreferenceChanges: changes, CustomerPreferences: [preference]}
    (row,) = judged(held((90, "500.00")), given)
    assert row["has_left_mailing"] is fired


@pytest.mark.parametrize(
    ("balance", "salaries", "cards", "expected"),
    [
        ("500.00", [], [card()], (10, "low", "unused_card")),
        ("1.00", [], [card()], (30, "medium", "balance_halved,unused_card")),
        ("1.00", [salary("stopped")], [card()], (50, "high", "balance_halved,salary_stopped,unused_card")),
        ("500.00", [], [], (0, "low", "")),
    ],
)
def test_churn_adds_its_signals_and_names_them(balance: str, salaries: Any, cards: Any, expected: Any) -> None:
    (row,) = judged(held((60, "500.00"), (30, balance)), {SalaryDetector: salaries, Cards: cards})
    assert (row["churn_score"], row["churn_level"], row["signals_fired"]) == expected
    assert picture(table_of(ChurnRisk, [row])).startswith(b"\x89PNG")


def test_a_month_alone_is_the_month_in_a_range() -> None:
    november = date(2024, 11, 30)
    days = held((150, "700.00"))
    inputs: dict[Any, Any] = {
        CustomerRecords: [{**OURS, "dt": end, "customer_status": "active"} for end in (november, YEAR_END)],
        CustomerDay: days,
        Accounts: [{**OURS, "dt": day, "account_status": "active"} for day in (date(2024, 11, 29), YEAR_END)],
        Cards: [{**card(), "dt": day} for day in (date(2024, 11, 29), YEAR_END)],
        CardTransactions: [attempt(40)],
        PreferenceChanges: [switched(40)],
        CustomerPreferences: [
            {**OURS, "dt": end, "preference_id": 100103, "opted_in": False} for end in (november, YEAR_END)
        ],
        SalaryDetector: [salary("stopped"), {**salary("active"), "dt": november}],
        Interactions: [],
        Complaints: [{**OURS, "dt": november, "complaint_id": 1}],
    }
    rows = answer(ChurnRisk, [november, YEAR_END], inputs)
    assert [row["signals_fired"] for row in rows] == ["mailing_left,open_complaint", "mailing_left,salary_stopped"]
    assert rows == answer(ChurnRisk, [november], inputs) + answer(ChurnRisk, [YEAR_END], inputs)
