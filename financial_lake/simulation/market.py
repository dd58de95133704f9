"""Prices of the securities: each trading day's open, high, low, close and volume, in cents and shares.

The market, each sector and each security move on bridges between levels anchored at the first trading day
of every quarter, so a price costs one year wherever in time it is asked. `market_data` renders these
numbers; holdings and trades are valued with them.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

import numpy as np

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import (
    day_number,
    is_trading_day,
    last_trading_day,
    month_start,
    next_trading_day,
    year_of,
    year_start,
)
from financial_lake.simulation.securities import BOND, COUNT, MUTUAL_FUND, SECTORS, securities
from financial_lake.simulation.streams import Floats, Ints, Keys, Stream

_ORIGIN = day_number(date(2023, 1, 1))
_FIRST_DAY, _LAST_DAY = day_number(date(1980, 1, 1)), day_number(date(2100, 12, 31))
_GROWTH_A_YEAR = 0.05
_SECTOR_SHARE = 0.6
_MEMORY = 8
_OWN_STEPS = np.array([0.011, 0.011, 0.011, 0.002])
"""Daily volatility of what is a security's own, by type."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """One trading day of all securities, arrays of 50; prices in cents, volume in shares."""

    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints


@dataclass(frozen=True, slots=True)
class Mover:
    """What moves prices: the market (one key), the sectors, or each security alone.

    Attributes:
        name: of its streams.
        keys: one address each.
        anchor: spread of the levels at the starts of quarters (logarithm).
        step: daily volatility inside a quarter.
    """

    name: str
    keys: Ints
    anchor: Floats
    step: Floats


def close_on(bank: Bank, security_ids: Keys, days: Keys) -> Ints:
    """Closing price of the latest trading day on or before a day.

    Args:
        bank: the bank whose market it is.
        security_ids: 1 ... 50.
        days: epoch days; broadcast against the ids.

    Returns:
        Cents, in the broadcast shape.
    """
    ids, traded = np.broadcast_arrays(np.atleast_1d(security_ids), last_trading_day(np.atleast_1d(days)))
    years = year_of(traded)
    prices = np.zeros(traded.shape, dtype=np.int64)
    for year in np.unique(years):
        here = years == year
        places = np.searchsorted(_trading_days_of(int(year)), traded[here])
        prices[here] = _closes(bank, int(year))[places, ids[here] - 1]
    return prices


def quotes_on(bank: Bank, day: int) -> Quotes:
    """All quotes of a trading day, for the exchange's daily bars.

    Raises:
        ValueError: when the exchanges are closed on that day: a programming error.
    """
    if not is_trading_day(day):
        raise ValueError(f"epoch day {day} is no trading day")
    ids, listed = np.arange(1, COUNT + 1), securities(bank)
    close, before = close_on(bank, ids, day), close_on(bank, ids, day - 1)
    step = _OWN_STEPS[listed.type] * _calm(bank, np.array([day]))
    gap = 0.3 * step * _student(bank.stream("market_data", "open_price"), ids, day)
    open_ = np.maximum(_rounded(before * (1.0 + gap)), 1)
    reach = bank.stream("market_data", "reach")
    above, below = (0.004 * np.abs(reach.normal(ids, day, lane=lane)) for lane in (0, 1))
    return Quotes(
        open=open_,
        high=np.ceil(np.maximum(open_, close) * (1.0 + above)).astype(np.int64),
        low=np.maximum(np.floor(np.minimum(open_, close) * (1.0 - below)), 1).astype(np.int64),
        close=close,
        volume=_volumes(bank, day, np.abs(close / before - 1.0)),
    )


def _volumes(bank: Bank, day: int, moved: Floats) -> Ints:
    """Shares traded: more of large companies and on days that move."""
    ids, listed = np.arange(1, COUNT + 1), securities(bank)
    stream = bank.stream("market_data", "volume")
    usual = stream.lognormal(listed.shares / 400.0, 0.4, ids, day) * (1.0 + 20.0 * moved)
    thin = 1_000 + stream.integer(49_001, ids, day, lane=1)
    return np.where((listed.type == BOND) | (listed.type == MUTUAL_FUND), thin, usual.astype(np.int64))


@remembered(keep=64)
def _closes(bank: Bank, year: int) -> Ints:
    """Closing prices in cents, trading days of the year x 50."""
    days, listed, ids = _trading_days_of(year)[:-1], securities(bank), np.arange(1, COUNT + 1)
    is_bond, calm = listed.type == BOND, _calm(bank, _trading_days_of(year)[1:])
    market = _bridges(
        bank, year, calm, Mover("market", np.zeros(1, dtype=np.int64), np.full(1, 0.085), np.full(1, 0.009))
    )
    fields = np.arange(len(SECTORS))
    sector = _bridges(
        bank, year, calm, Mover("sector", fields, np.full(fields.size, 0.05), np.full(fields.size, 0.005))
    )
    own = _bridges(bank, year, calm, Mover("security", ids, np.where(is_bond, 0.01, 0.10), _OWN_STEPS[listed.type]))
    growth = _GROWTH_A_YEAR * (days - _ORIGIN) / 365.25
    level = np.log(listed.first_price) + growth[:, None] + listed.beta * market + own
    level += _SECTOR_SHARE * sector[:, listed.sector]
    return np.maximum(_rounded(np.exp(level) * 100.0), 1)


def _bridges(bank: Bank, year: int, calm: Floats, mover: Mover) -> Floats:
    """Levels of a mover, trading days of the year x its keys.

    In every quarter raw steps lead away from its anchor; a straight line is added that makes the step onto the
    next quarter's first trading day meet the next anchor.
    """
    days, quarters = _trading_days_of(year), 4 * (year - 1970) + np.arange(5)
    anchors = mover.anchor * _anchor_levels(bank.stream("market_data", f"{mover.name}_anchor"), mover.keys, quarters)
    shocks = _student(bank.stream("market_data", f"{mover.name}_step"), mover.keys[None, :], days[1:, None])
    steps = mover.step * calm[:, None] * shocks
    levels = np.empty_like(steps)
    bounds = np.searchsorted(days, next_trading_day(month_start(3 * quarters)))
    for place, (first, end) in enumerate(pairwise(bounds)):
        walk = np.concatenate([np.zeros((1, mover.keys.size)), np.cumsum(steps[first:end], axis=0)])
        line = np.arange(end - first)[:, None] / (end - first)
        levels[first:end] = anchors[place] + walk[:-1] + line * (anchors[place + 1] - anchors[place] - walk[-1])
    return levels


def _anchor_levels(stream: Stream, keys: Ints, quarters: Ints) -> Floats:
    """A weighted sum of the last eight quarters' news, bounded and slowly forgetting; quarters x keys."""
    ages = np.arange(_MEMORY)
    news = stream.normal(keys, quarters[:, None, None] - ages[:, None])
    level: Floats = ((1.0 - ages / _MEMORY)[:, None] * news).sum(axis=1)
    return level


def _calm(bank: Bank, days: Ints) -> Floats:
    """How nervous the whole market is: quiet and loud weeks follow each other."""
    ordinal = _trading_day_ordinals()[days - _FIRST_DAY]
    mood: Floats = np.exp(0.35 * bank.stream("market_data", "volatility").lattice(ordinal, 21.0, 0))
    return mood


def _student(stream: Stream, *keys: Keys) -> Floats:
    """Student t numbers of four degrees of freedom and unit variance, by their closed quantile (Shaw 2006)."""
    chance = stream.uniform(*keys) + 2.0**-54
    alpha = 4.0 * chance * (1.0 - chance)
    root = np.cos(np.arccos(np.sqrt(alpha)) / 3.0) / np.sqrt(alpha)
    numbers: Floats = 2.0**0.5 * np.sign(chance - 0.5) * np.sqrt(np.maximum(root - 1.0, 0.0))
    return numbers


@lru_cache(maxsize=128)
def _trading_days_of(year: int) -> Ints:
    """Trading days of the year, and last the first one of the next."""
    first, end = int(year_start(year)), int(year_start(year + 1))
    days = np.arange(first, end)
    return np.append(days[is_trading_day(days)], next_trading_day(end))


@lru_cache(maxsize=1)
def _trading_day_ordinals() -> Ints:
    return np.cumsum(is_trading_day(np.arange(_FIRST_DAY, _LAST_DAY + 1)))


def _rounded(cents: Floats) -> Ints:
    return np.floor(cents + 0.5).astype(np.int64)
