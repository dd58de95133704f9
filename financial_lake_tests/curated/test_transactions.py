"""Cleaning the raw feed: the worked example of the specification, row by row, and each reason to reject."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.quarantine import REASONS
from financial_lake_tests.curated.raw_feed import (
    CUSTOMER,
    KINDS,
    NEIGHBOUR,
    SATURDAY,
    STRANGER,
    THURSDAY,
    accepted,
    judged,
    raw,
    reasons,
    rejected,
    repaired,
)

ENUMERATIONS = ("txn_type", "transaction_type", "transaction_code", "status", "payment_method", "channel", "currency")
NOON = "2024-10-03T12:00:00Z"
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
ALONE: list[tuple[str, dict[str, Any]]] = [
    ("null_transaction_id", {"transaction_id": None}),
    ("null_account_id", {"account_id": None}),
    ("null_customer_id", {"customer_id": None}),
    ("non_positive_amount", {"amount": Decimal("0.00")}),
    ("non_positive_amount", {"amount": Decimal("-0.01")}),
    ("non_positive_amount", {"amount": None}),
    ("bad_timestamp", {"txn_timestamp": "n/a"}),
    ("future_timestamp", {"txn_timestamp": "2024-10-04T00:00:00.000000Z"}),
    ("unknown_account", {"account_id": 9900000123}),
    ("unknown_customer", {"customer_id": STRANGER, "account_id": STRANGER * 1000 + 100}),
    ("account_customer_mismatch", {"customer_id": NEIGHBOUR}),
    ("unknown_enumeration", {"transaction_code": "gift"}),
    ("unknown_enumeration", {"txn_type": "out"}),
    ("unknown_enumeration", {"transaction_type": "present"}),
    ("unknown_enumeration", {"status": "maybe"}),
    ("unknown_enumeration", {"payment_method": "barter"}),
    ("unknown_enumeration", {"channel": "pigeon"}),
    ("unknown_enumeration", {"currency": "XAU"}),
    ("unknown_enumeration", {"status": None}),
    ("sign_mismatch", {"txn_type": "credit"}),
    ("sign_mismatch", {"transaction_type": "transfer"}),
    ("sign_mismatch", {"transaction_code": "p2p_in"}),
    ("too_late", {"txn_timestamp": "2024-09-02T23:59:59Z"}),
]


def test_the_example_is_two_accepted_and_six_rejected_rows() -> None:
    good, bad = accepted(EXAMPLE), rejected(EXAMPLE)
    assert [(row["transaction_id"], row["amount_signed"]) for row in good] == [(1, -50), (2, 20)]
    assert sorted((row["row_key"], row["reason_code"]) for row in bad) == [
        ("2", "duplicate_transaction_id"),
        ("3", "null_account_id"),
        ("4", "bad_timestamp"),
        ("5", "future_timestamp"),
        ("6", "non_positive_amount"),
        ("7", "unknown_account"),
    ]
    assert sum(row["amount"] for row in EXAMPLE) == Decimal("117.00")
    assert sum(row["amount"] for row in good) == Decimal("70.00")
    assert sum(row["amount"] for row in bad) == Decimal("47.00")


def test_the_example_has_two_repairs_of_one_row() -> None:
    repairs = repaired(EXAMPLE)
    assert [(row["row_key"], row["column_name"], row["raw_value"], row["repaired_value"]) for row in repairs] == [
        ("2", "transaction_type", " Deposit", "deposit"),
        ("2", "txn_type", "CREDIT ", "credit"),
    ]
    assert {row["repair_rule"] for row in repairs} == {"trim_lower"}
    assert [row["is_repaired"] for row in accepted(EXAMPLE)] == [False, True]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_delivery_does_not_show(seed: int) -> None:
    assert judged(random.Random(seed).sample(EXAMPLE, len(EXAMPLE))) == judged(EXAMPLE)  # noqa: S311 - any order


def test_a_rejected_row_is_kept_exactly_as_delivered_and_an_accepted_one_by_its_hash() -> None:
    (row,) = rejected([raw(4, "31/12/24 25:61", "payment", "6.00", channel=" ONLINE")])
    assert '"txn_timestamp":"31/12/24 25:61"' in row["raw_payload"]
    assert '"channel":" ONLINE"' in row["raw_payload"]
    assert row["quarantine_id"] == f"Q-2024-10-03-{row['payload_sha256'][:12]}-1"
    (good,), (other,) = accepted([raw(1, NOON, "fee", "1.00")]), accepted([raw(1, NOON, "fee", "1.01")])
    assert len({good["row_sha256"], other["row_sha256"], row["payload_sha256"]}) == 3


def test_exact_copies_stay_countable() -> None:
    bad = rejected([raw(4, "n/a", "payment", "6.00")] * 3)
    assert [row["row_ordinal"] for row in bad] == [1, 2, 3]
    assert len({row["quarantine_id"] for row in bad}) == 3


def test_of_exact_copies_the_first_by_number_is_accepted() -> None:
    copies = judged([raw(8, NOON, "payment", "1.00")] * 4)
    assert [(row["row_ordinal"], row["is_accepted"]) for row in copies] == [
        (1, True),
        (2, False),
        (3, False),
        (4, False),
    ]


@pytest.mark.parametrize(("reason", "change"), ALONE, ids=[f"{reason}-{change}" for reason, change in ALONE])
def test_each_reason_is_found_alone(reason: str, change: dict[str, Any]) -> None:
    good = raw(10, NOON, "payment", "1.00")
    assert reasons([good]) == [""]
    (found,) = rejected([{**good, **change}])
    assert (found["reason_code"], found["reason_codes"]) == (reason, reason)


@pytest.mark.parametrize(("kind", "change"), [(kind, {name: "?"}) for kind in KINDS for name in ENUMERATIONS])
def test_an_unknown_word_says_nothing_of_the_sign(kind: str, change: dict[str, Any]) -> None:
    assert reasons([{**raw(10, NOON, kind, "1.00"), **change}]) == ["unknown_enumeration"]


def test_every_reason_has_its_example() -> None:
    shown = {reason for reason, _ in ALONE} | {"duplicate_transaction_id", "duplicate_of_earlier_day"}
    assert shown == set(REASONS)


def test_all_reasons_are_kept_and_the_first_in_precedence_leads() -> None:
    worst = raw(None, "", "payment", "-3.00", account_id=None, customer_id=None, status="maybe", txn_type="credit")
    (row,) = rejected([worst])
    assert row["reason_code"] == "null_transaction_id"
    assert row["reason_codes"] == (
        "null_transaction_id,null_account_id,null_customer_id,non_positive_amount,bad_timestamp,"
        "unknown_enumeration,sign_mismatch"
    )


def test_reasons_stand_in_order_of_precedence_whatever_fails() -> None:
    bad = [
        raw(8, "2024-08-01T12:00:00Z", "payment", "0.00", account_id=777, customer_id=STRANGER, status="maybe"),
        raw(8, "2024-10-09T12:00:00Z", "payment", "0.00", customer_id=STRANGER, txn_type="credit"),
    ]
    for row in rejected(bad):
        said = row["reason_codes"].split(",")
        assert said == sorted(said, key=REASONS.index)
        assert row["reason_code"] == said[0]


@pytest.mark.parametrize("bad", [{"txn_timestamp": "n/a"}, {"amount": Decimal(0)}, {"account_id": 777}])
def test_a_good_copy_beats_a_bad_one_of_the_same_id(bad: dict[str, Any]) -> None:
    good = raw(8, "2024-10-03T01:00:00Z", "payment", "1.00")
    later_and_bad = {**good, "txn_timestamp": NOON, **bad}
    assert [row["transaction_ts"].hour for row in accepted([later_and_bad, good])] == [1]
    (copy,) = rejected([later_and_bad, good])
    assert copy["reason_code"] == "duplicate_transaction_id"
    assert copy["reason_codes"].count(",") == 1


def test_of_two_good_copies_the_later_posting_is_kept() -> None:
    early, late = (raw(8, f"2024-10-03T{hour}:00:00Z", "payment", "1.00") for hour in ("09", "10"))
    assert [row["transaction_ts"].hour for row in accepted([late, early])] == [10]


def test_rows_without_id_are_no_copies_of_each_other() -> None:
    rows = [raw(None, NOON, "payment", amount) for amount in ("1.00", "2.00")]
    assert reasons(rows) == ["null_transaction_id"] * 2


def test_an_account_opened_over_the_weekend_is_accepted_provisionally() -> None:
    weekend = {"dt": SATURDAY, "account_id": 100000200, "txn_timestamp": "2024-10-05T12:00:00Z"}
    new = {**raw(11, "", "payment", "1.00"), **weekend}
    assert [row["is_provisional_account"] for row in accepted([new], SATURDAY)] == [True]
    known = {**new, "account_id": 100000100}
    assert [row["is_provisional_account"] for row in accepted([known], SATURDAY)] == [False]
    assert reasons([{**new, "account_id": 777}], SATURDAY) == ["unknown_account"]
    assert reasons([{**new, "account_id": STRANGER * 1000 + 200, "customer_id": STRANGER}], SATURDAY) == [
        "unknown_account,unknown_customer"
    ]
    assert reasons([{**new, "dt": THURSDAY, "txn_timestamp": NOON}]) == ["unknown_account"]


def test_a_failed_attempt_is_accepted_and_moves_nothing() -> None:
    (row,) = accepted([raw(13, NOON, "payment", "80.00", status="failed")])
    assert (row["amount_signed"], row["amount_posted"]) == (Decimal("-80.00"), Decimal("0.00"))


def test_amounts_are_turned_into_dollars_and_rounded_half_up() -> None:
    (row,) = accepted([raw(14, NOON, "payment", "10.01", currency="CAD", exchange_rate=Decimal("0.750000"))])
    assert (row["amount_usd"], row["amount_posted_usd"]) == (Decimal("7.51"), Decimal("-7.51"))


@pytest.mark.parametrize(
    ("other_side", "account", "owner", "token"),
    [
        ({"counterparty_account": f"{NEIGHBOUR:012d}"}, 100001100, NEIGHBOUR, "ACC-100001100"),
        ({"counterparty_account": f"{CUSTOMER:012d}"}, 100000100, CUSTOMER, "ACC-100000100"),
        ({"counterparty_account": "999999999999"}, None, None, "EXT-"),
        ({"counterparty_account": "EXT0000000001"}, None, None, "EXT-"),
        ({"counterparty_type": "bank", "counterparty_name": "The bank"}, None, None, None),
        ({}, None, None, None),
    ],
)
def test_the_other_side_has_a_token_and_its_number_stops(
    other_side: dict[str, Any], account: int | None, owner: int | None, token: str | None
) -> None:
    (row,) = accepted([raw(15, NOON, "transfer", "1.00", **other_side)])
    assert (row["counterparty_account_id"], row["counterparty_customer_id"]) == (account, owner)
    assert (row["counterparty_token"] or "")[:4] == (token or "")[:4]
    assert token in {None, "EXT-", row["counterparty_token"]}
    assert other_side.get("counterparty_account", "nothing") not in map(str, row.values())


def test_a_day_alone_is_the_day_in_a_range() -> None:
    days = [THURSDAY, date(2024, 10, 4), SATURDAY]
    rows = [{**row, "dt": day} for row in EXAMPLE for day in days]
    together = judged(rows, *days)
    assert [row for day in days for row in judged(rows, day)] == together
