"""Daily prices of every security."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    count,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, is_trading_day
from financial_lake.simulation.market import quotes_on
from financial_lake.simulation.securities import COUNT, SECTORS, securities

IDS_A_DAY = 10_000_000


class MarketData(
    LakeTable,
    grain="security and trading day",
    load=LoadPattern.EVENTS,
    owner="wealth",
    rules=("R45", "R46", "R64", "R65"),
):
    """Daily prices of every security, in US dollars; nothing on days without trading."""

    data_id: Id = key("the day, followed by the security")
    security_id: Id = refers("securities", "what was traded")
    symbol: Text = text("its ticker", pattern=r"[A-Z]{4}$")
    data_date: Day = calendar_day("trading day")
    open_price: Money = money("first price of the day", pii=Pii.NONE, gt=0)
    high_price: Money = money("highest price of the day", pii=Pii.NONE, gt=0)
    low_price: Money = money("lowest price of the day", pii=Pii.NONE, gt=0)
    close_price: Money = money("last price of the day", pii=Pii.NONE, gt=0)
    volume: Count = count("units traded", ge=0)
    market_cap: Money = money(
        "what all shares outstanding are worth at the close; none for bonds and mutual funds",
        pii=Pii.NONE,
        null=True,
        gt=0,
    )
    sector: Text = code("business of the issuer, or of what a fund buys", SECTORS)

    @row_rule("no price of the day is below its low", {"low_price": "1000000.00", "high_price": "1000001.00"})
    def low_is_lowest(cls, rows: pd.DataFrame) -> pd.Series:
        """The low bounds open and close from below."""
        return (rows["low_price"] <= rows["open_price"]) & (rows["low_price"] <= rows["close_price"])

    @row_rule("no price of the day is above its high", {"low_price": "0.01", "high_price": "0.01"})
    def high_is_highest(cls, rows: pd.DataFrame) -> pd.Series:
        """The high bounds open and close from above."""
        return (rows["high_price"] >= rows["open_price"]) & (rows["high_price"] >= rows["close_price"])

    @row_rule("prices are those of their day", {"data_date": date(1999, 1, 1)})
    def of_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the trading day."""
        return rows["data_date"].eq(rows["dt"])

    @row_rule("the key is the day followed by the security", {"data_id": 7})
    def key_of_day_and_security(cls, rows: pd.DataFrame) -> pd.Series:
        """Days since 1970 times ten million, plus the security."""
        days = (pd.to_datetime(rows["dt"].astype(object)) - pd.Timestamp(1970, 1, 1)).dt.days
        return rows["data_id"].eq(days * IDS_A_DAY + rows["security_id"])


def generate(bank: Bank, day: date) -> pa.Table:
    """All securities on a trading day; no rows on other days."""
    today = day_number(day)
    if not is_trading_day(today):
        return MarketData.arrow_schema().empty_table()
    listed, quotes = securities(bank), quotes_on(bank, today)
    return frame(
        MarketData,
        day,
        COUNT,
        {
            "data_id": today * IDS_A_DAY + listed.security_id,
            "security_id": listed.security_id,
            "symbol": pa.array(listed.ticker),
            "data_date": np.full(COUNT, today),
            "open_price": quotes.open,
            "high_price": quotes.high,
            "low_price": quotes.low,
            "close_price": quotes.close,
            "volume": quotes.volume,
            "market_cap": Known(quotes.close * listed.shares, listed.shares > 0),
            "sector": Coded(listed.sector, SECTORS),
        },
    )
