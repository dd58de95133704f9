"""Attempts to pay or draw cash with a card in a month: daily life, subscriptions and refunds in one order.

Nothing here looks at a balance: who is declined is decided by chance. What a declined attempt asked for
when money was the reason is known only after the ledger, to `ledger.declines`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import card_shopping
from financial_lake.simulation.account_days import days_of, frozen_days, usable_days
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CREDIT_CARD
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, at, month_end, month_start
from financial_lake.simulation.card_habits import USES_A_DAY
from financial_lake.simulation.card_shopping import ONLINE, RECURRING
from financial_lake.simulation.card_use import carried_days, live_days, use_rates
from financial_lake.simulation.card_verdicts import APPROVED, verdicts
from financial_lake.simulation.cards import MAIN, VIRTUAL, cards
from financial_lake.simulation.ledger.codes import CHANNELS, CODE, METHODS
from financial_lake.simulation.ledger.counterparties import listed
from financial_lake.simulation.ledger.flows import Flows, Reference, Rhythm
from financial_lake.simulation.merchants import MCC, code_of
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints
from financial_lake.simulation.subscriptions import subscriptions

KINDS = ("purchase", "cash_withdrawal", "refund")
PURCHASE, CASH, REFUND = range(3)
REFUND_SHARE, FIRST_REFUND_DAY, LAST_REFUND_DAY = 0.012, 2, 13
NOT_REFUNDED = (MCC["6011"], MCC["4900"])
FOREIGN_MACHINE_SHARE, FOREIGN_MACHINE_FEE = 0.15, 3_00
MOST_ROWS = 5_000_000
"""Attempts remembered; about 100 bytes each."""
_FIRST_SUBSCRIPTION = 100
"""Subscriptions are addressed apart from the uses of a day."""


@dataclass(frozen=True, slots=True)
class CardAttempts(Records):
    """Attempts of a block in a month, in order of (day, customer, card, instant); arrays of one length.

    Attributes:
        day: epoch day.
        ordinal: place inside (block, day), from 1.
        card: index into `cards(block, year)`.
        account: index into `accounts(block, year)`.
        instant: microseconds; no two of an account are equal.
        kind: index into `KINDS`.
        merchant: merchant_id.
        cents: amount; of attempts declined for want of money, the amount before the ledger is known.
        entry_mode: index into `card_shopping.ENTRY_MODES`.
        reason: index into `card_verdicts.DECLINE_REASONS`, -1 for approved attempts; want of money is a
            surmise, given up where the ledger has more than a card may ask for at once.
        address: 64 bits that name the attempt for good, for further draws.
        original: index of the purchase a refund gives back, -1 for others.
        fee_cents: charged by the machine of another bank.
    """

    day: Ints
    ordinal: Ints
    card: Ints
    account: Ints
    instant: Ints
    kind: Ints
    merchant: Ints
    cents: Ints
    entry_mode: Ints
    reason: Ints
    address: Ints
    original: Ints
    fee_cents: Ints


@remembered(keep=4, most_rows=MOST_ROWS)
def events(block: Block, month: int) -> CardAttempts:
    """All attempts of the block in the month."""
    every = attempts_on(block, month)
    held = cards(block, month // 12 + 1970)
    first = int(month_start(month))
    place = (every.day - first) * len(held) + every.card
    order = np.argsort(place * MICROSECONDS_A_DAY + every.instant % MICROSECONDS_A_DAY, kind="stable")
    new_place = np.empty(order.size, dtype=np.int64)
    new_place[order] = np.arange(order.size)
    original = np.where(every.original >= 0, new_place[every.original], -1)
    day = every.day[order]
    columns = {name: getattr(every, name)[order] for name in CardAttempts.__slots__}
    columns["original"] = original[order]
    columns["ordinal"] = np.arange(day.size) - np.searchsorted(day, days_of(month))[day - first] + 1
    return CardAttempts(**columns)


def attempts_on(block: Block, month: int, some: Bools | None = None) -> CardAttempts:
    """The attempts on some accounts, or on all: not in order, not numbered.

    Args:
        block: the customers.
        month: months since January 1970.
        some: which of `accounts(block, year)` are meant.
    """
    held = cards(block, month // 12 + 1970)
    bought = _charged_subscriptions(block, month)
    if some is None:
        everyday = _everyday(block, month, np.arange(len(held)))
    else:
        everyday = _everyday(block, month, np.flatnonzero(some[held.account]))
        bought = bought.where(some[bought.account])
    purchases = CardAttempts.joined([everyday, bought])
    return CardAttempts.joined([purchases, _refunds(block, month, purchases)])


def card_flows(block: Block, month: int) -> Flows:
    """What approved attempts move; a machine's fee rides on its withdrawal."""
    return flows_of(block, month, events(block, month))


def flows_of(block: Block, month: int, attempts: CardAttempts) -> Flows:
    """What the approved ones among some attempts of a month move."""
    paid = attempts.where(attempts.reason == APPROVED)
    is_credit = accounts(block, month // 12 + 1970).kind[paid.account] == CREDIT_CARD
    is_remote = (paid.entry_mode == ONLINE) | (paid.entry_mode == RECURRING)
    code_of_kind = np.array([CODE["card_purchase"], CODE["atm_withdrawal"], CODE["card_refund"]])
    return Flows.of(
        paid.account,
        paid.instant,
        code_of_kind[paid.kind],
        paid.cents,
        merchant=paid.merchant,
        reference=Reference.CT,
        reference_day=paid.day,
        reference_number=paid.ordinal,
        method=np.where(is_credit, METHODS.index("credit_card"), -1),
        channel=np.where(is_remote, CHANNELS.index("online"), -1),
        clerk=0,
        recurring=np.where((paid.entry_mode == RECURRING) & (paid.kind == PURCHASE), Rhythm.MONTHLY, Rhythm.BY_CODE),
        fee_cents=paid.fee_cents,
        **listed("merchants", paid.merchant - 1),
    )


def _everyday(block: Block, month: int, used: Ints) -> CardAttempts:
    """Purchases and withdrawals of daily life with some cards, given by ascending index."""
    year = month // 12 + 1970
    held, lines, days = cards(block, year), accounts(block, year), days_of(month)
    chance = block.stream("card_transactions", "used")
    used = used[carried_days(block, month)[used].any(axis=1)]
    row, place = np.nonzero(chance.uniform(held.card_id[used, None], days) < use_rates(block, month, used))
    card = used[row]
    times = 1 + block.stream("card_transactions", "times").integer(USES_A_DAY, held.card_id[card], days[place])
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    card, day = np.repeat(card, times), days[np.repeat(place, times)]
    address = _address(block, held.card_id[card], day, nth)
    code = card_shopping.codes_bought(block, month, card, day, address)
    customer_id = customers(block, year).customer_id[lines.owner[held.account[card]]]
    is_cash = code == MCC["6011"]
    foreign = block.stream("card_transactions", "foreign_machine").chance(FOREIGN_MACHINE_SHARE, address)
    return _attempts(
        block,
        month,
        card=card,
        day=day,
        instant=card_shopping.instants(block, day, address),
        kind=np.where(is_cash, CASH, PURCHASE),
        merchant=card_shopping.merchants_chosen(block, customer_id, code, address),
        cents=card_shopping.cents_asked(block, month, card, code, address),
        entry_mode=card_shopping.entry_modes(block, code, held.holder[card] == VIRTUAL, address),
        address=address,
        fee_cents=np.where(is_cash & foreign, FOREIGN_MACHINE_FEE, 0),
    )


def _charged_subscriptions(block: Block, month: int) -> CardAttempts:
    """Subscriptions charged to the main card of one of the customer's accounts on their fixed day."""
    year = month // 12 + 1970
    held, lines, days = cards(block, year), accounts(block, year), days_of(month)
    bought = subscriptions(block, year)
    row = np.flatnonzero(bought.on_card)
    main = np.flatnonzero(held.holder == MAIN)
    owner = lines.owner[held.account[main]]
    first = np.searchsorted(owner, bought.owner[row])
    offered = np.searchsorted(owner, bought.owner[row], side="right") - first
    which = np.repeat(np.arange(row.size), offered)
    card = main[np.repeat(first - (np.cumsum(offered) - offered), offered) + np.arange(which.size)]
    place = bought.day[row][which] - 1
    can_pay = carried_days(block, month)[card, place]
    can_pay &= usable_days(block, month)[held.account[card], place]
    which, card = which[can_pay], card[can_pay]
    preference = block.stream("subscriptions", "card").uniform(
        lines.account_id[held.account[card]], bought.number[row][which]
    )
    order = np.lexsort((preference, which))
    chosen = order[np.searchsorted(which[order], np.unique(which))]
    row, card = row[which[chosen]], card[chosen]
    day = days[0] + bought.day[row] - 1
    address = _address(block, held.card_id[card], day, _FIRST_SUBSCRIPTION + bought.number[row])
    seconds = 59.0 * block.stream("card_transactions", "subscription_second").uniform(address)
    return _attempts(
        block,
        month,
        card=card,
        day=day,
        instant=at(day, 6, 40, seconds),
        kind=np.full(row.size, PURCHASE),
        merchant=bought.merchant[row],
        cents=bought.cents[row],
        entry_mode=np.full(row.size, RECURRING),
        address=address,
        fee_cents=np.zeros(row.size, dtype=np.int64),
    )


def _refunds(block: Block, month: int, purchases: CardAttempts) -> CardAttempts:
    """Purchases given back in full, days later in the same month, while card and account can be used."""
    chance = block.stream("card_transactions", "refund")
    length = LAST_REFUND_DAY - FIRST_REFUND_DAY + 1
    day = purchases.day + FIRST_REFUND_DAY + chance.integer(length, purchases.address, lane=1)
    given = chance.chance(REFUND_SHARE, purchases.address) & (day <= month_end(month))
    given &= (purchases.reason == APPROVED) & ~np.isin(code_of(purchases.merchant), NOT_REFUNDED)
    row = np.flatnonzero(given)
    place = day[row] - month_start(month)
    can_take = live_days(block, month)[purchases.card[row], place]
    can_take &= usable_days(block, month)[purchases.account[row], place]
    row = row[can_take]
    back, day = purchases.where(row), day[row]
    columns = {name: getattr(back, name) for name in CardAttempts.__slots__}
    instant = card_shopping.instants(block, day, back.address, lane=1)
    columns |= {"day": day, "instant": instant, "kind": np.full(row.size, REFUND), "original": row}
    return CardAttempts(**columns)


def _attempts(  # noqa: PLR0913 - one argument a column
    block: Block,
    month: int,
    *,
    card: Ints,
    day: Ints,
    instant: Ints,
    kind: Ints,
    merchant: Ints,
    cents: Ints,
    entry_mode: Ints,
    address: Ints,
    fee_cents: Ints,
) -> CardAttempts:
    """Attempts with their verdict, not yet in order."""
    year = month // 12 + 1970
    account = cards(block, year).account[card]
    frozen = frozen_days(block, month)[account, day - month_start(month)]
    is_credit = accounts(block, year).kind[account] == CREDIT_CARD
    reason = verdicts(block, is_credit, frozen, entry_mode == RECURRING, address)
    return CardAttempts(
        day=day,
        ordinal=np.zeros(day.size, dtype=np.int64),
        card=card,
        account=account,
        instant=instant,
        kind=kind,
        merchant=merchant,
        cents=cents,
        entry_mode=entry_mode,
        reason=reason,
        address=address,
        original=np.full(day.size, -1),
        fee_cents=np.where(reason == APPROVED, fee_cents, 0),
    )


def _address(block: Block, card_id: Ints, day: Ints, nth: Ints) -> Ints:
    """64 bits that name an attempt for good."""
    return block.stream("card_transactions", "attempt").bits(card_id, day * 1000 + nth).view(np.int64)
