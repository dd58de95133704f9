"""Where prices go: returns, moving averages, trend and strength of each security, each sector and all together."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Count,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Ratio,
    Return,
    Text,
    code,
    count,
    key,
    money,
    number,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import GREY, lines, panels, png
from financial_lake.simulation.securities import SECTORS

LEVELS = ("security", "sector", "all")
TRENDS = ("up", "down", "sideways", "unknown")


class MarketTrends(
    LakeTable,
    grain="security, sector or all of them, and trading day",
    load=LoadPattern.DAY,
    owner="wealth",
    windows={"warehouse_facts.fact_market_price": 99},
):
    """Where prices go: returns, moving averages, trend and strength of each security, each sector and all together.

    A sector, and all securities together, are an index: 100.00 on the first stored of the last 100 days, then moved
    each trading day by the mean return of its securities. A return is not known when the day it starts from is not
    stored, an average when one of its days is not.
    """

    level: Text = key("what the member is: security, sector or all")
    member: Text = key("ticker, or sector, or all")
    sector: Text = code("business of the issuer; none for all together", SECTORS, null=True)
    close_value: Money = money("last price in US dollars, or points of the index", pii=Pii.NONE, gt=0)
    return_1d: Return = rate("gain since the trading day before, as a fraction", null=True, gt=-1)
    return_5d: Ratio = rate("gain over five trading days", null=True, ge=-1)
    return_20d: Ratio = rate("gain over twenty trading days", null=True, ge=-1)
    return_60d: Ratio = rate("gain over sixty trading days", null=True, ge=-1)
    moving_average_20: Money = money("mean close of the last twenty trading days", pii=Pii.NONE, null=True, gt=0)
    moving_average_50: Money = money("mean close of the last fifty trading days", pii=Pii.NONE, null=True, gt=0)
    trend: Text = code("up if close > average of 20 > average of 50, down if the other way round", TRENDS)
    volatility_20d: Ratio = rate("sample standard deviation of the last twenty daily returns", null=True, ge=0)
    relative_strength_20d: Ratio = rate("gain over twenty trading days beyond that of all securities", null=True)
    volume: Count = count("units traded", ge=0)
    volume_ratio: Ratio = rate("volume over its mean of the last twenty trading days", null=True, ge=0)
    sector_rank: Int = number("1 for the largest gain over twenty trading days in its sector", null=True, ge=1)

    @row_rule("a trend exactly where both averages are known", {"moving_average_50": None, "trend": "up"})
    def trend_iff_averages(cls, rows: pd.DataFrame) -> pd.Series:
        known = rows["moving_average_20"].notna() & rows["moving_average_50"].notna()
        return rows["trend"].ne("unknown") == known

    @row_rule(
        "an upward trend closes above its averages",
        {"close_value": "1.00", "moving_average_20": "2.00", "moving_average_50": "3.00", "trend": "up"},
    )
    def up_is_above(cls, rows: pd.DataFrame) -> pd.Series:
        rises = rows["close_value"].gt(rows["moving_average_20"]) & rows["moving_average_20"].gt(
            rows["moving_average_50"]
        )
        return rows["trend"].eq("up") == rises.fillna(value=False)

    @row_rule("only securities are ranked", {"level": "sector", "sector_rank": 1})
    def only_securities_ranked(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["sector_rank"].isna() | rows["level"].eq("security")


def picture(rows: pa.Table) -> bytes:
    """The index of each sector and its return over twenty trading days, as a PNG.

    Args:
        rows: days of this mart.
    """
    sectors = rows.filter(pc.equal(rows.column("level"), "sector"))
    figure, (index, gain) = panels("Sectors", "points", "gain over 20 trading days")
    lines(index, sectors, "close_value", "member")
    lines(gain, sectors.filter(pc.is_valid(sectors.column("return_20d"))), "return_20d", "member")
    gain.axhline(0, color=GREY, linewidth=0.5)
    return png(figure)
