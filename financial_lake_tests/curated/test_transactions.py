"""Cleaning the raw feed: the worked example of the specification, row by row."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.judged_transactions import JudgedTransactions
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.repairs import Repairs
from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.accounts.accounts import Accounts
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.payments.transactions import Transactions as RawTransactions
from financial_lake_tests.worked_examples import answer

THURSDAY, SATURDAY = date(2024, 10, 3), date(2024, 10, 5)
KNOWN = [{"dt": THURSDAY, "account_id": 100000100, "customer_id": 100000}]
KNOWN_CUSTOMERS = [{"dt": day, "customer_id": 100000} for day in (THURSDAY, SATURDAY)]


def raw(number: int | None, stamp: str, kind: str, amount: str, **others: Any) -> dict[str, Any]:
    """A delivered row of the example's customer."""
    txn_type, transaction_type, code = {
        "payment": ("debit", "payment", "bill_payment"),
        "deposit": ("credit", "deposit", "salary"),
        "transfer": ("credit", "transfer", "p2p_in"),
        "fee": ("debit", "fee", "wire_fee"),
    }[kind]
    return {
        "dt": THURSDAY,
        "transaction_id": number,
        "account_id": 100000100,
        "customer_id": 100000,
        "txn_timestamp": stamp,
        "txn_type": txn_type,
        "transaction_type": transaction_type,
        "transaction_code": code,
        "amount": Decimal(amount),
        "currency": "USD",
        "exchange_rate": Decimal(1),
        "status": "completed",
        "payment_method": "bank_transfer",
        "channel": "online",
        **others,
    }


REPAIRABLE = raw(2, "2024-10-03T09:00:01Z", "deposit", "20.00", txn_type="CREDIT ", transaction_type=" Deposit")
EXAMPLE = [
    raw(1, "2024-10-03T09:00:00Z", "payment", "50.00"),
    REPAIRABLE,
    REPAIRABLE,
    raw(3, "2024-10-03T09:10:00Z", "payment", "5.00", account_id=None),
    raw(4, "31/12/24 25:61", "payment", "6.00"),
    raw(5, "2024-10-05T08:00:00Z", "transfer", "7.00"),
    raw(6, "2024-10-03T10:00:00Z", "fee", "0.00"),
    raw(7, "2024-10-03T11:00:00Z", "transfer", "9.00", account_id=9900000123),
]


def judged(rows: list[dict[str, Any]], day: date = THURSDAY) -> list[dict[str, Any]]:
    """The rows as judged by the cleaning rules."""
    inputs = {RawTransactions: rows, Accounts: KNOWN, CustomerProfiles: KNOWN_CUSTOMERS}
    return answer(JudgedTransactions, [day], inputs)


def test_the_example_is_two_accepted_and_six_rejected_rows() -> None:
    rows = judged(EXAMPLE)
    accepted = answer(Transactions, [THURSDAY], {JudgedTransactions: rows})
    rejected = answer(Quarantine, [THURSDAY], {JudgedTransactions: rows})
    assert [(row["transaction_id"], row["amount_signed"]) for row in accepted] == [(1, -50), (2, 20)]
    assert sorted((row["row_key"], row["reason_code"]) for row in rejected) == [
        ("2", "duplicate_transaction_id"),
        ("3", "null_account_id"),
        ("4", "bad_timestamp"),
        ("5", "future_timestamp"),
        ("6", "non_positive_amount"),
        ("7", "unknown_account"),
    ]
    assert sum(row["amount"] for row in accepted) == Decimal("70.00")
    assert sum(row["amount"] for row in rejected) == Decimal("47.00")


def test_the_example_has_two_repairs_of_one_row() -> None:
    repairs = answer(Repairs, [THURSDAY], {JudgedTransactions: judged(EXAMPLE)})
    assert [(row["row_key"], row["column_name"], row["raw_value"], row["repaired_value"]) for row in repairs] == [
        ("2", "transaction_type", " Deposit", "deposit"),
        ("2", "txn_type", "CREDIT ", "credit"),
    ]


def test_a_rejected_row_is_kept_exactly_as_delivered() -> None:
    (row,) = answer(Quarantine, [THURSDAY], {JudgedTransactions: judged([raw(4, "31/12/24 25:61", "payment", "6.00")])})
    assert '"txn_timestamp":"31/12/24 25:61"' in row["raw_payload"]
    assert row["quarantine_id"].startswith("Q-2024-10-03-")


def test_a_good_copy_beats_a_bad_one_of_the_same_id() -> None:
    good = raw(8, "2024-10-03T12:00:00Z", "payment", "1.00")
    rows = judged([raw(8, "n/a", "payment", "1.00"), good])
    assert [(row["is_accepted"], row["reason_codes"]) for row in rows if row["transaction_ts"] is not None] == [
        (True, "")
    ]
    assert [row["reason_codes"] for row in rows if row["transaction_ts"] is None] == [
        "duplicate_transaction_id,bad_timestamp"
    ]


def test_all_reasons_are_kept_and_the_first_in_precedence_leads() -> None:
    (row,) = answer(
        Quarantine,
        [THURSDAY],
        {JudgedTransactions: judged([raw(9, "", "payment", "-3.00", account_id=None, customer_id=None)])},
    )
    assert row["reason_code"] == "null_account_id"
    assert row["reason_codes"] == "null_account_id,null_customer_id,non_positive_amount,bad_timestamp"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"transaction_id": None}, "null_transaction_id"),
        ({"customer_id": 5}, "unknown_customer,account_customer_mismatch"),
        ({"transaction_code": "gift"}, "unknown_enumeration"),
        ({"txn_type": "credit"}, "sign_mismatch"),
        ({"status": "maybe"}, "unknown_enumeration"),
    ],
)
def test_rules_for_landed_feeds_reject_too(change: dict[str, Any], reason: str) -> None:
    (row,) = judged([{**raw(10, "2024-10-03T12:00:00Z", "payment", "1.00"), **change}])
    assert row["reason_codes"] == reason


def test_an_account_opened_over_the_weekend_is_accepted_provisionally() -> None:
    weekend = {"dt": SATURDAY, "account_id": 100000200, "txn_timestamp": "2024-10-05T12:00:00Z"}
    rows = judged([{**raw(11, "", "payment", "1.00"), **weekend}], SATURDAY)
    assert [(row["is_accepted"], row["is_provisional_account"]) for row in rows] == [(True, True)]
    (stranger,) = judged([{**raw(12, "", "payment", "1.00"), **weekend, "account_id": 777}], SATURDAY)
    assert stranger["reason_codes"] == "unknown_account"


def test_a_failed_attempt_is_accepted_and_moves_nothing() -> None:
    rows = judged([raw(13, "2024-10-03T12:00:00Z", "payment", "80.00", status="failed")])
    (row,) = answer(Transactions, [THURSDAY], {JudgedTransactions: rows})
    assert (row["amount_signed"], row["amount_posted"]) == (Decimal("-80.00"), Decimal("0.00"))


def test_amounts_are_turned_into_dollars_and_rounded_half_up() -> None:
    rows = judged(
        [raw(14, "2024-10-03T12:00:00Z", "payment", "10.01", currency="CAD", exchange_rate=Decimal("0.750000"))]
    )
    (row,) = answer(Transactions, [THURSDAY], {JudgedTransactions: rows})
    assert (row["amount_usd"], row["amount_posted_usd"]) == (Decimal("7.51"), Decimal("-7.51"))
