"""The rules against money laundering: the worked examples, limits from both sides, and one hit for a long episode."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.branches.branch_visits import BranchVisits
from financial_lake.marts.compliance.large_transaction_monitoring import LargeTransactionMonitoring
from financial_lake.marts.product.high_risk_merchant_activity import HighRiskMerchantActivity
from financial_lake.regulatory.aml.rule_hits import RuleHits
from financial_lake.warehouse_facts.fact_wire_transfer import FactWireTransfer
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 9)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def hits(given: dict[Any, list[dict[str, Any]]], *days: date) -> list[tuple[str, int, Decimal]]:
    """Rule, customer and amount of what is found; what is not given is empty."""
    return [(row["rule_id"], row["customer_id"], row["amount"]) for row in found(given, *days)]


def found(given: dict[Any, list[dict[str, Any]]], *days: date) -> list[dict[str, Any]]:
    inputs = (Transactions, BranchVisits, LargeTransactionMonitoring, HighRiskMerchantActivity, FactWireTransfer)
    return answer(RuleHits, days or (DAY,), {each: given.get(each, []) for each in inputs})


def posting(number: int, amount: str, back: int = 0, code: str = "cash_deposit", **said: Any) -> dict[str, Any]:
    day = ago(back)
    return {
        "dt": day,
        "transaction_id": number,
        "customer_id": 1001,
        "account_id": 10011,
        "transaction_code": code,
        "status": "completed",
        "amount_usd": amount,
        "transaction_ts": datetime(day.year, day.month, day.day, 10),  # noqa: DTZ001 - instants carry no zone
        "reference_number": f"BV-{number}",
    } | said


def visits(*branches: int, days: tuple[int, ...] = (4, 2, 0)) -> list[dict[str, Any]]:
    return [
        {"dt": ago(back), "visit_id": number, "branch_id": branch, "reference_number": f"BV-{number}"}
        for number, (branch, back) in enumerate(zip(branches, days, strict=True), 1)
    ]


CASH = [posting(1, "9200.00", 4), posting(2, "8900.00", 2), posting(3, "9500.00")]


def test_cash_just_below_the_limit_in_two_branches_is_structuring() -> None:
    (row,) = found({Transactions: CASH, BranchVisits: visits(7, 8, 7)})
    assert (row["rule_id"], row["amount"], row["posting_count"]) == ("AML-02", Decimal("27600.00"), 3)
    assert (row["window_start"], row["account_id"]) == (ago(4), 10011)
    assert "2 branches" in row["explanation"]
    assert hits({Transactions: CASH, BranchVisits: visits(7, 7, 7)}) == []


@pytest.mark.parametrize(("amount", "is_hit"), [("22080.00", True), ("22079.99", False)])
def test_cash_in_one_branch_is_structuring_once_most_of_it_leaves(amount: str, is_hit: bool) -> None:
    cash = [each | {"dt": each["dt"] - timedelta(days=1)} for each in CASH]
    for each in cash:
        each["transaction_ts"] -= timedelta(days=1)
    given = {Transactions: [*cash, posting(9, amount, code="wire_out")], BranchVisits: []}
    assert bool(hits(given)) is is_hit
    own = [*cash, posting(9, amount, code="account_transfer_out", counterparty_type="self")]
    assert hits({Transactions: own}) == []


@pytest.mark.parametrize(
    "cash",
    [
        CASH[:2],
        [CASH[0] | {"amount_usd": "2999.99"}, *CASH[1:]],
        [CASH[0] | {"amount_usd": "10000.01"}, *CASH[1:]],
        [CASH[0] | {"status": "failed"}, *CASH[1:]],
        [each | {"amount_usd": "6666.66"} for each in CASH],
        [each | {"dt": DAY} for each in CASH],
    ],
)
def test_less_than_that_is_not(cash: list[dict[str, Any]]) -> None:
    assert hits({Transactions: cash, BranchVisits: visits(7, 8, 7)}) == []


def test_an_episode_is_found_on_its_first_day_only() -> None:
    given = {Transactions: CASH, BranchVisits: visits(7, 8, 7)}
    assert hits(given, DAY + timedelta(days=1)) == []
    together = found(given, ago(1), DAY, DAY + timedelta(days=1))
    assert together == [*found(given, ago(1)), *found(given), *found(given, DAY + timedelta(days=1))]


def wire(amount: str, country: str = "US", day: date = DAY, number: int = 1, **said: Any) -> dict[str, Any]:
    return {
        "dt": day,
        "wire_key": number,
        "customer_id": 1001,
        "account_id": 10011,
        "amount": amount,
        "counterparty_country": country,
        "status": "completed",
        "country_risk": "ordinary",
    } | said


@pytest.mark.parametrize(
    ("amount", "country", "day", "is_hit"),
    [
        ("12000.00", "VG", date(2024, 12, 2), True),
        ("9999.99", "VG", date(2024, 12, 2), False),
        ("3000.00", "VG", date(2025, 7, 1), True),
        ("2999.99", "VG", date(2025, 7, 1), False),
        ("1.00", "KP", date(2024, 12, 2), True),
        ("40000.00", "DE", date(2024, 12, 2), False),
    ],
)
def test_wires_by_the_lists_of_their_day(amount: str, country: str, day: date, is_hit: bool) -> None:
    assert bool(hits({FactWireTransfer: [wire(amount, country, day)]}, day)) is is_hit
    assert hits({FactWireTransfer: [wire(amount, country, day, status="rejected")]}, day) == []


@pytest.mark.parametrize(("first", "is_hit"), [(29, True), (30, False)])
def test_three_small_wires_with_monitored_countries_in_thirty_days(first: int, is_hit: bool) -> None:
    wires = [wire("10.00", "NG", ago(back), back) for back in (first, 3, 0)]
    assert bool(hits({FactWireTransfer: wires})) is is_hit


@pytest.mark.parametrize(
    ("amount", "is_offshore", "is_hit"),
    [("50000.00", False, False), ("50000.01", False, True), ("1.00", True, True)],
)
def test_very_large_wires_and_offshore_names_are_watched(amount: str, is_offshore: bool, is_hit: bool) -> None:
    rows = found({FactWireTransfer: [wire(amount, is_offshore_name=is_offshore)]})
    assert [(row["rule_id"], row["is_listed_counterparty"]) for row in rows] == [("AML-16", is_offshore)] * is_hit


def test_six_payees_of_five_hundred_are_many_and_five_are_not() -> None:
    paid = [posting(each, "500.00", code="p2p_out", counterparty_token=f"T{each}") for each in range(6)]
    assert hits({Transactions: paid}) == [("AML-17", 1001, Decimal("3000.00"))]
    assert hits({Transactions: paid[:5]}) == []
    assert hits({Transactions: [*paid[:5], paid[5] | {"amount_usd": "499.99"}]}) == []
    assert hits({Transactions: [*paid[:5], paid[5] | {"counterparty_token": "T1"}]}) == []


def bought(number: int, amount: str, back: int, **said: Any) -> dict[str, Any]:
    return {
        "dt": ago(back),
        "card_txn_id": number,
        "customer_id": 1001,
        "amount": amount,
        "is_approved": True,
        "card_txn_type": "purchase",
    } | said


def test_three_purchases_at_high_risk_merchants_in_a_week() -> None:
    week = [bought(1, "600.00", 6), bought(2, "700.00", 1), bought(3, "501.00", 0)]
    assert hits({HighRiskMerchantActivity: week}) == [("AML-18", 1001, Decimal("1801.00"))]
    for changed in ({"amount": "500.00"}, {"dt": ago(7)}, {"is_approved": False}, {"card_txn_type": "refund"}):
        assert hits({HighRiskMerchantActivity: [week[0] | changed, *week[1:]]}) == []


def test_large_transactions_are_found_when_they_come_on_the_list() -> None:
    listed = {"customer_id": 1001, "large_transaction_count": 5, "total_amount": "52500.00", "first_seen_on": ago(9)}
    today = {LargeTransactionMonitoring: [listed | {"dt": DAY}]}
    assert hits(today) == [("AML-15", 1001, Decimal("52500.00"))]
    assert hits({LargeTransactionMonitoring: [listed | {"dt": DAY}, listed | {"dt": ago(1)}]}) == []
