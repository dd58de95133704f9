"""Daily prices: one a security and trading day, of the listed symbol, and what holdings are worth."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.contract.frames import units_of
from financial_lake.datalake.investments import holdings, market_data, securities
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, is_trading_day
from financial_lake.simulation.portfolio import worth

BANK = Bank(BankSettings(customers=223))
QUARTER = [date(2024, 10, 1) + timedelta(days=step) for step in range(92)]
THANKSGIVING, COLUMBUS_DAY = date(2024, 11, 28), date(2024, 10, 14)


def prices(day: date) -> pd.DataFrame:
    return market_data.generate(BANK, day).to_pandas(types_mapper=pd.ArrowDtype)


def test_fifty_rows_on_each_of_the_64_trading_days_of_the_quarter_and_none_on_others() -> None:
    rows = [market_data.generate(BANK, day).num_rows for day in QUARTER]
    assert rows == [50 if is_trading_day(day_number(day)) else 0 for day in QUARTER]
    assert sum(rows) == 3_200


def test_exchanges_close_on_their_own_holidays_only() -> None:
    assert prices(THANKSGIVING).empty
    assert len(prices(COLUMBUS_DAY)) == 50


@pytest.mark.parametrize("day", [date(2023, 1, 3), date(2024, 12, 31), date(2027, 6, 30)])
def test_symbol_sector_and_market_value_are_those_of_the_security(day: date) -> None:
    market_data.MarketData.check_rows(market_data.generate(BANK, day))
    listed = securities.generate(BANK, day).to_pandas(types_mapper=pd.ArrowDtype)
    quoted = prices(day)
    assert quoted["symbol"].tolist() == listed["ticker"].tolist()
    assert quoted["sector"].tolist() == listed["sector"].tolist()
    shares = listed["shares_outstanding"]
    assert quoted["market_cap"].isna().equals(shares.isna())
    issued = shares.notna()
    expected = quoted["close_price"][issued] * shares[issued].astype(object)
    assert quoted["market_cap"][issued].tolist() == expected.tolist()
    assert quoted["data_id"].tolist() == [day_number(day) * 10_000_000 + place for place in range(1, 51)]


def test_holdings_are_worth_their_quantity_at_the_stored_close() -> None:
    day = date(2024, 12, 30)
    close = units_of(market_data.generate(BANK, day).column("close_price"))
    held = holdings.generate(BANK, day)
    security = held.column("security_id").to_numpy()
    value = worth(units_of(held.column("quantity")), close[security - 1])
    assert np.array_equal(value, units_of(held.column("current_value")))
    assert held.num_rows > 50
