"""The fifty securities customers can hold: what they are, and what the market makes of them.

The list never changes and does not scale. Prices belong in `market`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import day_number, month_of, month_start
from financial_lake.simulation.streams import Floats, Ints, Stream

SECURITY_TYPES = ("stock", "etf", "mutual_fund", "bond")
STOCK, ETF, MUTUAL_FUND, BOND = range(4)
SECTORS = (
    "technology", "finance", "healthcare", "consumer", "energy", "industrial", "utilities", "real_estate",
)  # fmt: skip
EXCHANGES = ("xnys", "xnas", "xtse", "xlon")

_OF_TYPE = (33, 8, 5, 4)
_OF_SECTOR = (8, 8, 7, 6, 6, 6, 5, 4)
_OF_EXCHANGE = (27, 14, 5, 4)
COUNT = sum(_OF_TYPE)

_FIRST_MATURITY, _LAST_MATURITY = day_number(date(2028, 1, 1)), day_number(date(2045, 12, 31))
_COUPON_STEP = 1_250
_HEADS = ("Bren", "Cald", "Drav", "Fenn", "Gelt", "Harv", "Jorv", "Keld", "Lund", "Morr", "Nord", "Quil")
_TAILS = ("amar", "evin", "ista", "onde", "ubra", "yssen", "antor", "ekka", "ilor", "otane", "urel", "axil")
_BUSINESS = (
    "Technologies", "Financial", "Health", "Brands", "Energy", "Industries", "Utilities", "Properties",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Securities:
    """The list; arrays of 50, in order of security_id 1 ... 50.

    Attributes:
        ticker: four invented letters, unique.
        name: invented.
        type: index into `SECURITY_TYPES`.
        sector: index into `SECTORS`.
        exchange: index into `EXCHANGES`.
        shares: shares outstanding; 0 for bonds and mutual funds.
        coupon: yearly coupon of a bond in millionths, else 0.
        matures_on: epoch day a bond is repaid, else 0.
        first_price: price level in dollars on 2023-01-01, before the market moves.
        beta: how strongly the price follows the market.
    """

    ticker: tuple[str, ...]
    name: tuple[str, ...]
    type: Ints
    sector: Ints
    exchange: Ints
    shares: Ints
    coupon: Ints
    matures_on: Ints
    first_price: Floats
    beta: Floats

    @property
    def security_id(self) -> Ints:
        """1 ... 50."""
        return np.arange(1, COUNT + 1)


@remembered(keep=1)
def securities(bank: Bank) -> Securities:
    """All securities of the bank's world."""
    ids = np.arange(1, COUNT + 1)
    kind = np.repeat(np.arange(len(_OF_TYPE)), _OF_TYPE)
    sector = _dealt(bank.stream("securities", "sector"), _OF_SECTOR)
    is_bond = kind == BOND
    coupon = np.where(is_bond, 25_000 + _COUPON_STEP * bank.stream("securities", "coupon_rate").integer(29, ids), 0)
    term = bank.stream("securities", "maturity_date").integer(_LAST_MATURITY - _FIRST_MATURITY, ids)
    matures_on = np.where(is_bond, month_start(month_of(_FIRST_MATURITY + term)) + 14, 0)
    ticker, name = _titles(bank.stream("securities", "security_name"), kind, sector, matures_on)
    return Securities(
        ticker=ticker,
        name=name,
        type=kind,
        sector=sector,
        exchange=_dealt(bank.stream("securities", "exchange"), _OF_EXCHANGE),
        shares=_shares(bank.stream("securities", "shares_outstanding"), kind),
        coupon=coupon,
        matures_on=matures_on,
        first_price=_first_prices(bank.stream("market_data", "first_price"), kind),
        beta=_betas(bank.stream("market_data", "beta"), kind),
    )


def _dealt(stream: Stream, counts: tuple[int, ...]) -> Ints:
    """Codes in exactly the given counts, dealt over the securities."""
    codes = np.repeat(np.arange(len(counts)), counts)
    return codes[np.argsort(stream.bits(np.arange(1, COUNT + 1)), kind="stable")]


def _shares(stream: Stream, kind: Ints) -> Ints:
    """20 million to 8 billion, log-uniform, in thousands."""
    low, high = np.log(20e6), np.log(8e9)
    shares = np.exp(low + (high - low) * stream.uniform(np.arange(1, COUNT + 1)))
    return np.where((kind == STOCK) | (kind == ETF), np.round(shares / 1_000).astype(np.int64) * 1_000, 0)


def _first_prices(stream: Stream, kind: Ints) -> Floats:
    ids = np.arange(1, COUNT + 1)
    median, deviation = np.array([60.0, 110.0, 28.0, 1.0])[kind], np.array([0.8, 0.5, 0.4, 0.0])[kind]
    return np.where(kind == BOND, 92.0 + 12.0 * stream.uniform(ids, lane=1), stream.lognormal(median, deviation, ids))


def _betas(stream: Stream, kind: Ints) -> Floats:
    low, high = np.array([0.5, 0.8, 0.8, 0.1])[kind], np.array([1.6, 1.1, 1.1, 0.1])[kind]
    betas: Floats = low + (high - low) * stream.uniform(np.arange(1, COUNT + 1))
    return betas


def _titles(stream: Stream, kind: Ints, sector: Ints, matures_on: Ints) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tickers and names: one word each of heads x tails, so both are unique."""
    words = np.argsort(stream.bits(np.arange(len(_HEADS) * len(_TAILS))), kind="stable")[:COUNT]
    tickers, names = [], []
    for word, what, field, end in zip(words, kind, sector, matures_on, strict=True):
        head, tail = _HEADS[word // len(_TAILS)], _TAILS[word % len(_TAILS)]
        tickers.append(f"{head[0]}{head[-1]}{tail[0]}{tail[2]}".upper())
        ending = {
            STOCK: _BUSINESS[field],
            ETF: f"{SECTORS[field].replace('_', ' ').title()} ETF",
            MUTUAL_FUND: f"{SECTORS[field].replace('_', ' ').title()} Fund",
            BOND: f"{_BUSINESS[field]} Bond {1970 + int(month_of(end)) // 12}",
        }
        names.append(f"{head}{tail} {ending[what]}")
    return tuple(tickers), tuple(names)
