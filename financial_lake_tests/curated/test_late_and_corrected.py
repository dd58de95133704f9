"""Postings that come late, again, or corrected: the books of a closed day stay, the day of delivery carries it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from financial_lake_tests.curated.raw_feed import Row, accepted, judged, raw, reasons, rejected

THIRD, SEVENTH, NINTH = date(2024, 10, 3), date(2024, 10, 7), date(2024, 10, 9)
EPOCH = date(1970, 1, 1)
OF_THE_THIRD = (THIRD - EPOCH).days * 1_000_000_000 + 11
"""An id that begins with the day number of its posting, as the simulated feed numbers them."""


def delivered(day: date, amount: str = "80.00", number: int = OF_THE_THIRD, **others: Any) -> Row:
    """The posting of the third, as it is delivered on a day."""
    return raw(number, "2024-10-03T12:00:00Z", "payment", amount, dt=day, **others)


def posted(rows: list[Row], *days: date) -> list[tuple[Any, ...]]:
    """Day, revision, amount and what it moved, of every accepted row."""
    return [(row["dt"], row["revision_number"], row["amount"], row["amount_posted"]) for row in accepted(rows, *days)]


@pytest.mark.parametrize("number", [11, OF_THE_THIRD])
def test_a_correction_moves_the_difference_on_the_day_it_comes(number: int) -> None:
    rows = [delivered(THIRD, "80.00", number), delivered(SEVENTH, "30.00", number)]
    found = posted(rows, THIRD, SEVENTH)
    assert found == [(THIRD, 0, 80, Decimal("-80.00")), (SEVENTH, 1, 30, Decimal("50.00"))]
    assert sum(row[3] for row in found) == Decimal("-30.00")
    (correction,) = accepted(rows, SEVENTH)
    assert correction["amount_signed"] == Decimal("-30.00")
    assert correction["is_late"]
    assert correction["event_date"] == THIRD
    assert correction["amount_posted_usd"] == Decimal("50.00")


def test_the_same_posting_again_is_a_duplicate_of_an_earlier_day() -> None:
    rows = [delivered(THIRD), delivered(SEVENTH), delivered(NINTH)]
    assert posted(rows, THIRD, SEVENTH, NINTH) == [(THIRD, 0, 80, -80)]
    assert [row["reason_codes"] for row in rejected(rows, SEVENTH, NINTH)] == ["duplicate_of_earlier_day"] * 2


def test_a_cancellation_takes_back_what_the_version_before_moved() -> None:
    rows = [delivered(THIRD), delivered(SEVENTH, "30.00"), delivered(NINTH, "30.00", status="reversed")]
    found = posted(rows, THIRD, SEVENTH, NINTH)
    assert [(revision, moved) for _, revision, _, moved in found] == [(0, -80), (1, 50), (2, 30)]
    assert sum(row[3] for row in found) == 0


def test_a_version_that_moved_nothing_is_corrected_by_the_whole_amount() -> None:
    rows = [delivered(THIRD, status="failed"), delivered(SEVENTH), delivered(NINTH, status="failed")]
    found = posted(rows, THIRD, SEVENTH, NINTH)
    assert [(revision, moved) for _, revision, _, moved in found] == [(0, 0), (1, -80)]
    assert reasons(rows, NINTH) == ["duplicate_of_earlier_day"]


def test_a_cancellation_of_nothing_moves_nothing() -> None:
    assert posted([delivered(SEVENTH, status="reversed")], SEVENTH) == [(SEVENTH, 0, 80, 0)]


def test_a_duplicate_between_two_versions_is_no_version() -> None:
    rows = [delivered(THIRD), delivered(date(2024, 10, 4)), delivered(SEVENTH, "30.00"), delivered(NINTH, "20.00")]
    assert [(row[1], row[3]) for row in posted(rows, THIRD, date(2024, 10, 4), SEVENTH, NINTH)] == [
        (0, -80),
        (1, 50),
        (2, 10),
    ]


def test_a_rejected_delivery_is_no_version() -> None:
    rows = [delivered(THIRD, "80.00", channel="pigeon"), delivered(SEVENTH)]
    assert posted(rows, SEVENTH) == [(SEVENTH, 0, 80, -80)]


def test_the_copy_that_was_kept_is_the_version_before() -> None:
    kept = delivered(THIRD, "70.00") | {"txn_timestamp": "2024-10-03T13:00:00Z"}
    rows = [delivered(THIRD), kept, delivered(SEVENTH, "30.00")]
    assert posted(rows, THIRD, SEVENTH) == [(THIRD, 0, 70, -70), (SEVENTH, 1, 30, 40)]


def test_a_correction_beats_the_repeated_original_delivered_with_it() -> None:
    original = delivered(SEVENTH) | {"txn_timestamp": "2024-10-03T12:00:00Z"}
    rows = [delivered(THIRD), original, delivered(SEVENTH, "30.00")]
    assert posted(rows, SEVENTH) == [(SEVENTH, 1, 30, 50)]
    (copy,) = rejected(rows, SEVENTH)
    assert copy["reason_codes"] == "duplicate_transaction_id,duplicate_of_earlier_day"


def test_an_id_of_the_day_itself_is_not_looked_up() -> None:
    of_the_seventh = (SEVENTH - EPOCH).days * 1_000_000_000 + 11
    rows = [delivered(THIRD, "80.00", of_the_seventh), delivered(SEVENTH, "30.00", of_the_seventh)]
    assert posted(rows, SEVENTH) == [(SEVENTH, 0, 30, -30)]


@pytest.mark.parametrize(("days_late", "reason"), [(0, ""), (1, ""), (30, ""), (31, "too_late"), (58, "too_late")])
def test_a_late_row_is_accepted_for_thirty_days(days_late: int, reason: str) -> None:
    row = delivered(THIRD + timedelta(days=days_late))
    assert reasons([row], row["dt"]) == [reason]
    if not reason:
        assert [each["is_late"] for each in accepted([row], row["dt"])] == [days_late > 0]


@pytest.mark.parametrize(("days_between", "revision"), [(30, 1), (31, 0)])
def test_earlier_versions_are_looked_up_for_thirty_days(days_between: int, revision: int) -> None:
    day = THIRD + timedelta(days=days_between)
    correction = delivered(day, "30.00") | {"txn_timestamp": f"{day}T08:00:00Z"}
    assert [row[1] for row in posted([delivered(THIRD), correction], day)] == [revision]


def test_a_late_row_is_judged_by_what_was_known_on_the_day_it_came() -> None:
    assert reasons([delivered(SEVENTH, account_id=777)], SEVENTH) == ["unknown_account"]
    saturday = delivered(date(2024, 10, 5), account_id=100000200)
    assert posted([saturday, {**saturday, "dt": SEVENTH, "amount": Decimal(1), "account_id": 100000100}], SEVENTH) == [
        (SEVENTH, 1, 1, 79)
    ]


def test_a_day_alone_is_the_day_in_a_range_and_forward_nothing_is_seen() -> None:
    days = [THIRD, date(2024, 10, 4), date(2024, 10, 5), SEVENTH, NINTH, date(2024, 11, 4)]
    amounts = ["80.00", "80.00", "30.00", "30.00", "80.00", "20.00"]
    rows = [delivered(day, amount) for day, amount in zip(days, amounts, strict=True)]
    rows += [delivered(day, "5.00", number=12) for day in days]
    together = judged(rows, *days)
    assert [row for day in days for row in judged(rows, day)] == together
    assert [row for pair in pairwise(days) for row in judged(rows, *pair) if row["dt"] == pair[0]] == [
        row for row in together if row["dt"] != days[-1]
    ]
    for day in days:
        assert judged([row for row in rows if row["dt"] <= day], day) == judged(rows, day)
