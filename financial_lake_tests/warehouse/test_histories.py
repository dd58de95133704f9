"""History: one version a state, a function of the stored days alone, and equal to every stored snapshot."""

import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financial_lake.contract.dimension import MEMBERS, Dimension
from financial_lake.curated.changes.contract_changes import ContractChanges
from financial_lake.curated.changes.customer_changes import CustomerChanges
from financial_lake.engines.queries import query_of
from financial_lake.renderings.change_capture import place_of
from financial_lake.renderings.dimensions import dimension_sql, dimensions, part_by_hand
from financial_lake.warehouse.dim_account import DimAccount
from financial_lake.warehouse.dim_customer import DimCustomer
from financial_lake_tests.warehouse.histories import (
    OPEN_END,
    SINCE,
    captured,
    history,
    stored_in_order,
    valid_on,
)
from financial_lake_tests.worked_examples import answer

each_dimension = pytest.mark.parametrize("model", dimensions(), ids=lambda model: model.short_name())
FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2024, 11, day) for day in (1, 2, 3, 4, 5))


def customer(day: date, segment: str = "retail", customer_id: int = 1001, **said: Any) -> dict[str, Any]:
    """A customer's record on a day."""
    return {"dt": day, "customer_id": customer_id, "customer_segment": segment, "onboarding_date": SINCE, **said}


def contract(day: date, status: str = "active", number: int = 1001100, **said: Any) -> dict[str, Any]:
    """A contract's record on a weekday."""
    return {"dt": day, "contract_id": number * 10 + 1, "account_id": number, "customer_id": 1001, "status": status,
            "open_date": SINCE, **said}  # fmt: skip


def segments(rows: list[dict[str, Any]], customer_id: int = 1001) -> list[tuple[Any, ...]]:
    """(segment, valid_from, valid_to, is_deleted) of a customer's versions."""
    return [
        (row["customer_tier"], row["valid_from"], row["valid_to"], row["is_deleted"])
        for row in history(DimCustomer, rows)
        if row["customer_id"] == customer_id
    ]


@each_dimension
def test_the_rendered_parts_are_what_the_contracts_say(model: type[Dimension]) -> None:
    text = place_of(model).read_text(encoding="utf-8")
    assert text == dimension_sql(model, part_by_hand(text))


@each_dimension
def test_unknown_and_not_applicable_are_rows_of_every_dimension(model: type[Dimension]) -> None:
    found = {row[model.dimension_key()]: row for row in answer(model, [], {each: [] for each in _inputs(model)})}
    assert set(MEMBERS) <= set(found)
    for number in MEMBERS:
        assert found[number].get("valid_to", OPEN_END) == OPEN_END


def _inputs(model: type[Dimension]) -> list[Any]:
    return [each for each in query_of(model).inputs if each.is_dated()]


def test_the_example_customer_has_two_versions_with_readable_keys() -> None:
    days = [(date(2024, 11, 10), "retail"), (date(2024, 11, 11), "retail"), (date(2024, 11, 12), "premium")]
    own = history(DimCustomer, [customer(day, segment) for day, segment in days])
    assert [row["customer_key"] for row in own] == [100_145_046, 100_145_606]
    assert [row["version_number"] for row in own] == [1, 2]
    assert [row["is_current"] for row in own] == [False, True]
    assert own[0]["valid_to"] == own[1]["valid_from"] == date(2024, 11, 12)


def test_days_filled_in_later_part_the_version_that_knew_only_the_end() -> None:
    december = [customer(date(2024, 12, 2), "premium")]
    assert segments(december) == [("premium", SINCE, OPEN_END, False)]
    november = [customer(date(2024, 11, 11)), customer(date(2024, 11, 12), "premium")]
    assert segments(december + november) == [
        ("retail", SINCE, date(2024, 11, 12), False),
        ("premium", date(2024, 11, 12), OPEN_END, False),
    ]


def test_a_deleted_customer_ends_on_the_day_of_absence_and_may_return() -> None:
    rows = [customer(date(2024, 11, day)) for day in (4, 5, 8)]
    others = [customer(date(2024, 11, day), customer_id=1002) for day in range(4, 11)]
    assert segments(rows + others) == [
        ("retail", SINCE, date(2024, 11, 6), True),
        ("retail", date(2024, 11, 8), date(2024, 11, 9), True),
    ]
    assert segments(rows + others, 1002) == [("retail", SINCE, OPEN_END, False)]


def test_who_vanished_inside_a_gap_ends_on_the_first_day_after_it() -> None:
    rows = [customer(date(2024, 11, 4)), customer(date(2024, 11, 4), customer_id=1002)]
    rows += [customer(date(2024, 11, day), customer_id=1002) for day in (8, 9)]
    rows += [customer(date(2024, 11, 20), customer_id=1002)]
    assert segments(rows) == [("retail", SINCE, date(2024, 11, 8), True)]
    assert segments(rows, 1002) == [("retail", SINCE, OPEN_END, False)]


def test_a_start_seen_only_after_a_gap_is_not_exact() -> None:
    rows = [
        customer(date(2024, 11, 4)),
        customer(date(2024, 11, 8), "premium"),
        customer(date(2024, 11, 9), "corporate"),
    ]
    own = history(DimCustomer, rows)
    assert [(row["customer_tier"], row["is_start_exact"]) for row in own] == [
        ("retail", True),
        ("premium", False),
        ("corporate", True),
    ]


def test_what_the_register_adds_on_monday_completes_the_version_of_the_weekend() -> None:
    known: dict[str, Any] = {"home_branch_id": 3, "household_id": 1001}
    rows = [customer(SATURDAY), customer(SUNDAY), customer(MONDAY, **known), customer(TUESDAY, **known)]
    (only,) = history(DimCustomer, rows)
    assert (only["valid_from"], only["valid_to"]) == (SINCE, OPEN_END)
    assert (only["home_branch_id"], only["household_id"]) == (3, 1001)


def test_a_second_value_or_another_change_is_no_fill() -> None:
    moved = [
        customer(SATURDAY, home_branch_id=2, household_id=1001),
        customer(SUNDAY, home_branch_id=3, household_id=1001),
    ]
    assert [row["home_branch_id"] for row in history(DimCustomer, moved)] == [2, 3]
    both = [customer(SATURDAY), customer(SUNDAY, "premium", home_branch_id=3)]
    assert [row["home_branch_id"] for row in history(DimCustomer, both)] == [None, 3]


def test_columns_that_are_not_tracked_carry_the_last_stored_value_on_all_versions() -> None:
    rows = [
        customer(FRIDAY, engagement_score=10, postal_code="10001"),
        customer(SATURDAY, "premium", engagement_score=20, postal_code="10002"),
        customer(SUNDAY, "premium", engagement_score=30, postal_code="10002"),
    ]
    own = history(DimCustomer, rows)
    assert [row["engagement_score"] for row in own] == [30, 30]
    assert [row["postal_code"] for row in own] == ["10001", "10002"]  # goes with the tracked address


def test_an_account_closed_on_saturday_changes_on_monday() -> None:
    closed: dict[str, Any] = {"status": "closed", "closing_date": SATURDAY}
    rows = [contract(FRIDAY), contract(MONDAY, **closed), contract(TUESDAY, **closed)]
    own = [(row["status"], row["valid_from"], row["valid_to"]) for row in history(DimAccount, rows)]
    assert own == [("active", SINCE, MONDAY), ("closed", MONDAY, OPEN_END)]


STATES = st.lists(
    st.tuples(
        st.sampled_from([None, "retail", "premium"]),
        st.sampled_from([None, "retail", "premium"]),
        st.booleans(),
    ),
    min_size=2,
    max_size=8,
)


def _snapshots(states: list[tuple[str | None, str | None, bool]]) -> Mapping[date, list[dict[str, Any]]]:
    """Days with their customers' rows; 1003 is always there, so a day without a row is a day that is not stored."""
    found = {}
    for place, (first, second, is_stored) in enumerate(states):
        day = date(2024, 11, 1) + timedelta(days=place)
        if is_stored:
            present = {1001: first, 1002: second, 1003: "retail"}
            found[day] = [customer(day, segment, number) for number, segment in present.items() if segment]
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STATES)
def test_on_every_stored_day_the_valid_versions_are_that_days_snapshot(
    states: list[tuple[str | None, str | None, bool]],
) -> None:
    snapshots = _snapshots(states)
    own = history(DimCustomer, [row for rows in snapshots.values() for row in rows])
    for day, rows in snapshots.items():
        expected = {row["customer_id"]: row["customer_segment"] for row in rows}
        valid = [row for row in valid_on(own, day) if row["customer_id"] in expected or _seen_by(row, day, snapshots)]
        assert sorted((row["customer_id"], row["customer_tier"]) for row in valid) == sorted(expected.items())
    for number in {row["customer_id"] for row in own}:
        versions = [row for row in own if row["customer_id"] == number]
        assert [row["version_number"] for row in versions] == list(range(1, len(versions) + 1))
        for before, after in itertools.pairwise(versions):
            assert before["valid_to"] <= after["valid_from"]
            assert before["is_deleted"] == (before["valid_to"] < after["valid_from"])


def _seen_by(row: dict[str, Any], day: date, snapshots: Mapping[date, list[dict[str, Any]]]) -> bool:
    """Whether the customer had been seen by the day; before, the first version reaches back over stored days."""
    return any(
        each["customer_id"] == row["customer_id"] for when, rows in snapshots.items() if when <= day for each in rows
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STATES, st.randoms(use_true_random=False))
def test_daily_changes_are_the_same_whatever_the_order_of_storing(states: Any, chance: Any) -> None:
    snapshots = _snapshots(states)
    rows = [row for day in snapshots.values() for row in day]
    order = [*snapshots, *chance.choices(list(snapshots), k=2)] if snapshots else []
    ordered = captured(CustomerChanges, rows)
    chance.shuffle(order)
    chance.shuffle(rows)
    assert stored_in_order(CustomerChanges, rows, order) == ordered


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["active", "closed", None, "missing"]), min_size=2, max_size=8), st.randoms())
def test_weekday_changes_are_the_same_whatever_the_order_of_storing(states: list[str | None], chance: Any) -> None:
    days = [day for day in (date(2024, 10, 31) + timedelta(days=step) for step in range(14)) if day.isoweekday() < 6]
    rows = []
    for day, state in zip(days, states, strict=False):
        if state != "missing":
            rows += [contract(day, number=1002100)] + ([contract(day, state)] if state else [])
    order = sorted({row["dt"] for row in rows})
    chance.shuffle(order)
    built = stored_in_order(ContractChanges, rows, order)
    assert built == captured(ContractChanges, rows)
    own = history(DimAccount, rows)
    for day in order:
        expected = sorted((row["contract_id"], row["status"]) for row in rows if row["dt"] == day)
        seen = {row["contract_id"] for row in rows if row["dt"] <= day}
        valid = sorted((row["contract_id"], row["status"]) for row in valid_on(own, day) if row["contract_id"] in seen)
        assert valid == expected
