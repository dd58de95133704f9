"""What investment accounts hold, how many on a day, and the money their trades move.

An account opens with one purchase, then trades on one day a month or a quarter, from the month after it
opened. Quantities are a function of (holding, month); nothing is summed up from the past. On leaving,
holdings are transferred out in kind: the account ends and no money moves.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_days import usable_main_accounts
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import at, month_of, month_start, next_trading_day, year_of
from financial_lake.simulation.investors import AGGRESSIVE, CONSERVATIVE, Investments, investments
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.flows import Flows, Party, Reference
from financial_lake.simulation.market import close_on
from financial_lake.simulation.population import customers
from financial_lake.simulation.securities import BOND, COUNT, MUTUAL_FUND, STOCK, securities
from financial_lake.simulation.streams import Bools, Floats, Ints, Keys
from financial_lake.simulation.vocabulary import party_start

UNITS = 10_000
"""A quantity counts ten-thousandths of a security."""

_MOST_SECURITIES = 5
_MEDIAN_BY_WEALTH = np.array([18_000.0, 60_000.0, 220_000.0])
_SMALLEST, _LARGEST = 5_000.0, 1_500_000.0
_SETTLED_AT = 16


@dataclass(frozen=True, slots=True)
class Holdings:
    """Positions of the accounts of `investments(block, year)`, in their order; arrays of one length.

    Attributes:
        investment: index into `investments(block, year)`.
        holding_id: investment_id x 10 + 1 ... 5.
        security_id: 1 ... 50, different inside an account.
        base: quantity of the first purchase, in `UNITS`.
        unit_cost: cents, the close on the day the account opened.
    """

    investment: Ints
    holding_id: Ints
    security_id: Ints
    base: Ints
    unit_cost: Ints


@remembered(keep=3)
def holdings(block: Block, year: int) -> Holdings:
    """All positions of the accounts opened by the end of the year."""
    held = investments(block, year)
    chosen, places = _choices(block, held)
    account, place = np.nonzero(places)
    security = chosen[account, place]
    cost = close_on(block.bank, security, held.opened_on[account])
    value = _shares(block, held, places)[account, place] * _targets(block, held, year)[account]
    return Holdings(
        investment=account,
        holding_id=held.investment_id[account] * 10 + place + 1,
        security_id=security,
        base=np.maximum(_rounded(value * 100.0 / cost * UNITS), 1),
        unit_cost=cost,
    )


def quantities_on(block: Block, day: int) -> Ints:
    """Quantity of each position of `holdings(block, year_of(day))` at the end of a day, 0 where it does not exist."""
    year = int(year_of(day))
    held, positions = investments(block, year), holdings(block, year)
    month = _last_trade_month(held, day)[positions.investment]
    quantity = _quantity_after(block, held, positions, month)
    return np.where(held.is_live(day)[positions.investment], quantity, 0)


def values_on(block: Block, day: int) -> Ints:
    """Cents each position of `holdings(block, year_of(day))` is worth at the latest close."""
    positions = holdings(block, int(year_of(day)))
    return worth(quantities_on(block, day), close_on(block.bank, positions.security_id, day))


def account_values_on(block: Block, day: int) -> Ints:
    """Cents each account of `investments(block, year_of(day))` is worth: the sum of its positions."""
    year = int(year_of(day))
    return _total(investments(block, year), holdings(block, year), values_on(block, day))


def worth(quantity: Ints, cents: Ints) -> Ints:
    """Value in cents of quantities (in `UNITS`, either sign) at a price, rounded half away from zero."""
    return np.sign(quantity) * ((np.abs(quantity) * cents + UNITS // 2) // UNITS)


def trade_day(month: int) -> int:
    """The day on which investment accounts trade: the first trading day from the 20th."""
    return int(next_trading_day(month_start(month) + 19))


def settlement_accounts(block: Block, day: int) -> Ints:
    """Index into `accounts(block, year_of(day))` of the account that pays trades of the day, one an investment.

    The main account while it can be used on that day; -1 while it cannot or there is none: such accounts
    settle outside the bank and move no money in it.
    """
    month = int(month_of(day))
    held = investments(block, int(year_of(day)))
    account: Ints = usable_main_accounts(block, month)[held.owner, day - int(month_start(month))]
    return account


def investment_flows(block: Block, month: int) -> Flows:
    """The postings of the month's trades: one an account and trade day, purchases and sales netted.

    Args:
        block: the customers.
        month: months since 1970-01.

    Returns:
        Flows with reference IV and number investment_id x 1,000,000 + yyyymm; account indices are those of
        `accounts(block, year)` of the month's year.
    """
    year = 1970 + month // 12
    held, positions = investments(block, year), holdings(block, year)
    spent, bought_on = _first_purchases(held, positions, month)
    traded_on = trade_day(month)
    trades = held.is_live(traded_on) & (month_of(held.opened_on) < month) & (held.is_monthly | (month % 3 == 2))
    spent += np.where(trades, _spent_on_trades(block, held, positions, traded_on), 0)
    day = np.where(trades, traded_on, bought_on)
    place = np.where(spent != 0, day - int(month_start(month)), 0)
    account = usable_main_accounts(block, month)[held.owner, place]
    moves = np.flatnonzero((spent != 0) & (account >= 0))
    return Flows.of(
        account[moves],
        at(day[moves], _SETTLED_AT),
        np.where(spent[moves] > 0, CODE["investment_purchase"], CODE["investment_sale"]),
        np.abs(spent[moves]),
        party=Party.BANK,
        party_name=party_start("bank"),
        reference=Reference.IV,
        reference_day=day[moves],
        reference_number=held.investment_id[moves] * 1_000_000 + (1970 + month // 12) * 100 + month % 12 + 1,
    )


def _first_purchases(held: Investments, positions: Holdings, month: int) -> tuple[Ints, Ints]:
    """Cents spent by accounts that open in the month, and the day."""
    opens = month_of(held.opened_on) == month
    return np.where(opens, _total(held, positions, worth(positions.base, positions.unit_cost)), 0), held.opened_on


def _spent_on_trades(block: Block, held: Investments, positions: Holdings, day: int) -> Ints:
    """Cents spent (negative: earned) by each account if it trades on the day."""
    before, after = (
        _quantity_after(block, held, positions, _last_trade_month(held, each)[positions.investment])
        for each in (day - 1, day)
    )
    return _total(held, positions, worth(after - before, close_on(block.bank, positions.security_id, day)))


def _total(held: Investments, positions: Holdings, cents: Ints) -> Ints:
    """Sums over the positions of each account; exact in whole cents."""
    total = np.zeros(held.owner.size, dtype=np.int64)
    np.add.at(total, positions.investment, cents)
    return total


def _last_trade_month(held: Investments, day: int) -> Ints:
    """Month of the last trade day up to the day; a month not after the opening one means: none yet."""
    month = int(month_of(day))
    monthly = month if day >= trade_day(month) else month - 1
    quarterly = month if month % 3 == 2 and day >= trade_day(month) else month - month % 3 - 1
    return np.where(held.is_monthly, monthly, quarterly)


def _quantity_after(block: Block, held: Investments, positions: Holdings, month: Ints) -> Ints:
    """Quantity once the trade of the month is done; before the first trade the quantity first bought."""
    stream, ids = block.stream("holdings", "quantity"), positions.holding_id
    noise = 0.8 * stream.lattice(month, 6.0, ids) + 0.6 * stream.normal(ids, month, lane=1)
    traded = np.maximum(_rounded(positions.base * np.exp(0.06 * noise)), 1)
    return np.where(month > month_of(held.opened_on)[positions.investment], traded, positions.base)


def _choices(block: Block, held: Investments) -> tuple[Ints, Bools]:
    """Up to five different securities an account, and which of the five places are filled.

    Who is cautious, or will be with age, has a bond or mutual fund; who is bold on opening has stocks only.
    """
    listed, ids = securities(block.bank), np.arange(1, COUNT + 1)
    wish = block.stream("holdings", "security_id").uniform(held.investment_id[:, None], ids[None, :])
    calm = (listed.type == BOND) | (listed.type == MUTUAL_FUND)
    bold = held.tolerance == AGGRESSIVE
    wish = np.where(bold[:, None] & (listed.type != STOCK), 2.0, wish)
    cautious = (held.tolerance == CONSERVATIVE) | (held.turns_cautious & ~bold)
    best = np.argmin(np.where(calm, wish, 3.0), axis=1)
    wish[np.flatnonzero(cautious), best[cautious]] = -1.0
    chosen = ids[np.argsort(wish, axis=1, kind="stable")[:, :_MOST_SECURITIES]]
    size = 1 + block.stream("holdings", "count").integer(_MOST_SECURITIES, held.investment_id)
    return chosen, np.arange(_MOST_SECURITIES) < size[:, None]


def _shares(block: Block, held: Investments, places: Bools) -> Floats:
    """How an account's value is split over its places: normalised exponentials."""
    place = np.arange(_MOST_SECURITIES)
    parts = block.stream("holdings", "share").exponential(1.0, held.investment_id[:, None], place[None, :])
    parts = np.where(places, parts + 1e-6, 0.0)
    split: Floats = parts / parts.sum(axis=1, keepdims=True)
    return split


def _targets(block: Block, held: Investments, year: int) -> Floats:
    """Dollars of the first purchase."""
    wealth = customers(block, year).wealth[held.owner]
    target = block.stream("investments", "target_value").lognormal(_MEDIAN_BY_WEALTH[wealth], 0.8, held.investment_id)
    return np.clip(target, _SMALLEST, _LARGEST)


def _rounded(values: Keys) -> Ints:
    whole: Ints = np.floor(values + 0.5).astype(np.int64)
    return whole
