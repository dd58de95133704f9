"""Attempts to pay or draw cash with a card in a month: when, where, for how much, and whether approved.

Nothing here looks at a balance: who is declined is decided by chance. What a declined attempt asked for
when money was the reason is known only after the ledger, to the card_transactions table.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv

from financial_lake.simulation import card_habits
from financial_lake.simulation.account_days import days_of, frozen_days, usable_days
from financial_lake.simulation.account_lines import accounts, credit_limit_on
from financial_lake.simulation.amounts import cents_of, multiple_of, price
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, at, month_end, month_start
from financial_lake.simulation.cards import CREDIT_CARD, MAIN, VIRTUAL, Cards, cards, temporary_blocks
from financial_lake.simulation.ledger.codes import CHANNELS, CODE, METHODS
from financial_lake.simulation.ledger.counterparties import listed
from financial_lake.simulation.ledger.flows import Flows, Reference, Rhythm
from financial_lake.simulation.merchants import CODES, MCC, TWENTIES, code_of, merchant_by_weight
from financial_lake.simulation.merchants import CENTS as TO_THE_CENT
from financial_lake.simulation.paydays import days_after_salary
from financial_lake.simulation.personas import SPEND, WEALTH_SPEND
from financial_lake.simulation.population import customers, persona_on
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Floats, Ints
from financial_lake.simulation.subscriptions import subscriptions

KINDS = ("purchase", "cash_withdrawal", "refund")
PURCHASE, CASH, REFUND = range(3)
ENTRY_MODES = ("chip", "contactless", "online", "recurring", "atm")
CHIP, CONTACTLESS, ONLINE, RECURRING, AT_MACHINE = range(5)
CONTACTLESS_SHARE = 0.55
DECLINE_REASONS = (
    "insufficient_funds", "limit_exceeded", "wrong_pin", "suspected_fraud", "technical", "account_frozen",
)  # fmt: skip
APPROVED = -1
INSUFFICIENT_FUNDS, LIMIT_EXCEEDED, WRONG_PIN, SUSPECTED_FRAUD, TECHNICAL, ACCOUNT_FROZEN = range(6)
OTHER_REASON_WEIGHTS = (30, 25, 45)
DECLINED_SHARE = 0.05
MONEY_SHARE_DEBIT, MONEY_SHARE_CREDIT = 0.80, 0.70
"""Of declines where as little is available as a card may ask for at once; the ledger tells later where."""

FAVOURITE_SHARE, FAVOURITES = 0.70, 3
SMALLEST, LARGEST = 1_00, 5_000_00
SMALLEST_CASH, LARGEST_CASH, CASH_STEP = 20_00, 800_00, 20_00
LIMIT_SHARES = 4
"""A credit card pays at most one part in so many of its limit at once."""
OPENS, HOURS = 7, 15
REFUND_SHARE, FIRST_REFUND_DAY, LAST_REFUND_DAY = 0.012, 2, 13
NOT_REFUNDED = (MCC["6011"], MCC["4900"])
FOREIGN_MACHINE_SHARE, FOREIGN_MACHINE_FEE = 0.15, 3_00


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
        entry_mode: index into `ENTRY_MODES`.
        reason: index into `DECLINE_REASONS`, -1 for approved attempts; want of money is a surmise, which the
            card_transactions table gives up where the ledger has more than a card may ask for at once.
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


@remembered(keep=4)
def events(block: Block, month: int) -> CardAttempts:
    """All attempts of the block in the month."""
    purchases = CardAttempts.joined([_everyday(block, month), _charged_subscriptions(block, month)])
    every = CardAttempts.joined([purchases, _refunds(block, month, purchases)])
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
    columns["ordinal"] = np.arange(day.size) - np.searchsorted(day, day) + 1
    return CardAttempts(**columns)


def card_flows(block: Block, month: int) -> Flows:
    """What approved attempts move; a machine's fee rides on its withdrawal."""
    every = events(block, month)
    paid = every.where(every.reason == APPROVED)
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


def live_days(block: Block, month: int) -> Bools:
    """Whether each card could be used on each day as far as the card is concerned: (cards, days)."""
    year = month // 12 + 1970
    held, days = cards(block, year), days_of(month)
    live: Bools = (held.issued_on[:, None] < days) & (days <= held.expires_on[:, None])
    live &= days < held.blocked_on[:, None]
    for first, last in temporary_blocks(block, year):
        live &= (days < first[:, None]) | (last[:, None] < days)
    return live


def _carried_days(held: Cards, live: Bools, days: Ints) -> Bools:
    """Whether each card is the one carried: near its expiry the renewal is."""
    carried: Bools = live & (days <= held.handed_over_on[:, None])
    return carried


def _everyday(block: Block, month: int) -> CardAttempts:
    """Purchases and withdrawals of daily life."""
    year = month // 12 + 1970
    held, lines, days = cards(block, year), accounts(block, year), days_of(month)
    chance = block.stream("card_transactions", "used")
    rate = _use_rates(block, month)
    card, place = np.nonzero(chance.uniform(held.card_id[:, None], days) < rate)
    times = 1 + block.stream("card_transactions", "times").integer(
        card_habits.USES_A_DAY, held.card_id[card], days[place]
    )
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    card, day = np.repeat(card, times), days[np.repeat(place, times)]
    address = _address(block, held.card_id[card], day, nth)
    code = _codes_bought(block, month, card, day, address)
    account = held.account[card]
    is_cash = code == MCC["6011"]
    foreign = block.stream("card_transactions", "foreign_machine").chance(FOREIGN_MACHINE_SHARE, address)
    return _attempts(
        block,
        month,
        card=card,
        day=day,
        instant=at(day, OPENS) + _time_of_day(block, address),
        kind=np.where(is_cash, CASH, PURCHASE),
        merchant=_merchant(block, lines.owner[account], year, code, address),
        cents=_cents(block, month, card, code, address),
        entry_mode=_entry_mode(block, code, held.holder[card] == VIRTUAL, address),
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
    can_pay = _carried_days(held, live_days(block, month), days)[card, place]
    can_pay &= usable_days(block, month)[held.account[card], place]
    which, card = which[can_pay], card[can_pay]
    preference = block.stream("subscriptions", "card").uniform(
        lines.account_id[held.account[card]], bought.number[row][which]
    )
    order = np.lexsort((preference, which))
    chosen = order[np.searchsorted(which[order], np.unique(which))]
    row, card = row[which[chosen]], card[chosen]
    day = days[0] + bought.day[row] - 1
    address = _address(block, held.card_id[card], day, 100 + bought.number[row])
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
    instant = at(day, OPENS) + _time_of_day(block, back.address, lane=1)
    columns |= {"day": day, "instant": instant, "kind": np.full(row.size, REFUND), "original": row}
    return CardAttempts(**columns)


def _use_rates(block: Block, month: int) -> Floats:
    """Probability that each card is used on each day: (cards, days)."""
    year = month // 12 + 1970
    held, lines, people, days = cards(block, year), accounts(block, year), customers(block, year), days_of(month)
    owner = lines.owner[held.account]
    persona = persona_on(people, int(days[0]))
    rate = card_habits.USE_RATE * card_habits.line_weight(lines.kind[held.account], held.holder)
    rate = rate * card_habits.activity(persona)[owner]
    by_day = card_habits.week_factor(month) * card_habits.season(month)
    rates = rate[:, None] * by_day[persona[owner]]
    boost = days_after_salary(block, month, card_habits.PAYDAY_DAYS)
    rates *= 1.0 + card_habits.PAYDAY_BOOST * boost[owner]
    rates *= usable_days(block, month)[held.account] + card_habits.FROZEN_RATE * frozen_days(block, month)[held.account]
    return rates * _carried_days(held, live_days(block, month), days)


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
    reason = _verdict(block, is_credit, frozen, entry_mode == RECURRING, address)
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


def _verdict(block: Block, is_credit: Bools, frozen: Bools, is_subscription: Bools, address: Ints) -> Ints:
    """Approved, or why not; subscriptions, whose price is fixed, are never declined for money or a PIN."""
    chance = block.stream("card_transactions", "declined")
    money = chance.chance(np.where(is_credit, MONEY_SHARE_CREDIT, MONEY_SHARE_DEBIT), address, lane=1)
    reason = np.where(money, np.where(is_credit, LIMIT_EXCEEDED, INSUFFICIENT_FUNDS), other_reason(block, address))
    reason = np.where(is_subscription & (reason < SUSPECTED_FRAUD), TECHNICAL, reason)
    reason = np.where(chance.chance(DECLINED_SHARE, address), reason, APPROVED)
    return np.where(frozen, ACCOUNT_FROZEN, reason)


def other_reason(block: Block, address: Ints) -> Ints:
    """Why the attempts at the addresses are declined when money is not the reason."""
    chance = block.stream("card_transactions", "declined")
    return WRONG_PIN + chance.pick(OTHER_REASON_WEIGHTS, address, lane=2)


def _address(block: Block, card_id: Ints, day: Ints, nth: Ints) -> Ints:
    """64 bits that name an attempt for good."""
    return block.stream("card_transactions", "attempt").bits(card_id, day * 1000 + nth).view(np.int64)


def _codes_bought(block: Block, month: int, card: Ints, day: Ints, address: Ints) -> Ints:
    """Index into `CODES` of what each attempt is for."""
    year = month // 12 + 1970
    held, lines, people = cards(block, year), accounts(block, year), customers(block, year)
    persona = persona_on(people, int(month_start(month)))[lines.owner[held.account]]
    is_credit = lines.kind[held.account] == CREDIT_CARD
    row = card_habits.shopping_row(persona[card], is_credit[card], held.holder[card] == VIRTUAL, day)
    chance = block.stream("card_transactions", "merchant_category_code").uniform(address)
    place = np.searchsorted(_shopping_list(), row + chance, side="right") - row * len(CODES)
    return np.minimum(place, len(CODES) - 1)


def _merchant(block: Block, owner: Ints, year: int, code: Ints, address: Ints) -> Ints:
    """One of the customer's three favourites of the code (70 %), or any merchant of it."""
    chance = block.stream("card_transactions", "merchant")
    which = chance.uniform(address) * (FAVOURITES / FAVOURITE_SHARE)
    customer_id = customers(block, year).customer_id[owner]
    taste = block.stream("card_transactions", "favourite").uniform(
        customer_id, code * FAVOURITES + np.minimum(which.astype(np.int64), FAVOURITES - 1)
    )
    return merchant_by_weight(code, np.where(which < FAVOURITES, taste, chance.uniform(address, lane=1)))


def _cents(block: Block, month: int, card: Ints, code: Ints, address: Ints) -> Ints:
    year = month // 12 + 1970
    held, lines, people = cards(block, year), accounts(block, year), customers(block, year)
    owner, is_credit = lines.owner[held.account], lines.kind[held.account] == CREDIT_CARD
    persona = persona_on(people, int(month_start(month)))
    factor = SPEND[persona] * WEALTH_SPEND[people.wealth]
    by_card = factor[owner] * np.where(is_credit, card_habits.CREDIT_SPEND, card_habits.DEBIT_SPEND)
    plain = np.isin(code, card_habits.PLAIN_CODES)
    median = _of_codes("median")[code] * np.where(plain, 1.0, by_card[card])
    chance = block.stream("card_transactions", "amount")
    dollars = chance.lognormal(median, _of_codes("spread")[code], address)
    style = _of_codes("style")[code]
    cash = np.clip(multiple_of(cents_of(dollars), CASH_STEP), SMALLEST_CASH, LARGEST_CASH)
    priced = np.where(style == TO_THE_CENT, cents_of(dollars), price(dollars, chance.uniform(address, lane=1)))
    return np.where(style == TWENTIES, cash, np.clip(priced, SMALLEST, _most_at_once(block, month)[held.account[card]]))


def _most_at_once(block: Block, month: int) -> Ints:
    """Most an account's card pays at once, cents: 5,000.00, and a quarter of a credit card's limit."""
    is_credit = accounts(block, month // 12 + 1970).kind == CREDIT_CARD
    opening, end = (credit_limit_on(block, int(day)) for day in (month_start(month), month_end(month)))
    limit = np.where(opening > 0, opening, end)
    return np.where(is_credit, np.clip(limit // LIMIT_SHARES, SMALLEST, LARGEST), LARGEST)


def _entry_mode(block: Block, code: Ints, is_virtual: Bools, address: Ints) -> Ints:
    chance = block.stream("card_transactions", "entry_mode")
    remote = is_virtual | (chance.uniform(address) < _of_codes("remote")[code])
    touched = chance.chance(CONTACTLESS_SHARE, address, lane=1)
    mode = np.where(remote, ONLINE, np.where(touched, CONTACTLESS, CHIP))
    return np.where(code == MCC["6011"], AT_MACHINE, mode)


def _time_of_day(block: Block, address: Ints, lane: int = 0) -> Ints:
    """Microseconds after 07:00: 15 hours x Beta(2.2, 1.8)."""
    place = block.stream("card_transactions", "txn_timestamp").uniform(address, lane=lane)
    grid = _beta_quantiles()
    hours = HOURS * np.interp(place, np.linspace(0.0, 1.0, grid.size), grid)
    return (hours * (MICROSECONDS_A_DAY / 24)).astype(np.int64)


@lru_cache(maxsize=1)
def _beta_quantiles() -> Floats:
    quantiles: Floats = betaincinv(2.2, 1.8, np.linspace(0.0, 1.0, 1025))
    return quantiles


@lru_cache(maxsize=1)
def _shopping_list() -> Floats:
    return card_habits.shopping_list()


@lru_cache(maxsize=8)
def _of_codes(attribute: str) -> Floats:
    return np.array([getattr(each, attribute) for each in CODES])
