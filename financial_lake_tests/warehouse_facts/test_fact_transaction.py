"""Postings as facts: measures that add up, points of risk, and the product of the day."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.contract import LakeTable
from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.payments.merchant_categories import MerchantCategories
from financial_lake.datalake.payments.merchants import Merchants
from financial_lake.datalake.payments.wire_transfers import WireTransfers
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.warehouse.bindings import bound_rows
from financial_lake_tests.worked_examples import Rows, answer

DAY = date(2024, 10, 3)
ACCOUNT = {"account_id": 1001100, "product_id": 7, "branch_id": 3, "open_date": date(2020, 1, 2)}
MERCHANTS = [{"dt": DAY, "merchant_id": 5, "mcc_code": "5094"}, {"dt": DAY, "merchant_id": 6, "mcc_code": "5411"}]
TRADES = [{"dt": DAY, "mcc_code": "5094", "risk_level": "high"}, {"dt": DAY, "mcc_code": "5411", "risk_level": "low"}]


def posting(code: str, amount: str, day: date = DAY, **said: Any) -> dict[str, Any]:
    """A completed debit of 1001 in dollars unless said otherwise."""
    cents = Decimal(amount)
    plain: dict[str, Any] = {
        "dt": day,
        "transaction_id": 1,
        "account_id": 1001100,
        "customer_id": 1001,
        "transaction_code": code,
        "txn_type": "debit",
        "status": "completed",
        "currency": "USD",
        "amount": cents,
        "amount_usd": cents,
        "amount_posted": -cents,
        "amount_posted_usd": -cents,
        "exchange_rate": Decimal(1),
        "reference_number": "TR-1",
    }
    return plain | said


def facts(postings: list[dict[str, Any]], days: list[date] | None = None, **others: Any) -> list[dict[str, Any]]:
    """The postings as facts; 1001 is an ordinary customer of low risk."""
    days = days or [DAY]
    rating = others.get("risk_rating", "low")
    account = ACCOUNT | others.get("account", {})
    inputs: Mapping[type[LakeTable], Rows] = {
        Transactions: postings,
        Accounts: others.get("accounts", [{"dt": day, **account} for day in days]),
        CustomerRecords: [{"dt": day, "customer_id": 1001, "risk_rating": rating} for day in days],
        Merchants: MERCHANTS,
        MerchantCategories: TRADES,
        WireTransfers: others.get("wires", []),
    }
    return answer(FactTransaction, days, inputs)


def score(code: str, amount: str, **others: Any) -> int:
    """The risk score of a single posting."""
    of_posting = {
        name: others.pop(name) for name in ("counterparty_name", "merchant_id", "amount_usd") if name in others
    }
    (row,) = facts([posting(code, amount, **of_posting)], **others)
    points: int = row["risk_score"]
    return points


def wire(day: date, country: str) -> dict[str, Any]:
    """The instruction of the posting."""
    return {"dt": day, "wire_id": 1, "account_id": 1001100, "reference_number": "TR-1", "counterparty_country": country}


def test_a_wire_and_its_fee_net_to_what_both_move() -> None:
    sent = posting("wire_out", "12000.00", fees=Decimal("25.00"))
    fee = posting("wire_fee", "25.00", transaction_id=2)
    rows = facts([sent, fee], risk_rating="medium", wires=[wire(DAY, "US")])
    assert [row["transaction_amount"] for row in rows] == [Decimal("-12000.00"), Decimal("-25.00")]
    assert [row["net_amount"] for row in rows] == [Decimal("-12025.00"), Decimal("0.00")]
    assert [row["risk_score"] for row in rows] == [60, 5]


def test_a_fee_of_its_own_is_counted_where_it_stands() -> None:
    (fee,) = facts([posting("wire_fee", "25.00")])
    assert fee["net_amount"] == Decimal("-25.00")


def test_a_correction_is_not_charged_again() -> None:
    sent = posting("wire_out", "100.00", fees=Decimal("25.00"))
    fee = posting("wire_fee", "25.00", transaction_id=2)
    corrected = sent | {"revision_number": 1, "amount_posted": Decimal("10.00")}
    rows = facts([sent, fee, corrected])
    assert [row["net_amount"] for row in rows] == [Decimal("-125.00"), Decimal("10.00"), Decimal("0.00")]


@pytest.mark.parametrize(
    ("code", "amount", "others", "points"),
    [
        ("card_purchase", "10000.00", {}, 5),
        ("card_purchase", "10000.01", {}, 30),
        ("wire_in", "250.00", {}, 20),
        ("cash_deposit", "2999.99", {}, 0),
        ("cash_deposit", "3000.00", {}, 15),
        ("rent", "3000.00", {}, 0),
        ("rent", "4000.00", {}, 0),
        ("rent", "5000.00", {}, 5),
        ("rent", "5000.01", {}, 0),
        ("rent", "5500.00", {}, 0),
        ("card_purchase", "20.00", {"merchant_id": 5}, 10),
        ("card_purchase", "20.00", {"merchant_id": 6}, 0),
        ("p2p_out", "20.00", {"counterparty_name": "Blue Offshore Ltd"}, 20),
        ("rent", "20.00", {"risk_rating": "high"}, 10),
        ("rent", "20.00", {"account": {"open_date": DAY - timedelta(days=89)}}, 10),
        ("rent", "20.00", {"account": {"open_date": DAY - timedelta(days=90)}}, 0),
        ("rent", "9000.00", {"amount_usd": Decimal("10000.01")}, 35),
        ("wire_out", "500.00", {"wires": [wire(DAY, "KY")]}, 40),
        ("wire_out", "500.00", {"wires": [wire(DAY, "SN")]}, 40),
        ("wire_out", "500.00", {"wires": [wire(DAY, "DE")]}, 20),
        ("wire_out", "500.00", {"wires": [wire(DAY - timedelta(days=5), "KY")]}, 40),
        ("wire_fee", "25.00", {"wires": [wire(DAY, "KY")]}, 0),
    ],
)
def test_each_sign_of_risk_has_its_points(code: str, amount: str, others: dict[str, Any], points: int) -> None:
    assert score(code, amount, **others) == points


def test_points_add_up_to_a_hundred_at_most() -> None:
    signs = {"counterparty_name": "OFFSHORE", "merchant_id": 5, "risk_rating": "high", "accounts": []}
    assert score("wire_out", "12000.00", **signs) == 100


def test_a_list_counts_from_the_day_it_is_in_force() -> None:
    days = [date(2024, 10, 24), date(2024, 10, 25)]
    postings = [posting("wire_out", "500.00", day, transaction_id=place) for place, day in enumerate(days)]
    rows = facts(postings, days, wires=[wire(days[0], "DZ")])
    assert [row["risk_score"] for row in rows] == [20, 40]


def test_a_failed_attempt_counts_without_moving_anything() -> None:
    (row,) = facts([posting("card_purchase", "20.00", status="failed", amount_posted=0, amount_posted_usd=0)])
    assert (row["transaction_count"], row["is_completed"], row["transaction_amount"], row["net_amount"]) == (1, 0, 0, 0)
    assert row["amount"] == 20


def test_a_correction_moves_the_difference_and_is_no_further_posting() -> None:
    corrected = posting("rent", "20.00", revision_number=1, amount_posted=Decimal("-5.00"))
    taken_back = posting("rent", "20.00", revision_number=2, amount_posted=Decimal("20.00"), status="reversed")
    rows = facts([corrected, taken_back])
    assert [(row["transaction_key"], row["transaction_count"], row["transaction_amount"]) for row in rows] == [
        (11, 0, Decimal("-5.00")),
        (12, 0, Decimal("20.00")),
    ]


@pytest.mark.parametrize(
    ("said", "direction"),
    [
        ({"flow_class": "own_transfer", "counterparty_type": "self"}, "transfer"),
        ({"flow_class": "received", "counterparty_type": "internal"}, "transfer"),
        ({"flow_class": "spend", "counterparty_type": "external"}, "debit"),
    ],
)
def test_money_between_accounts_of_the_bank_is_a_transfer(said: dict[str, Any], direction: str) -> None:
    (row,) = facts([posting("p2p_out", "20.00", **said)])
    assert row["direction"] == direction


def test_product_and_branch_are_those_of_the_day_and_missing_until_the_account_is_known() -> None:
    saturday = date(2024, 10, 5)
    accounts = [{"dt": DAY, **ACCOUNT}, {"dt": saturday - timedelta(days=1), **ACCOUNT, "product_id": 8}]
    days = [DAY, saturday]
    postings = [posting("rent", "20.00", day, transaction_id=place) for place, day in enumerate(days)]
    new = posting("rent", "20.00", saturday, transaction_id=9, account_id=1001200)
    rows = facts([*postings, new], days, accounts=accounts)
    assert [(row["product_id"], row["branch_id"]) for row in rows] == [(7, 3), (8, 3), (None, None)]
    alone = facts([*postings, new], [saturday], accounts=accounts)
    assert alone == rows[1:]


def test_the_star_names_the_customers_city_and_tells_no_merchant_from_an_unknown_one() -> None:
    merchants = [{"merchant_key": 5, "merchant_id": 5}]
    version = {"customer_key": 7, "customer_id": 1001, "valid_from": DAY, "valid_to": date(9999, 12, 31), "geo_key": 3}
    postings = [
        {"dt": DAY, "transaction_key": place, "customer_id": 1001, "merchant_id": merchant}
        for place, merchant in enumerate((5, 6, None))
    ]
    rows = bound_rows(FactTransaction, postings, {"dim_merchant": merchants, "dim_customer": [version]})
    bound = sorted((row["transaction_key"], row["merchant_key"], row["geo_key"], row["customer_key"]) for row in rows)
    assert bound == [(0, 5, 3, 7), (1, -1, 3, 7), (2, -2, 3, 7)]
