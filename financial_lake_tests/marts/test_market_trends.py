"""M39: the worked example, returns over several days, averages and trends at bounds, indices, and missing days."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.calendar import Calendar
from financial_lake.datalake.investments.market_data import MarketData
from financial_lake.marts.risk.market_trends import MarketTrends, picture
from financial_lake.production.whole_tables import rows_of
from financial_lake.warehouse_facts.fact_market_price import FactMarketPrice
from financial_lake_tests.worked_examples import answer, table_of

TODAY = date(2024, 12, 30)
TRADING_DAYS = [
    row["dt"]
    for row in rows_of(Calendar).to_pylist()
    if row["is_trading_day"] and date(2024, 1, 1) <= row["dt"] <= TODAY
]


def quoted(
    closes: Sequence[int | str | None], security: int = 1, sector: str = "energy", **said: Any
) -> list[dict[str, Any]]:
    """What a security closed at on the last trading days up to today; None where nothing is stored."""
    days = TRADING_DAYS[-len(closes) :]
    rows, before = [], None
    for day, close in zip(days, closes, strict=True):
        if close is not None:
            gain: Decimal | None = None if before is None else (Decimal(close) / before - 1).quantize(Decimal("1e-10"))
            rows.append(
                {
                    "dt": day,
                    "security_id": security,
                    "symbol": chr(64 + security) * 4,
                    "sector": sector,
                    "close_price": Decimal(close),
                    "daily_return": gain,
                    "volume": 100,
                }
                | said
            )
        before = None if close is None else Decimal(close)
    return rows


def measured(quotes: list[dict[str, Any]], *days: date) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows of the last of the days by level and member."""
    return {(row["level"], row["member"]): row for row in rows(quotes, *days) if row["dt"] == (days or (TODAY,))[-1]}


def rows(quotes: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    listed = [{name: row[name] for name in ("dt", "security_id", "symbol", "sector")} for row in quotes]
    prices = [{name: row[name] for name in row if name not in {"symbol", "sector"}} for row in quotes]
    return answer(MarketTrends, days or (TODAY,), {MarketData: listed, FactMarketPrice: prices})


def test_the_example_loses_a_hundredth_over_two_days() -> None:
    quotes = quoted([100, 110, 99])
    gained = measured(quotes, TRADING_DAYS[-2])["security", "AAAA"]
    lost = measured(quotes)
    assert gained["return_1d"] == Decimal("0.1000000000")
    assert lost["security", "AAAA"]["return_1d"] == Decimal("-0.1000000000")
    assert [lost[each]["close_value"] for each in (("sector", "energy"), ("all", "all"))] == [Decimal("99.00")] * 2


def test_returns_start_from_the_close_that_many_trading_days_back() -> None:
    closes: list[int | None] = [100] * 61
    closes[-1], closes[-6], closes[-21], closes[-61] = 132, 120, 110, 88
    row = measured(quoted(closes))["security", "AAAA"]
    assert [row[f"return_{each}d"] for each in (1, 5, 20, 60)] == [
        Decimal("0.32"), Decimal("0.1"), Decimal("0.2"), Decimal("0.5"),
    ]  # fmt: skip
    closes[-6] = closes[-21] = None
    row = measured(quoted(closes))["security", "AAAA"]
    assert [row[f"return_{each}d"] for each in (5, 20, 60)] == [None, None, Decimal("0.5")]
    assert measured(quoted(closes[1:]))["security", "AAAA"]["return_60d"] is None


@pytest.mark.parametrize(
    ("older", "newer", "last", "trend"),
    [
        (100, 200, 300, "up"),
        (300, 200, 100, "down"),
        (100, 200, 150, "sideways"),
        (100, 100, 100, "sideways"),
        (None, 200, 300, "unknown"),
    ],
)
def test_a_trend_needs_close_and_averages_in_order(older: int | None, newer: int, last: int, trend: str) -> None:
    row = measured(quoted([older] * 30 + [newer] * 19 + [last]))["security", "AAAA"]
    assert row["trend"] == trend
    assert row["moving_average_20"] == Decimal(newer * 19 + last) / 20
    if older is None:
        assert row["moving_average_50"] is None
    else:
        assert row["moving_average_50"] == Decimal(older * 30 + newer * 19 + last) / 50


def test_averages_are_cents_half_up() -> None:
    row = measured(quoted(["1.00"] * 10 + ["1.01"] * 10))["security", "AAAA"]
    assert row["moving_average_20"] == Decimal("1.01")


def test_volatility_and_volume_look_at_twenty_days() -> None:
    quotes = quoted([100, *(110, 99) * 5, *(100,) * 10])
    quotes[-1]["volume"] = 300
    row = measured(quotes)["security", "AAAA"]
    returns = [each["daily_return"] for each in quotes[-20:]]
    mean = sum(returns) / 20
    variance = sum((each - mean) ** 2 for each in returns) / 19
    assert row["volatility_20d"] == variance.sqrt().quantize(Decimal("1e-6"))
    assert row["volume_ratio"] == Decimal("2.727273")  # 300 over 110
    short = measured(quotes[1:])["security", "AAAA"]
    assert short["volatility_20d"] is not None
    assert measured(quotes[2:])["security", "AAAA"]["volume_ratio"] is None


def test_an_index_moves_by_the_mean_return_of_its_securities() -> None:
    quotes = [*quoted([100, 110, 110]), *quoted([50, 50, 60], 2), *quoted([10, 10, 9], 3, "finance")]
    found = measured(quotes)
    assert found["sector", "energy"]["close_value"] == Decimal("115.50")  # 100 x 1.05 x 1.10
    assert found["sector", "energy"]["return_1d"] == Decimal("0.1")
    assert found["sector", "finance"]["close_value"] == Decimal("90.00")
    assert found["all", "all"]["return_1d"] == Decimal("0.0333333333")
    assert found["all", "all"]["close_value"] == Decimal("106.78")  # 100 x 1.0333333333 squared
    assert (found["sector", "energy"]["volume"], found["all", "all"]["volume"]) == (200, 300)
    assert found["all", "all"]["sector"] is None


def test_strength_is_beyond_all_and_ranks_are_within_a_sector() -> None:
    steady, rising = [100] * 21, [100] * 20 + [120]
    quotes = [*quoted(steady, 1), *quoted(rising, 2), *quoted(steady, 3), *quoted(steady, 4, "finance")]
    quotes += quoted([100] * 5, 5)
    found = measured(quotes)
    assert {member: row["sector_rank"] for (level, member), row in found.items() if level == "security"} == {
        "AAAA": 2, "BBBB": 1, "CCCC": 3, "DDDD": 1, "EEEE": None,
    }  # fmt: skip
    assert found["all", "all"]["return_20d"] == Decimal("0.04")
    assert found["security", "BBBB"]["relative_strength_20d"] == Decimal("0.16")
    assert found["all", "all"]["relative_strength_20d"] == 0


def test_days_without_trading_have_no_rows_and_each_day_stands_alone() -> None:
    quotes = [*quoted(range(100, 180)), *quoted(range(300, 220, -1), 2, "finance")]
    sunday = date(2024, 12, 29)
    together = rows(quotes, TRADING_DAYS[-2], sunday, TODAY)
    assert together == [*rows(quotes, TRADING_DAYS[-2]), *rows(quotes, TODAY)]


def test_the_picture_is_a_png() -> None:
    found = rows(quoted([100] * 30), *TRADING_DAYS[-3:])
    assert picture(table_of(MarketTrends, found)).startswith(b"\x89PNG")
