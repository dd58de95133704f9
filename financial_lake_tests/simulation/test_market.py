"""The market: the statistics of real indices, exact quotes, any day alone."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import kurtosis

from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, is_trading_day
from financial_lake.simulation.market import close_on, quotes_on
from financial_lake.simulation.securities import BOND, COUNT, MUTUAL_FUND, SECTORS, STOCK, securities
from financial_lake.simulation.streams import Floats

IDS = np.arange(1, COUNT + 1)


def trading_days(first: date, last: date) -> np.ndarray:
    days = np.arange(day_number(first), day_number(last) + 1)
    return days[is_trading_day(days)]


def index_returns(bank: Bank) -> Floats:
    """Daily log returns of an index of the stocks over twenty years."""
    stocks = IDS[securities(bank).type == STOCK]
    days = trading_days(date(2012, 1, 2), date(2031, 12, 31))
    closes = close_on(bank, stocks[None, :], days[:, None])
    return np.diff(np.log(closes), axis=0).mean(axis=1)


@pytest.mark.parametrize("seed", [20241001, 4, 7])
def test_the_index_moves_like_a_real_one(seed: int) -> None:
    returns = index_returns(Bank(BankSettings(seed=seed)))
    assert 0.008 < returns.std() < 0.012
    assert abs(np.corrcoef(returns[1:], returns[:-1])[0, 1]) < 0.06
    assert 4 < kurtosis(returns) < 15


def test_loud_days_follow_loud_days() -> None:
    size = np.abs(index_returns(Bank()))
    assert np.corrcoef(size[1:], size[:-1])[0, 1] > 0.05


def test_bonds_hardly_move() -> None:
    bank = Bank()
    bonds = IDS[securities(bank).type == BOND]
    days = trading_days(date(2024, 1, 2), date(2024, 12, 31))
    moves = np.diff(np.log(close_on(bank, bonds[None, :], days[:, None])), axis=0)
    assert moves.std() < 0.006


def test_every_quote_is_ordered_and_positive() -> None:
    bank = Bank()
    for day in trading_days(date(2024, 12, 20), date(2025, 1, 10)):
        quotes = quotes_on(bank, int(day))
        assert (quotes.low <= np.minimum(quotes.open, quotes.close)).all()
        assert (quotes.high >= np.maximum(quotes.open, quotes.close)).all()
        assert (quotes.low > 0).all()
        assert (quotes.volume >= 0).all()


def test_quotes_close_where_holdings_are_valued() -> None:
    bank, day = Bank(), day_number(date(2024, 11, 29))
    assert (quotes_on(bank, day).close == close_on(bank, IDS, day)).all()
    assert (close_on(bank, IDS, day + 2) == close_on(bank, IDS, day)).all(), "Sunday knows Friday's close"


def test_there_are_no_quotes_while_the_exchanges_are_closed() -> None:
    with pytest.raises(ValueError, match="no trading day"):
        quotes_on(Bank(), day_number(date(2024, 12, 25)))


def test_bonds_and_funds_are_traded_thinly() -> None:
    bank = Bank()
    thin = np.isin(securities(bank).type, [BOND, MUTUAL_FUND])
    volume = quotes_on(bank, day_number(date(2024, 10, 1))).volume[thin]
    assert volume.min() >= 1_000
    assert volume.max() <= 50_000


def test_a_price_is_the_same_whatever_was_asked_before() -> None:
    days = trading_days(date(2024, 9, 1), date(2025, 2, 28))
    together = close_on(Bank(), IDS[None, :], days[:, None])
    alone = Bank()
    for place in (90, 3, 60, 21):
        assert (close_on(alone, IDS, int(days[place])) == together[place]).all()


def test_prices_step_over_the_start_of_a_quarter_as_on_any_day() -> None:
    bank = Bank()
    days = trading_days(date(2013, 1, 2), date(2032, 12, 31))
    moves = np.abs(np.diff(np.log(close_on(bank, IDS[None, :33], days[:, None])), axis=0)).mean(axis=1)
    first = np.flatnonzero(np.diff(days.astype("datetime64[D]").astype("datetime64[M]").astype(int) // 3))
    assert 0.8 < moves[first].mean() / moves.mean() < 1.25


def test_the_list_of_securities_is_made_as_specified() -> None:
    listed = securities(Bank())
    assert np.bincount(listed.type).tolist() == [33, 8, 5, 4]
    assert dict(zip(SECTORS, np.bincount(listed.sector), strict=True)) == {
        "technology": 8, "finance": 8, "healthcare": 7, "consumer": 6,
        "energy": 6, "industrial": 6, "utilities": 5, "real_estate": 4,
    }  # fmt: skip
    assert np.bincount(listed.exchange).tolist() == [27, 14, 5, 4]
    assert len(set(listed.ticker)) == len(set(listed.name)) == COUNT
    listed_shares = listed.shares[np.isin(listed.type, [0, 1])]
    assert listed_shares.min() >= 20_000_000
    assert listed_shares.max() <= 8_000_000_000
    bonds = listed.type == BOND
    assert ((listed.coupon[bonds] >= 25_000) & (listed.coupon[bonds] <= 60_000)).all()
    assert (listed.matures_on[bonds] >= day_number(date(2028, 1, 1))).all()
    assert (listed.matures_on[bonds] <= day_number(date(2045, 12, 31))).all()
