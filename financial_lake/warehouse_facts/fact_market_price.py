"""What every security was traded at, and what it gained since the trading day before."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Count,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Return,
    count,
    key,
    money,
    number,
    rate,
    row_rule,
)

LONGEST_PAUSE = 5
"""Days the exchanges are never closed for in a row, so the close before is among them."""


class FactMarketPrice(
    LakeTable,
    grain="security and trading day",
    load=LoadPattern.DAY,
    owner="wealth",
    reads_back=LONGEST_PAUSE,
    bound_keys=(BoundKey("security_key", "dim_security", "security_id"),),
):
    """What every security was traded at, in US dollars, and what it gained since the trading day before."""

    price_key: Id = key("the day, followed by the security")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    security_id: Id = number("what was traded")
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
    previous_close: Money = money(
        "last price of the trading day before; missing when that day is not stored", pii=Pii.NONE, null=True, gt=0
    )
    daily_return: Return = rate("close over the close before, less one; missing without one", null=True, gt=-1)

    @row_rule("the close lies between low and high", {"low_price": "0.01", "high_price": "0.02", "close_price": "9.00"})
    def close_within_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["low_price"] <= rows["close_price"]) & (rows["close_price"] <= rows["high_price"])

    @row_rule("a return exactly where there is a close before", {"previous_close": "9.00", "daily_return": None})
    def return_iff_close_before(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["daily_return"].notna() == rows["previous_close"].notna()

    @row_rule(
        "a gain exactly when it closed higher",
        {"close_price": "9.00", "previous_close": "10.00", "daily_return": "0.1000000000"},
    )
    def gain_iff_higher(cls, rows: pd.DataFrame) -> pd.Series:
        is_known = rows["previous_close"].notna()
        is_higher = (rows["close_price"] > rows["previous_close"]).fillna(value=False)
        return ~is_known | ((rows["daily_return"] > 0).fillna(value=False) == is_higher)
