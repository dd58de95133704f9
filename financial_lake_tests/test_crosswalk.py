"""Every table and column the specifications name is answered by a column that exists."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models, models
from financial_lake.contract.lake_table import SOURCE_LAYER

CROSSWALK = Path(__file__).parent.parent / "docs" / "crosswalk.csv"
SPECIFICATIONS = {
    "data lake expansion": 22,
    "data generation guide": 33,
    "lakehouse mini platform": 8,
    "mock data plan": 9,
    "analytics platform capstone": 18,
}
RENAMED_VALUES = [
    ("accounts", "account_type", "checking"),
    ("accounts", "account_type", "credit_card"),
    ("loan_accounts", "loan_status", "paid_off"),
    ("compliance_events", "event_type", "kyc_review"),
    ("interactions", "channel", "mobile_app"),
    ("accounts", "account_status", "active"),
]


@dataclass(frozen=True, slots=True)
class Name:
    """A column as a specification names it, and what answers it.

    Attributes:
        specification: the document.
        named_table: its table.
        named_column: its column.
        answered_by: columns here, `schema.table.column`.
    """

    specification: str
    named_table: str
    named_column: str
    answered_by: tuple[str, ...]


@cache
def crosswalk() -> tuple[Name, ...]:
    with CROSSWALK.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Name(
                row["specification"],
                row["named_table"],
                row["named_column"],
                tuple(row["answered_by"].split()),
            )
            for row in csv.DictReader(rows)
        )


@cache
def existing() -> frozenset[str]:
    """Tables as `schema.table` and columns as `schema.table.column`, the star's views of facts among them."""
    return frozenset(name for model in all_models() for name in names_of(model))


def names_of(model: type[LakeTable]) -> Iterator[str]:
    """A table and its columns; for a fact also its view in the star, with the keys that the view binds."""
    columns = [each.name for each in model.column_meanings()]
    homes = {model.sql_name(): columns}
    if model.about().bound_keys:
        bound = [each.key for each in model.about().bound_keys]
        homes[f"warehouse.{model.short_name()}"] = [*columns, *bound]
    for home, held in homes.items():
        yield home
        yield from (f"{home}.{column}" for column in held)


@pytest.mark.parametrize("specification", SPECIFICATIONS)
def test_every_named_column_is_answered_by_columns_that_exist(specification: str) -> None:
    named = [each for each in crosswalk() if each.specification == specification]
    assert len({each.named_table for each in named}) == SPECIFICATIONS[specification]
    wrong = [
        (each.named_table, each.named_column, each.answered_by)
        for each in named
        if not each.answered_by or not existing().issuperset(each.answered_by)
    ]
    assert wrong == []


def test_no_name_is_told_twice() -> None:
    names = [(each.specification, each.named_table, each.named_column) for each in crosswalk()]
    assert len(names) == len(set(names))
    assert {each.specification for each in crosswalk()} == set(SPECIFICATIONS)


def test_every_table_of_the_expansion_has_its_own_name_here_and_its_day() -> None:
    named = [each for each in crosswalk() if each.specification == "data lake expansion"]
    for each in named:
        assert [answer.rsplit(".", 1)[0] for answer in each.answered_by] == [f"datalake.{each.named_table}"]
    days = [each.answered_by for each in named if each.named_column == "as_of"]
    assert days == [(f"datalake.{table}.dt",) for table in dict.fromkeys(each.named_table for each in named)]


@pytest.mark.parametrize(("table", "column", "value"), RENAMED_VALUES)
def test_a_renamed_value_is_a_value_here(table: str, column: str, value: str) -> None:
    (model,) = [each for each in models(SOURCE_LAYER) if each.short_name() == table]
    (meaning,) = [each for each in model.column_meanings() if each.name == column]
    assert meaning.values is not None
    assert value in meaning.values


def test_a_name_that_is_nowhere_would_be_found() -> None:
    assert "datalake.accounts.current_balance" in existing()
    assert "datalake.accounts.balance" not in existing()
    assert "warehouse.fact_balance.customer_key" in existing()
    assert "warehouse_facts.fact_balance.customer_key" not in existing()
