"""Checks that need many postings or customers, held to rows written by hand; and who may read labels."""

from datetime import date, timedelta

import duckdb
import pytest

from financial_lake.audit.behaviour import (
    BENFORD,
    ENOUGH_CUSTOMERS,
    ENOUGH_DIGITS,
    FURTHEST_FROM_BENFORD,
    SEGMENTS,
    WEEK,
)
from financial_lake.audit.labels import labels_unreachable
from financial_lake.contract import LakeTable
from financial_lake.reconciliation.calendar_days import calendar

SUNDAY = date(2025, 6, 1)


def _difference(sql: str, statement: str) -> set[int]:
    with duckdb.connect() as room:
        room.execute("create schema curated")
        room.execute(statement)
        room.execute(f"create table days as select date '{SUNDAY}' as dt")
        room.register("calendar", calendar(SUNDAY, SUNDAY))
        return {row[2] for row in room.execute(sql).fetchall()}


@pytest.mark.parametrize(("on_sundays", "expected"), [(200, {0}), (900, {1})])
def test_a_week_has_the_rhythm_of_a_bank(on_sundays: int, expected: set[int]) -> None:
    monday = SUNDAY - timedelta(days=6)
    made = f"""
        create table curated.transactions as
        select date '{monday}' + cast(day as integer) as dt, 'card_purchase' as transaction_code
        from range(7) as days(day), range(900) as postings(number)
        where number < case when day >= 5 then {on_sundays} else 250 end
    """
    assert _difference(WEEK, made) == expected


@pytest.mark.parametrize(("amount", "expected"), [("pow(10, number / 7777.0)", {0}), ("number % 9 + 1", {1})])
def test_first_digits_follow_benford(amount: str, expected: set[int]) -> None:
    made = f"""
        create table curated.transactions as
        select date '{SUNDAY}' as dt, cast({amount} as decimal(18, 2)) as amount from range(31108) as given(number)
    """
    sql = BENFORD.format(enough=ENOUGH_DIGITS, furthest=FURTHEST_FROM_BENFORD)
    assert _difference(sql, made) == expected


@pytest.mark.parametrize(("of_a_hundred", "expected"), [(61, {0}), (20, {0, 1})])
def test_segments_have_their_shares(of_a_hundred: int, expected: set[int]) -> None:
    made = f"""
        create table curated.customer_records as
        select date '{SUNDAY}' as dt,
            case when number % 100 < {of_a_hundred} then 'retail' when number % 100 < 85 then 'premium'
                when number % 100 < 95 then 'corporate' else 'private_banking' end as customer_segment
        from range(2000) as given(number)
    """
    listed = (
        "('retail', 0.55, 0.67), ('premium', 0.19, 0.29), ('corporate', 0.07, 0.13), ('private_banking', 0.02, 0.08)"
    )
    assert _difference(SEGMENTS.format(shares=listed, enough=ENOUGH_CUSTOMERS), made) == expected


def test_labels_are_read_by_auditors_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.is_passed for each in labels_unreachable([SUNDAY])] == [True]
    everybody: set[type[LakeTable]] = set()
    monkeypatch.setattr("financial_lake.audit.labels.SCORING", everybody)
    assert [each.is_passed for each in labels_unreachable([SUNDAY])] == [False]
