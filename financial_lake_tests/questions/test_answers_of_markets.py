"""What is asked about prices and what holdings may lose, worked out from the raw deliveries with pandas."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import stdev
from typing import Any

from financial_lake_tests.questions.agreement import agree
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, cents, ratio

LAST = LATEST[-1]
TEN_DECIMALS = Decimal("0.0000000001")


def gains(raw: RawDeliveries) -> dict[int, dict[Any, Decimal]]:
    """Daily returns by security and trading day, to ten decimals."""
    found = {}
    for security, own in raw.table("market_data").sort_values("dt").groupby("security_id"):
        prices = dict(zip(own["dt"], own["close_price"], strict=True))
        days = sorted(prices)
        found[int(security)] = {
            day: (prices[day] / prices[before] - 1).quantize(TEN_DECIMALS, ROUND_HALF_UP)
            for before, day in pairwise(days)
        }
    return found


def test_market_trends(asked: Asked, raw: RawDeliveries) -> None:
    quotes = raw.table("market_data").sort_values("dt")
    daily = gains(raw)
    rows: list[tuple[Any, ...]] = []
    for symbol, own in quotes.groupby("symbol"):
        prices, volumes = [*own["close_price"]], [int(each) for each in own["volume"]]
        returns = [*daily[int(own["security_id"].iloc[0])].values()]
        shorter, longer = (cents(sum(prices[-days:]) / days) for days in (20, 50))
        rises, falls = prices[-1] > shorter > longer, prices[-1] < shorter < longer
        rows.append(
            (
                symbol,
                prices[-1],
                returns[-1],
                ratio(prices[-1] - prices[-21], prices[-21]),
                shorter,
                "up" if rises else "down" if falls else "sideways",
                Decimal(stdev(map(float, returns[-20:]))).quantize(Decimal("0.000001")),
                ratio(20 * volumes[-1], sum(volumes[-20:])),
                own["sector"].iloc[0],
            )
        )
    ranked = sorted(rows, key=lambda row: (-row[3], row[0]))
    places: dict[str, int] = {}
    expected = []
    for *figures, sector in ranked:
        places[sector] = places.get(sector, 0) + 1
        expected.append((*figures, places[sector]))
    agree(asked("market_trends", day=LAST), expected)


def lost(ranked: list[Decimal], tail: Decimal) -> Decimal:
    """Mean of the worst days that make up the tail, the last of them in part."""
    days = len(ranked) * tail
    whole = int(days)
    return cents((sum(ranked[:whole], Decimal(0)) + (days - whole) * ranked[whole]) / days)


def test_market_risk(asked: Asked, raw: RawDeliveries) -> None:
    daily = gains(raw)
    trading = sorted({day for each in daily.values() for day in each})
    holdings = {day: raw.on("holdings", day) for day in trading[-2:]}
    kinds = dict(zip(*raw.on("securities", LAST)[["security_id", "security_type"]].T.to_numpy(), strict=True))
    profiles = dict(zip(*raw.on("investments", LAST)[["investment_id", "risk_profile"]].T.to_numpy(), strict=True))
    cuts: dict[str, Callable[[Any], Any]] = {
        "all": lambda _: "all",
        "risk_profile": lambda row: profiles.get(row.investment_id),
        "security_type": lambda row: kinds[row.security_id],
    }
    expected = []
    for cut, name in cuts.items():
        today, before = (
            holdings[day].assign(portfolio=[name(row) for row in holdings[day].itertuples()])
            for day in trading[::-1][:2]
        )
        for portfolio, own in today.groupby("portfolio"):
            gained = [
                cents(sum(row.current_value * daily[row.security_id].get(day, 0) for row in own.itertuples()))
                for day in trading
            ]
            ranked = sorted((-each for each in gained), reverse=True)
            held = before[before["portfolio"].eq(portfolio)]
            moved = sum(row.current_value * daily[row.security_id][trading[-1]] for row in held.itertuples())
            expected.append(
                (
                    cut,
                    portfolio,
                    own["current_value"].sum(),
                    len(trading),
                    ranked[len(ranked) // 100],
                    lost(ranked, Decimal("0.025")),
                    ranked[0],
                    cents(moved),
                )
            )
    agree(asked("market_risk", day=trading[-1]), sorted(expected, key=lambda row: row[:2]))
