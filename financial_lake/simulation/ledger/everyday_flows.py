"""Everyday money: bills paid by hand, payments between persons outside the bank, top-ups of small wallets."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.amounts import SMALLEST_PRICE, price
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_end, month_start
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.counterparties import PartyColumns, drawn_from, listed, persons
from financial_lake.simulation.ledger.flows import Flows
from financial_lake.simulation.ledger.payers import Payers, posting_address, times_a_month
from financial_lake.simulation.merchants import MCC, merchant_by_weight
from financial_lake.simulation.streams import Floats, Ints

SHARE_FAILED = {"bill_payment": 0.003, "p2p_out": 0.003 * 1.25, "account_transfer_out": 0.003 * 2.5}
"""Attempts that fail and move nothing: 0.3 % of each code. Payments inside the circle and the transfers that
close a month never fail, so the others of these codes fail more often."""
PAYEES, FRIENDS = 10, 8
WALLET_CODES = np.array([MCC["5541"], MCC["4814"], MCC["5814"]])
"""Where wallets are topped up: transit cards at service stations, phones, vending cards."""
HOURS_OF_BILLS, HOURS_OF_PERSONS, HOURS_OF_WALLETS = (9.0, 20.0), (8.5, 22.0), (9.0, 20.0)


@dataclass(frozen=True, slots=True)
class Occasions:
    """Unplanned payments of a month: who pays (index into payers), when, and the address of further chance."""

    who: Ints
    instant: Ints
    address: Ints


def everyday_flows(block: Block, month: int, payers: Payers) -> Flows:
    """All unplanned payments of the month between the given checking accounts and the world outside the bank."""
    since = habit_year(block, month // 12 + 1970, "payees")[payers.owner]
    return Flows.joined(
        [
            _bill_payments(block, month, payers, since),
            _payments_to_persons(block, month, payers, since),
            _payments_from_persons(block, month, payers, since),
            _wallet_top_ups(block, month, payers, since),
        ]
    )


def occasions(  # noqa: PLR0913, PLR0917 - the whole address of an occasion
    block: Block, month: int, name: str, account_id: Ints, mean: Floats, hours: tuple[float, float]
) -> Occasions:
    """Poisson many occasions for each account, at uniform instants of the month between two hours of the day."""
    who, nth = times_a_month(block.stream("transactions", f"{name}_count").poisson(mean, account_id, month))
    address = posting_address(block, name, account_id[who], month, nth)
    length = int(month_end(month) - month_start(month)) + 1
    day = month_start(month) + block.stream("transactions", "day").integer(length, address)
    opening, closing = (hour * MICROSECONDS_A_DAY / 24 for hour in hours)
    time = opening + (closing - opening) * block.stream("transactions", "time").uniform(address)
    return Occasions(who, day * MICROSECONDS_A_DAY + time.astype(np.int64), address)


def failing(block: Block, name: str, address: Ints) -> Ints:
    """1 for the attempts that fail."""
    return block.stream("transactions", "failure").chance(SHARE_FAILED[name], address).astype(np.int64)


def _bill_payments(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    bills = occasions(block, month, "bill_payment", payers.account_id, 6.0 * payers.activity, HOURS_OF_BILLS)
    payee = _favoured(block, bills.address, PAYEES)
    return _capped(
        payers,
        bills,
        "bill_payment",
        _prices(block, bills.address, 110.0, 1.1),
        drawn_from(block, "payees", "payee", payers.customer_id[bills.who], since[bills.who], payee),
        fails=failing(block, "bill_payment", bills.address),
    )


def _payments_to_persons(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    paid = occasions(block, month, "p2p_out", payers.account_id, 6.0 * payers.activity, HOURS_OF_PERSONS)
    friend = _favoured(block, paid.address, FRIENDS)
    return _capped(
        payers,
        paid,
        "p2p_out",
        _prices(block, paid.address, 85.0, 1.2),
        persons(block, "persons", "friend", payers.customer_id[paid.who], since[paid.who], friend),
        fails=failing(block, "p2p_out", paid.address),
    )


def _payments_from_persons(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    received = occasions(block, month, "p2p_in", payers.account_id, 4.6 * payers.activity, HOURS_OF_PERSONS)
    friend = _favoured(block, received.address, FRIENDS)
    return Flows.of(
        payers.account[received.who],
        received.instant,
        CODE["p2p_in"],
        _prices(block, received.address, 85.0, 1.2),
        reference_number=received.address,
        **persons(block, "persons", "friend", payers.customer_id[received.who], since[received.who], friend),
    )


def _wallet_top_ups(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    tops = occasions(block, month, "wallet_top_up", payers.account_id, 8.0 * payers.activity, HOURS_OF_WALLETS)
    kind = block.stream("transactions", "wallet_kind").integer(WALLET_CODES.size, tops.address)
    habit = (payers.customer_id[tops.who], since[tops.who], kind)
    merchant = merchant_by_weight(WALLET_CODES[kind], block.stream("transactions", "wallet_merchant").uniform(*habit))
    cents = _prices(block, tops.address, 12.0, 0.7)
    return _capped(payers, tops, "wallet_top_up", cents, listed("merchants", merchant - 1), merchant)


def _favoured(block: Block, address: Ints, count: int) -> Ints:
    """One of `count` known payees, the first ones more often."""
    return (count * block.stream("transactions", "payee").uniform(address) ** 2).astype(np.int64)


def _prices(block: Block, address: Ints, median: float, spread: float) -> Ints:
    dollars = block.stream("transactions", "amount").lognormal(median, spread, address)
    return price(dollars, block.stream("transactions", "price_ending").uniform(address))


def _capped(  # noqa: PLR0913, PLR0917 - what a discretionary flow says of itself
    payers: Payers,
    met: Occasions,
    name: str,
    cents: Ints,
    parties: PartyColumns,
    merchant: Ints | int = 0,
    fails: Ints | int = 0,
) -> Flows:
    """Discretionary flows: never above the payer's cap; none where the cap leaves less than the smallest price."""
    cap = payers.cap[met.who]
    flows = Flows.of(
        payers.account[met.who],
        met.instant,
        CODE[name],
        np.minimum(cents, cap),
        merchant=merchant,
        reference_number=met.address,
        fails=fails,
        **parties,
    )
    return flows.where(cap >= SMALLEST_PRICE)
