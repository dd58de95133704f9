"""M34: the bits of the levels, sums at each level, customers counted once, and the documented queries."""

import re
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.accounts.products import Products
from financial_lake.engines import connect
from financial_lake.marts.executive.transaction_cell_month import TransactionCellMonth
from financial_lake.marts.executive.transaction_cube import DIMENSIONS, TransactionCube, level_id
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer, table_of

OCTOBER, NOVEMBER, YEAR_END = date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)


def cell(day: date, channel: str, amount: str, customer: int = 1001, **other: Any) -> dict[str, Any]:
    """A customer's spending of a month through a channel."""
    return {
        "dt": day,
        "customer_id": customer,
        "region": "west",
        "country": "US",
        "customer_segment": "retail",
        "product_category": "deposits",
        "channel": channel,
        "flow_class": "spend",
        "transaction_code": "card_purchase",
        "transaction_count": 1,
        "amount_usd": amount,
        "net_amount_usd": f"-{amount}",
        **other,
    }


EXAMPLE = [cell(OCTOBER, "branch", "10.00"), cell(OCTOBER, "online", "20.00"), cell(NOVEMBER, "branch", "5.00")]


def cube(cells: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    """The cube at the ends of the days, of the year by default."""
    return answer(TransactionCube, days or [YEAR_END], {TransactionCellMonth: cells})


def at(rows: list[dict[str, Any]], *given: str) -> list[tuple[Any, ...]]:
    """Members and amount of the level where these dimensions are given."""
    return [(*(row[name] for name in given), row["amount_usd"]) for row in rows if row["level_id"] == level_id(*given)]


def test_the_example_by_month_and_channel() -> None:
    rows = cube(EXAMPLE)
    month = ("year", "quarter", "month")
    assert at(rows, *month, "channel") == [
        (2024, 4, 10, "branch", Decimal("10.00")),
        (2024, 4, 10, "online", Decimal("20.00")),
        (2024, 4, 11, "branch", Decimal("5.00")),
    ]
    assert at(rows, *month) == [(2024, 4, 10, Decimal("30.00")), (2024, 4, 11, Decimal("5.00"))]
    assert at(rows) == [(Decimal("35.00"),)]


def test_a_bit_is_set_for_each_dimension_that_is_summed_over() -> None:
    """Over two dimensions the example's sets (k, g), (k) and () have bits 0, 1 and 3."""
    assert level_id(*DIMENSIONS) == 0
    assert level_id(*DIMENSIONS[:-1]) == 1
    assert level_id(*DIMENSIONS[:-2]) == 3
    assert level_id() == 1023
    for row in cube(EXAMPLE):
        assert row["level_id"] == level_id(*[name for name in DIMENSIONS if row[name] is not None])


def test_every_level_sums_to_the_grand_total() -> None:
    others = [
        cell(OCTOBER, "atm", "7.00", 1002, region="unknown", country="CA", customer_segment="premium"),
        cell(date(2024, 3, 31), "wire", "100.00", 1003, flow_class="received", transaction_code="wire_in"),
    ]
    rows = cube(EXAMPLE + others)
    levels = {row["level_id"] for row in rows}
    assert len(levels) == 32
    for level in levels:
        of_level = [row for row in rows if row["level_id"] == level]
        assert sum(row["amount_usd"] for row in of_level) == Decimal("142.00")
        assert sum(row["net_amount_usd"] for row in of_level) == Decimal("-142.00")
        assert sum(row["transaction_count"] for row in of_level) == 5


def test_a_customer_is_counted_once_at_each_level() -> None:
    rows = cube([*EXAMPLE, cell(NOVEMBER, "branch", "1.00", 1002)])
    counted = {row["level_id"]: row["distinct_customers"] for row in rows if row["channel"] in (None, "branch")}
    assert counted[level_id()] == counted[level_id("year")] == counted[level_id("channel")] == 2
    by_month = [row["distinct_customers"] for row in rows if row["level_id"] == level_id(*DIMENSIONS[:3])]
    assert by_month == [1, 2]


def test_a_month_end_holds_its_own_year_up_to_the_month_alone_or_in_a_range() -> None:
    cells = [cell(date(2023, 12, 31), "branch", "900.00"), *EXAMPLE, cell(YEAR_END, "branch", "1.00")]
    days = [date(2024, 11, 15), OCTOBER, NOVEMBER, YEAR_END]
    rows = cube(cells, *days)
    totals = [(row["dt"], row["amount_usd"]) for row in rows if row["level_id"] == level_id()]
    assert totals == [(OCTOBER, Decimal("30.00")), (NOVEMBER, Decimal("35.00")), (YEAR_END, Decimal("36.00"))]
    assert rows == [row for day in sorted(days) for row in cube(cells, day)]


def test_the_documented_queries_run() -> None:
    queries = re.findall(r"select .+?;", str(TransactionCube.__doc__), re.DOTALL)
    rows = table_of(TransactionCube, cube([*EXAMPLE, cell(YEAR_END, "mobile_app", "3.00")]))
    with closing(connect()) as connection:
        connection.register("cube", rows)
        connection.execute("create schema marts; create view marts.transaction_cube as from cube")
        answers = [connection.sql(query).fetchall() for query in queries]
    assert answers == [
        [("US", Decimal("38.00"), 1)],
        [(10, "west", Decimal("30.00")), (11, "west", Decimal("5.00")), (12, "west", Decimal("3.00"))],
        [(4, 1)],
        [("card_purchase", Decimal("38.00"))],
    ]


def posting(day: date, amount: str, **other: Any) -> dict[str, Any]:
    """A completed purchase or refund of that signed amount."""
    value = Decimal(amount)
    return {
        "dt": day,
        "transaction_key": day.toordinal(),
        "customer_id": 1001,
        "product_id": 3,
        "channel": "pos",
        "flow_class": "spend",
        "transaction_code": "card_purchase",
        "transaction_count": 1,
        "transaction_amount_usd": value,
        "is_completed": 1,
        "is_debit": int(value < 0),
        "is_credit": int(value > 0),
        **other,
    }


@pytest.mark.parametrize("days", [[OCTOBER], [date(2024, 10, 30), OCTOBER, NOVEMBER]])
def test_cells_take_place_segment_and_product_of_the_postings_own_day(days: list[date]) -> None:
    first = date(2024, 10, 1)
    records = [
        {"dt": day, "customer_id": 1001, "region": region, "country": "US", "customer_segment": segment}
        for day, region, segment in ((first, "west", "retail"), (OCTOBER, None, "premium"))
    ]
    inputs: dict[Any, Any] = {
        FactTransaction: [
            posting(first, "-50.00"),
            posting(first, "-8.00"),
            posting(first, "20.00", is_debit=1, is_credit=0, transaction_count=0),
            posting(first, "-99.00", is_completed=0),
            posting(OCTOBER, "-1.00", product_id=None),
            posting(date(2024, 9, 30), "-1000.00"),
        ],
        CustomerRecords: [{**record, "age_group": "26_35"} for record in records],
        Products: [{"dt": day, "product_id": 3, "product_category": "deposits"} for day in (first, OCTOBER)],
    }
    rows = answer(TransactionCellMonth, days, inputs)
    names = (
        "dt",
        "region",
        "customer_segment",
        "product_category",
        "transaction_count",
        "amount_usd",
        "net_amount_usd",
    )
    assert [tuple(str(row[name]) for name in names) for row in rows] == [
        ("2024-10-31", "unknown", "premium", "unknown", "1", "1.00", "-1.00"),
        ("2024-10-31", "west", "retail", "deposits", "2", "38.00", "-38.00"),
    ]
