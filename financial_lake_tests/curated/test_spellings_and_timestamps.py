"""How the raw feed may write an instant or a word, what is made of it, and what is never guessed."""

import hashlib
from datetime import date, datetime
from typing import Any

import pytest

from financial_lake.curated.enumeration_synonyms import EnumerationSynonyms, rows
from financial_lake.curated.lake_parameters import SALT_OF_TOKENS, LakeParameters
from financial_lake.curated.transactions import Transactions
from financial_lake.production.whole_tables import rows_of
from financial_lake.settings import FIRST_DAY_OF_ANY_CALENDAR
from financial_lake_tests.curated.raw_feed import THURSDAY, accepted, judged, raw, reasons, repaired

NOON = "2024-10-03T12:00:00Z"
READ = {
    "2024-10-03T09:08:07Z": (9, 8, 7, 0),
    "2024-10-03T09:08:07.000001Z": (9, 8, 7, 1),
    "2024-10-03 09:08:07": (9, 8, 7, 0),
    "2024-10-03 23:59:59.999999": (23, 59, 59, 999999),
    "2024-10-03T09:08:07+02:00": (7, 8, 7, 0),
    "2024-10-03T09:08:07-05:30": (14, 38, 7, 0),
    "2024-10-04T00:30:00+02:00": (22, 30, 0, 0),
    "2024-10-03T09:08:07+00:00": (9, 8, 7, 0),
    "20241003090807": (9, 8, 7, 0),
}
NEVER_GUESSED = [
    "",
    "n/a",
    "2024-10-03",
    "2024-10-03T09:08Z",
    "2024-10-03T09:08:07",
    "2024-10-03 09:08:07Z",
    "2024-10-03T09:08:07.123Z",
    "2024-10-03T09:08:07.000000+02:00",
    "2024-10-03T09:08:07+0200",
    "2024-10-03T09:08:07+99:00",
    "2024-10-03T24:00:00Z",
    "2024-10-03T09:60:00Z",
    "2024-10-03T23:59:60Z",
    "2024-13-45T10:00:00Z",
    "2024-02-30T10:00:00Z",
    " 2024-10-03T09:08:07Z",
    "24-10-03T09:08:07Z",
    "03/10/2024 09:08:07",
    "10/03/24 09:08:07",
    "31/12/24 25:61",
    "2024100309080",
    "20241003240000",
    "20241303090807",
    "1727946487",
    "\u0662\u0660\u0662\u06641003090807",
]


@pytest.mark.parametrize(("written", "clock"), READ.items())
def test_four_ways_of_writing_an_instant_are_read_as_utc(written: str, clock: tuple[int, int, int, int]) -> None:
    (row,) = accepted([raw(1, written, "payment", "1.00")])
    assert row["transaction_ts"] == datetime(2024, 10, 3, *clock)  # noqa: DTZ001 - instants carry no zone marker


@pytest.mark.parametrize("written", NEVER_GUESSED)
def test_no_other_way_is_guessed(written: str) -> None:
    assert reasons([raw(1, written, "payment", "1.00")]) == ["bad_timestamp"]


@pytest.mark.parametrize("synonym", rows().to_pylist(), ids=lambda row: f"{row['column_name']}-{row['raw_value']}")
def test_each_synonym_leads_to_a_word_of_the_bank_and_is_logged(synonym: dict[str, Any]) -> None:
    column, word = synonym["column_name"], synonym["canonical_value"]
    kind = {"credit": "deposit", "deposit": "deposit", "transfer": "transfer", "interest": "transfer", "fee": "fee"}
    delivered = raw(1, NOON, kind.get(word, "payment"), "1.00", **{column: f" {synonym['raw_value'].title()} "})
    (row,) = accepted([delivered])
    assert row[column] == word
    assert row["is_repaired"]
    (repair,) = repaired([delivered])
    assert (repair["column_name"], repair["raw_value"]) == (column, delivered[column])
    assert (repair["repaired_value"], repair["repair_rule"]) == (word, "synonym")


def test_synonyms_hold_from_the_first_day_of_any_calendar_and_name_columns_of_the_feed() -> None:
    listed = rows().to_pylist()
    EnumerationSynonyms.check_rows(rows())
    assert {row["effective_from"] for row in listed} == {FIRST_DAY_OF_ANY_CALENDAR}
    assert {row["column_name"] for row in listed} <= set(Transactions.arrow_schema().names)


def test_no_word_of_the_bank_is_a_synonym() -> None:
    values = {each.name: each.values for each in Transactions.column_meanings() if each.values}
    assert not [row for row in rows().to_pylist() if row["raw_value"] in values[row["column_name"]]]
    assert all(row["canonical_value"] in values[row["column_name"]] for row in rows().to_pylist())


@pytest.mark.parametrize(
    "each",
    [
        each
        for each in Transactions.column_meanings()
        if each.name in {"channel", "status", "payment_method", "currency"}
    ],
    ids=lambda each: each.name,
)
def test_every_word_of_the_bank_is_known(each: Any) -> None:
    for word in each.values:
        assert reasons([raw(1, NOON, "payment", "1.00", **{each.name: word})]) == [""]


def test_a_synonym_counts_from_its_first_day_of_delivery_to_its_last() -> None:
    listed = {"table_name": "transactions", "column_name": "txn_type", "raw_value": "out", "canonical_value": "debit"}
    more = (EnumerationSynonyms, [{**listed, "effective_from": THURSDAY, "effective_to": THURSDAY}])
    friday = date(2024, 10, 4)
    delivered = [
        raw(number, NOON, "payment", "1.00", txn_type="OUT", dt=day) for number, day in ((1, THURSDAY), (2, friday))
    ]
    assert [row["reason_codes"] for row in judged(delivered, THURSDAY, friday, more=more)] == [
        "",
        "unknown_enumeration",
    ]


def test_only_a_word_that_changes_is_a_repair() -> None:
    delivered = raw(1, NOON, "payment", "1.00", currency="usd ", channel="ONLINE")
    repairs = repaired([delivered])
    assert [(row["column_name"], row["repaired_value"], row["repair_rule"]) for row in repairs] == [
        ("channel", "online", "trim_lower"),
        ("currency", "USD", "trim_lower"),
    ]


def token(salt: str) -> str:
    """The token of one outside account under a salt."""
    transfer = raw(1, NOON, "transfer", "1.00", counterparty_account="EXT0000000001")
    (row,) = judged([transfer], more=(LakeParameters, [{"parameter_id": SALT_OF_TOKENS, "text_value": salt}]))
    return str(row["counterparty_token"])


def test_the_token_is_the_salted_hash_of_the_account() -> None:
    digits = hashlib.sha256(b"saltEXT0000000001").hexdigest()[:16]
    assert token("salt") == f"EXT-{digits}"


def test_an_outside_account_has_one_token_in_a_lake_and_another_in_the_next() -> None:
    here, there, here_again = (
        rows_of(LakeParameters, seal).to_pylist()[0]["text_value"] for seal in ("here", "there", "here")
    )
    assert here == here_again
    assert token(here) == token(here_again) != token(there)
