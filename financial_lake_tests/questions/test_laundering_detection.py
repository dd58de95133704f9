"""Detection is scored by typology: how much of what was planted each rule finds, and how often it is right."""

from decimal import Decimal

import duckdb
import pytest

from financial_lake.questions import question_named

POSTED = (
    "create table curated.transactions as"
    " select *, cast(transaction_ts as date) as dt, dt as event_date, 'completed' as status from"
)
COLUMNS = "(transaction_id, account_id, transaction_code, amount, counterparty_token, transaction_ts, txn_type)"


def _posting(number: int, account: int, code: str, amount: str, at: str) -> str:
    direction = "credit" if code in {"cash_deposit", "p2p_in", "account_transfer_in"} else "debit"
    when = f"timestamp '2024-11-{at}'"
    return f"({number}, {account}, '{code}', {amount}::decimal(18, 2), '{number}', {when}, '{direction}')"


POSTINGS = [
    # four deposits below the limit, of which the last comes two weeks after the third
    _posting(1, 7, "cash_deposit", "9100", "02 10:00"),
    _posting(2, 7, "cash_deposit", "8800", "05 10:00"),
    _posting(3, 7, "cash_deposit", "9900", "09 10:00"),
    _posting(4, 7, "cash_deposit", "9700", "23 10:00"),
    # a shop that looks like it: three deposits, one of them too small to be counted
    _posting(5, 8, "cash_deposit", "4000", "02 10:00"),
    _posting(6, 8, "cash_deposit", "5000", "06 10:00"),
    _posting(7, 8, "cash_deposit", "6000", "12 10:00"),
    _posting(8, 8, "cash_deposit", "2000", "13 10:00"),
    # money that leaves the day it came, all but a tenth
    _posting(9, 9, "account_transfer_in", "5000", "10 09:00"),
    _posting(10, 9, "p2p_out", "2300", "10 18:00"),
    _posting(11, 9, "account_transfer_out", "2300", "11 08:00"),
    # somebody pays a friend much
    _posting(12, 10, "p2p_out", "700", "15 12:00"),
    # a member of a cycle, who pays less than is looked for
    _posting(13, 11, "p2p_out", "450", "16 12:00"),
]
LABELS = [
    *((number, "structuring", True) for number in (1, 2, 3, 4)),
    *((number, "cash_business", False) for number in (5, 6, 7, 8)),
    *((number, "rapid_movement", True) for number in (9, 10, 11)),
    (13, "cycle", True),
]


@pytest.fixture(scope="module")
def answer() -> dict[str, tuple[object, ...]]:
    """Typology -> planted, found, recall, alerts of its rule, precision of its rule."""
    with duckdb.connect() as room:
        room.execute("create schema curated; create schema datalake")
        room.execute(f"{POSTED} (values {', '.join(POSTINGS)}) as posting{COLUMNS}")
        labels = ", ".join(f"({number}, '{name}', {is_laundering})" for number, name, is_laundering in LABELS)
        room.execute(f"create table label(transaction_id, typology, is_laundering) as values {labels}")
        room.execute(
            "create table datalake.aml_typologies as from label join curated.transactions using (transaction_id)"
        )
        rows = room.execute(question_named("laundering_detection").sql).fetchall()
    return {row[0]: row[2:] for row in rows}


def test_every_laundering_typology_is_scored_and_no_look_alike(answer: dict[str, tuple[object, ...]]) -> None:
    assert len(answer) == 9
    assert "cash_business" not in answer


def test_what_is_found_counts_for_recall_and_what_is_not_laundering_against_precision(
    answer: dict[str, tuple[object, ...]],
) -> None:
    """Three deposits have two others within fifteen days of them; so have three of the shop, which is innocent."""
    assert answer["structuring"] == (4, 3, Decimal("0.750000"), 6, Decimal("0.500000"))
    assert answer["rapid_movement"] == (3, 3, Decimal("1.000000"), 3, Decimal("1.000000"))
    assert answer["cycle"] == (1, 0, Decimal("0.000000"), 2, Decimal("0.500000"))
    assert answer["stack"][:3] == (0, 0, None)
