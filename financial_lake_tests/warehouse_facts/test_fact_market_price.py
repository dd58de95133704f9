"""Prices as facts: what a security gained since the trading day before."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.curated.calendar import Calendar
from financial_lake.datalake.investments.market_data import MarketData
from financial_lake.production.whole_tables import rows_of
from financial_lake.warehouse_facts.fact_market_price import LONGEST_PAUSE, FactMarketPrice
from financial_lake_tests.worked_examples import answer

WEDNESDAY, FRIDAY, SATURDAY = (date(2024, 11, day) for day in (27, 29, 30))  # between them Thanksgiving
MONDAY = date(2024, 12, 2)


def price(day: date, close: str, security: int = 1) -> dict[str, Any]:
    """A security's prices of a trading day."""
    days = (day - date(1970, 1, 1)).days
    return {"dt": day, "data_id": days * 10_000_000 + security, "security_id": security, "data_date": day,
            "open_price": close, "high_price": close, "low_price": close, "close_price": close,
            "volume": 100, "market_cap": None}  # fmt: skip


def returns(days: list[date], *prices: dict[str, Any]) -> list[tuple[Any, ...]]:
    """(day, security, close before, return) of the facts."""
    rows = answer(FactMarketPrice, days, {MarketData: prices})
    return [(row["dt"], row["security_id"], row["previous_close"], row["daily_return"]) for row in rows]


def test_a_return_is_the_close_over_the_close_of_the_trading_day_before() -> None:
    prices = [price(WEDNESDAY, "90.00"), price(FRIDAY, "100.00"), price(MONDAY, "99.00")]
    assert returns([FRIDAY, SATURDAY, MONDAY], *prices) == [
        (FRIDAY, 1, Decimal("90.00"), Decimal("0.1111111111")),
        (MONDAY, 1, Decimal("100.00"), Decimal("-0.0100000000")),
    ]


def test_the_first_stored_day_has_no_return() -> None:
    assert returns([FRIDAY], price(FRIDAY, "100.00")) == [(FRIDAY, 1, None, None)]


def test_only_the_trading_day_right_before_counts() -> None:
    assert returns([MONDAY], price(WEDNESDAY, "90.00"), price(MONDAY, "99.00")) == [(MONDAY, 1, None, None)]


def test_each_security_is_compared_with_itself() -> None:
    prices = [price(FRIDAY, "100.00"), price(FRIDAY, "10.00", 2), price(MONDAY, "110.00"), price(MONDAY, "9.00", 2)]
    assert [found[-1] for found in returns([MONDAY], *prices)] == [Decimal("0.1000000000"), Decimal("-0.1000000000")]


def test_a_day_alone_is_the_same_as_inside_a_range() -> None:
    prices = [price(WEDNESDAY, "90.00"), price(FRIDAY, "100.00"), price(MONDAY, "99.00")]
    days = [WEDNESDAY, FRIDAY, SATURDAY, MONDAY]
    assert returns(days, *prices) == [row for day in days for row in returns([day], *prices)]


def test_the_key_is_the_days_own_and_the_date_is_a_row_of_the_calendar() -> None:
    (row,) = answer(FactMarketPrice, [FRIDAY], {MarketData: [price(FRIDAY, "100.00", 7)]})
    assert (row["price_key"], row["date_key"]) == (20_056 * 10_000_000 + 7, 20_241_129)


def test_the_exchanges_never_pause_longer_than_is_read_back() -> None:
    days = rows_of(Calendar).to_pylist()[10:]
    pauses = {(each["dt"] - each["previous_trading_day"]).days for each in days if each["is_trading_day"]}
    assert max(pauses) <= LONGEST_PAUSE
