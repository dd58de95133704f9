"""M08 and M09: the worked examples, which returns and positions count, short histories, exceptions and zones."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.calendar import Calendar
from financial_lake.curated.management_parameters import ManagementParameters
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.investments.securities import Securities
from financial_lake.marts.risk import holding_market_risk, market_risk_backtest
from financial_lake.marts.risk.holding_market_risk import HoldingMarketRisk
from financial_lake.marts.risk.market_risk_backtest import MarketRiskBacktest
from financial_lake.production.whole_tables import rows_of
from financial_lake.warehouse_facts.fact_holding import FactHolding
from financial_lake.warehouse_facts.fact_market_price import FactMarketPrice
from financial_lake_tests.worked_examples import answer, table_of

TODAY = date(2024, 12, 30)
TRADING_DAYS = [
    row["dt"]
    for row in rows_of(Calendar).to_pylist()
    if row["is_trading_day"] and date(2023, 1, 1) <= row["dt"] <= TODAY
]
YESTERDAY = TRADING_DAYS[-2]
PNL = (-120, -80, -30, -10, 0, 5, 20, 40, 60, 90)
CENT = Decimal("0.01")


def returns(gains: Sequence[int | str | None], security: int = 1) -> list[dict[str, Any]]:
    """What a security gained on the last trading days up to today, in thousandths."""
    days = TRADING_DAYS[-len(gains) :]
    return [
        {"dt": day, "security_id": security, "daily_return": None if gain is None else Decimal(gain) / 1_000}
        for day, gain in zip(days, gains, strict=True)
    ]


def holding(value: str = "1000.00", security: int = 1, investment: int = 7, day: date = TODAY) -> dict[str, Any]:
    return {
        "dt": day,
        "holding_key": investment * 10 + security,
        "investment_id": investment,
        "security_id": security,
        "market_value": value,
    }


def policy(**numbers: str) -> list[dict[str, Any]]:
    """Tails and observations as a test wants them."""
    kinds = {"least": "observations", "most": "observations", "var_99_1d": "tail", "es_975_1d": "tail"}
    return [
        {
            "parameter_id": f"market_risk_{kinds[scope]}",
            "scope": scope,
            "value": value,
            "effective_to": date(9999, 12, 31),
        }
        for scope, value in numbers.items()
    ]


def measured(
    holdings: list[dict[str, Any]], prices: list[dict[str, Any]], *days: date, **numbers: str
) -> list[dict[str, Any]]:
    inputs: dict[Any, Any] = {
        FactHolding: holdings,
        FactMarketPrice: prices,
        Investments: [
            {"dt": day, "investment_id": each, "risk_profile": "moderate" if each == 7 else "aggressive"}
            for day in {row["dt"] for row in holdings}
            for each in (7, 8)
        ],
        Securities: [
            {"dt": day, "security_id": each, "security_type": "stock" if each == 1 else "bond"}
            for day in {row["dt"] for row in holdings}
            for each in (1, 2)
        ],
    }
    if numbers:
        inputs[ManagementParameters] = policy(**numbers)
    return answer(HoldingMarketRisk, days or (TODAY,), inputs)


def of_all(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = [row for row in rows if row["portfolio_type"] == "all"]
    return row


@pytest.mark.parametrize(
    ("tail", "loss", "shortfall"), [("0.100000", "80.00", "120.00"), ("0.250000", "30.00", "86.00")]
)
def test_the_example_by_its_tail(tail: str, loss: str, shortfall: str) -> None:
    numbers = {"least": "10.0", "most": "10.0", "var_99_1d": tail, "es_975_1d": tail}
    row = of_all(measured([holding()], returns(PNL), **numbers))
    assert (row["observations"], row["var_99_1d"], row["es_975_1d"]) == (10, Decimal(loss), Decimal(shortfall))
    assert (row["worst_loss"], row["market_value"]) == (Decimal("120.00"), Decimal("1000.00"))
    mean = Decimal(sum(PNL)) / 10
    variance = sum(((gain - mean) ** 2 for gain in PNL), Decimal(0)) / 9
    assert row["volatility"] == (variance.sqrt() / 1_000).quantize(Decimal("1e-6"))


def test_of_250_days_the_third_worst_is_the_value_at_risk() -> None:
    row = of_all(measured([holding()], returns([*range(-1, -301, -1)][::-1])))
    assert (row["observations"], row["worst_loss"]) == (250, Decimal("250.00"))
    assert row["var_99_1d"] == Decimal("248.00")
    assert row["es_975_1d"] == (
        (Decimal(250 + 249 + 248 + 247 + 246 + 245) + Decimal("0.25") * 244) / Decimal("6.25")
    ).quantize(CENT)


@pytest.mark.parametrize(("days", "is_short"), [(59, True), (60, False)])
def test_fewer_than_sixty_days_measure_nothing(days: int, is_short: bool) -> None:
    row = of_all(measured([holding()], returns([None, *(5,) * days])))
    assert (row["observations"], row["is_short_history"], row["var_99_1d"] is None) == (days, is_short, is_short)


def test_portfolios_are_cut_by_profile_type_and_account() -> None:
    holdings = [holding("100.00"), holding("300.00", 2), holding("50.00", 2, 8)]
    prices = [*returns((10,) * 60), *returns((-20,) * 60, 2)]
    rows = measured(holdings, prices)
    assert {(row["portfolio_type"], row["portfolio"]): row["worst_loss"] for row in rows} == {
        ("all", "all"): Decimal("6.00"),
        ("investment", "7"): Decimal("5.00"),
        ("investment", "8"): Decimal("1.00"),
        ("risk_profile", "aggressive"): Decimal("1.00"),
        ("risk_profile", "moderate"): Decimal("5.00"),
        ("security_type", "bond"): Decimal("7.00"),
        ("security_type", "stock"): Decimal("-1.00"),
    }


def test_the_gain_of_a_day_is_of_the_positions_of_the_trading_day_before() -> None:
    holdings = [holding("9999.00"), holding("200.00", day=YESTERDAY), holding("100.00", 2, day=YESTERDAY)]
    prices = [*returns((900, -15)), *returns((900, 40), 2)]
    assert of_all(measured(holdings, prices))["hypothetical_pnl"] == Decimal("1.00")
    assert of_all(measured([holding()], prices))["hypothetical_pnl"] is None


def test_days_without_trading_have_no_rows_and_each_day_stands_alone() -> None:
    holdings = [holding(), holding("700.00", 2), holding(day=YESTERDAY), holding("40.00", 2, 8, YESTERDAY)]
    prices = [
        *returns([each * 7 % 31 - 15 for each in range(70)]),
        *returns([each * 5 % 23 - 11 for each in range(66)], 2),
    ]
    together = measured(holdings, prices, YESTERDAY, date(2024, 12, 29), TODAY)
    assert together == [*measured(holdings, prices, YESTERDAY), *measured(holdings, prices, TODAY)]


def backtest(gains: Sequence[str | None], *days: date, limit: str | None = "80.00") -> list[dict[str, Any]]:
    """The verdicts after those gains on the last trading days; the limit is known on every day before."""
    history = TRADING_DAYS[-len(gains) - 1 :]
    rows = [
        {"dt": day, "portfolio_type": "all", "portfolio": "all", "hypothetical_pnl": gain, "var_99_1d": limit}
        for day, gain in zip(history, [None, *gains], strict=True)
    ]
    return answer(MarketRiskBacktest, days or (TODAY,), {HoldingMarketRisk: rows})


def test_a_loss_beyond_the_value_at_risk_of_the_day_before_is_an_exception() -> None:
    (row,) = backtest(["-95.00"])
    assert (row["var_previous"], row["is_exception"], row["exceptions_250"]) == (Decimal("80.00"), True, 1)
    (row,) = backtest(["-80.00"])
    assert (row["is_exception"], row["observations"], row["zone"]) == (False, 1, "insufficient_history")
    (row,) = backtest(["-95.00"], limit=None)
    assert (row["is_exception"], row["observations"], row["exceptions_250"]) == (None, 0, 0)


@pytest.mark.parametrize(
    ("exceptions", "days", "zone"),
    [
        (4, 250, "green"),
        (5, 250, "yellow"),
        (9, 250, "yellow"),
        (10, 250, "red"),
        (5, 100, "insufficient_history"),
        (4, 249, "insufficient_history"),
    ],
)
def test_zones_by_exceptions_in_250_days(exceptions: int, days: int, zone: str) -> None:
    (row,) = backtest([*("-95.00",) * exceptions, *("5.00",) * (days - exceptions)])
    assert (row["observations"], row["exceptions_250"], row["zone"]) == (days, exceptions, zone)


def test_what_is_older_than_250_days_is_forgotten_and_each_day_stands_alone() -> None:
    gains = [*("-95.00",) * 6, *("5.00",) * 249]
    yesterday, today = backtest(gains, YESTERDAY, TODAY)
    assert (yesterday["exceptions_250"], today["exceptions_250"]) == (2, 1)
    assert [yesterday, today] == [*backtest(gains, YESTERDAY), *backtest(gains)]


def test_the_pictures_are_pngs() -> None:
    risk = measured([holding(), holding(day=YESTERDAY)], returns((5,) * 61), YESTERDAY, TODAY)
    assert holding_market_risk.picture(table_of(HoldingMarketRisk, risk)).startswith(b"\x89PNG")
    tested = backtest(["-95.00", "5.00"], YESTERDAY, TODAY)
    assert market_risk_backtest.picture(table_of(MarketRiskBacktest, tested)).startswith(b"\x89PNG")
