"""Counterexamples: one for each declared rule, the smallest change, and a rule that cannot fail is found out."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract import (
    Day,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    code,
    key,
    money,
    number,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract import instant as point_in_time
from financial_lake.errors import ContractViolation
from financial_lake.renderings.counterexamples import Counterexample, counterexamples


class Parcels(LakeTable, grain="parcel", load=LoadPattern.EVENTS, owner="post"):
    """Parcels handed in."""

    parcel_id: Id = key("its number")
    size: Text = code("how large it is", ("small", "large"))
    label: Text = text("what is written on it", pattern=r"P-\d{3}$")
    postage_amount: Money = money("what it costs to send", gt=0, le="99.99")
    items: Int = number("things inside", ge=1, lt=10)
    sent_on: Day = calendar_day("day it left", null=True)
    scanned_at: Instant = point_in_time("last scan", null=True)

    @row_rule("a small parcel holds one thing", {"size": "small", "items": 2})
    def small_holds_one(cls, rows: pd.DataFrame) -> pd.Series:
        """Small parcels have no room."""
        return rows["size"].ne("small") | rows["items"].eq(1)

    @row_rule("nothing leaves before it is handed in", {"sent_on": "2024-01-01", "scanned_at": "2024-01-01T08:00:00"})
    def sent_after_arrival(cls, rows: pd.DataFrame) -> pd.Series:
        """Days go forward."""
        return rows["sent_on"].isna() | rows["sent_on"].ge(rows["dt"])

    @row_rule("a rule that cannot fail", {"items": 3})
    def toothless(cls, rows: pd.DataFrame) -> pd.Series:
        """Always true."""
        return rows["items"].isna() | rows["items"].ge(-5)


GOOD = pa.Table.from_pylist(
    [
        {
            "dt": date(2024, 10, 1),
            "parcel_id": 1,
            "size": "large",
            "label": "P-001",
            "postage_amount": Decimal("5.00"),
            "items": 3,
        }
    ],
    schema=Parcels.arrow_schema(),
)


def examples() -> dict[str, Counterexample]:
    return {each.label: each for each in counterexamples(Parcels, GOOD)}


def red_rules(example: Counterexample) -> set[str]:
    try:
        Parcels.check_rows(example.applied(GOOD, 0))
    except ContractViolation as violation:
        return set(pd.DataFrame(violation.failures)["check"].astype(str))
    return set()


def test_every_declared_rule_has_one_counterexample() -> None:
    assert set(examples()) == {
        "dt-not_nullable",
        "parcel_id-not_nullable",
        "size-not_nullable",
        "size-isin",
        "label-not_nullable",
        "label-str_matches",
        "postage_amount-not_nullable",
        "postage_amount-greater_than",
        "postage_amount-less_than_or_equal_to",
        "items-not_nullable",
        "items-greater_than_or_equal_to",
        "items-less_than",
        "dt-parcel_id-multiple_fields_uniqueness",
        "small_holds_one",
        "sent_after_arrival",
        "toothless",
    }


def test_each_turns_its_own_rule_red_and_no_other() -> None:
    for label, example in examples().items():
        if label != "toothless":
            assert red_rules(example) == {example.rule}, label


def test_bounds_are_missed_by_the_smallest_unit_of_the_column() -> None:
    found = examples()
    assert found["postage_amount-greater_than"].changes == {"postage_amount": Decimal(0)}
    assert found["postage_amount-less_than_or_equal_to"].changes == {"postage_amount": Decimal("100.00")}
    assert found["items-greater_than_or_equal_to"].changes == {"items": 0}
    assert found["items-less_than"].changes == {"items": 10}


def test_a_rule_that_cannot_fail_stays_green_and_is_found_out() -> None:
    assert red_rules(examples()["toothless"]) == set()


def test_a_pattern_that_refuses_nothing_is_a_defect() -> None:
    class Notes(LakeTable, grain="note", owner="post"):
        """Notes."""

        note: Text = text("anything at all", pattern=".*")

    rows = pa.Table.from_pylist([{"note": "hello"}], schema=Notes.arrow_schema())
    with pytest.raises(ValueError, match="cannot fail"):
        list(counterexamples(Notes, rows))


def test_a_counterexample_that_names_no_column_is_refused() -> None:
    with pytest.raises(KeyError, match="colour"):
        Counterexample("painted", (), {"colour": "red"}).applied(GOOD, 0)
