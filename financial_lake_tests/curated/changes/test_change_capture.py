"""Change capture: what appeared, changed and went between two snapshots, and nothing else."""

from datetime import date
from typing import Any

import pytest

from financial_lake.contract.change_table import ChangeTable
from financial_lake.curated.changes.card_changes import CardChanges
from financial_lake.curated.changes.phone_changes import PhoneChanges
from financial_lake.curated.changes.product_changes import ProductChanges
from financial_lake.curated.changes.segment_changes import SegmentChanges
from financial_lake.datalake.customers.customers_segments import CustomersSegments
from financial_lake.datalake.customers.phone_numbers import PhoneNumbers
from financial_lake.datalake.payments.cards import Cards
from financial_lake.renderings.change_capture import change_capture, change_tables, place_of
from financial_lake_tests.worked_examples import Rows, answer

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2024, 10, day) for day in (4, 5, 6, 7))
each_change_table = pytest.mark.parametrize("model", change_tables(), ids=lambda model: model.short_name())


def phone(day: date, number: str, *, phone_id: int = 100101, kind: str = "mobile") -> dict[str, Any]:
    """A telephone number on a day."""
    return {"dt": day, "phone_id": phone_id, "customer_id": 1001, "phone_number": number, "phone_type": kind}


def card(day: date, status: str, card_id: int = 1, blocked_on: date | None = None) -> dict[str, Any]:
    """A card on a weekday."""
    reason = "lost" if status == "blocked" else None
    return {"dt": day, "card_id": card_id, "card_status": status, "blocked_on": blocked_on, "block_reason": reason,
            "card_type": "debit", "holder_role": "main", "expiration_date": date(2027, 1, 31)}  # fmt: skip


def changes(model: type[ChangeTable], days: list[date], rows: Rows) -> list[tuple[Any, ...]]:
    """(day, operation, baseline, changed columns) of what was captured."""
    found = answer(model, days, {model.snapshot(): rows})
    return [(row["dt"], row["op"], row["is_baseline"], row["changed_columns"]) for row in found]


@each_change_table
def test_the_committed_sql_is_what_the_contracts_say(model: type[ChangeTable]) -> None:
    assert place_of(model).read_text(encoding="utf-8") == change_capture(model)


@each_change_table
def test_columns_are_the_snapshots_with_what_was_there_before(model: type[ChangeTable]) -> None:
    own = {each.name: each for each in model.column_meanings()}
    for each in model.snapshot().column_meanings():
        assert (own[each.name].arrow_type, own[each.name].pii) == (each.arrow_type, each.pii)
    for name in model.tracked():
        before = own[f"previous_{name}"]
        assert (before.arrow_type, before.pii, before.nullable) == (own[name].arrow_type, own[name].pii, True)


def test_without_an_earlier_snapshot_everything_is_a_baseline() -> None:
    rows = [phone(SATURDAY, "(212) 555-0001"), phone(SATURDAY, "(212) 555-0002", phone_id=100102)]
    assert changes(PhoneChanges, [SATURDAY], rows) == [(SATURDAY, "I", True, "")] * 2


def test_what_appears_changes_and_goes_is_told_apart() -> None:
    earlier = [phone(FRIDAY, "(212) 555-0001"), phone(FRIDAY, "(212) 555-0002", phone_id=100102)]
    later = [phone(SATURDAY, "(212) 555-0009"), phone(SATURDAY, "(212) 555-0003", phone_id=100103)]
    new, gone, changed = sorted(
        answer(PhoneChanges, [SATURDAY], {PhoneNumbers: earlier + later}), key=lambda row: "IDU".index(row["op"])
    )
    assert (new["phone_id"], new["previous_phone_number"], new["is_baseline"]) == (100103, None, False)
    assert (gone["phone_id"], gone["phone_number"], gone["previous_phone_number"]) == (
        100102,
        "(212) 555-0002",
        "(212) 555-0002",
    )
    assert (changed["phone_number"], changed["previous_phone_number"]) == ("(212) 555-0009", "(212) 555-0001")
    assert (changed["changed_columns"], changed["effective_on"]) == ("phone_number", SATURDAY)


def test_an_untracked_column_alone_makes_no_row_but_is_carried() -> None:
    moved = [phone(FRIDAY, "(212) 555-0001"), phone(SATURDAY, "(212) 555-0001", kind="home")]
    assert changes(PhoneChanges, [SATURDAY], moved) == []
    both = [phone(FRIDAY, "(212) 555-0001"), phone(SATURDAY, "(212) 555-0002", kind="home")]
    (row,) = answer(PhoneChanges, [SATURDAY], {PhoneNumbers: both})
    assert (row["phone_type"], row["changed_columns"]) == ("home", "phone_number")


def test_monday_is_compared_with_friday_and_the_weekend_is_empty() -> None:
    rows = [card(FRIDAY, "active"), card(MONDAY, "blocked", blocked_on=SATURDAY)]
    found = answer(CardChanges, [SATURDAY, SUNDAY, MONDAY], {Cards: rows})
    assert [(row["dt"], row["op"], row["changed_columns"]) for row in found] == [
        (MONDAY, "U", "card_status,blocked_on,block_reason")
    ]
    assert found[0]["previous_card_status"] == "active"
    assert found[0]["previous_blocked_on"] is None


def test_without_friday_monday_is_a_baseline() -> None:
    rows = [card(date(2024, 10, 3), "active"), card(MONDAY, "active")]
    assert changes(CardChanges, [MONDAY], rows) == [(MONDAY, "I", True, "")]


def test_a_day_that_is_not_stored_deletes_nothing() -> None:
    assert changes(PhoneChanges, [SATURDAY], [phone(FRIDAY, "(212) 555-0001")]) == []
    assert changes(CardChanges, [MONDAY], [card(FRIDAY, "active")]) == []


def test_a_day_alone_is_the_same_as_inside_a_range() -> None:
    rows = [
        card(FRIDAY, "active"),
        card(FRIDAY, "active", 2),
        card(MONDAY, "expired"),
        card(date(2024, 10, 8), "expired"),
    ]
    days = [FRIDAY, SATURDAY, SUNDAY, MONDAY, date(2024, 10, 8)]
    alone = [change for day in days for change in changes(CardChanges, [day], rows)]
    assert changes(CardChanges, days, rows) == alone
    assert [(day, op) for day, op, *_ in alone] == [(FRIDAY, "I"), (FRIDAY, "I"), (MONDAY, "U"), (MONDAY, "D")]


def test_a_membership_only_comes_and_goes() -> None:
    def member(day: date, segment: int) -> dict[str, Any]:
        key = 100100 + segment
        return {"dt": day, "customer_segment_id": key, "customer_id": 1001, "segment_id": segment}

    rows = [member(FRIDAY, 1), member(FRIDAY, 2), member(SATURDAY, 2), member(SATURDAY, 3)]
    found = answer(SegmentChanges, [SATURDAY], {CustomersSegments: rows})
    assert [(row["segment_id"], row["op"]) for row in found] == [(1, "D"), (3, "I")]


def test_all_columns_but_key_and_instants_are_tracked_unless_named() -> None:
    columns = [each.name for each in ProductChanges.snapshot().column_meanings()]
    assert list(ProductChanges.tracked()) == [name for name in columns if name not in {"dt", "product_id"}]


def test_a_tracked_column_must_exist() -> None:
    with pytest.raises(LookupError, match="no_such_column"):

        class Strange(ChangeTable, of=Cards, tracked=("no_such_column",)):
            """Never made."""
