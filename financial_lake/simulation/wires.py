"""Wires that customers send and receive in a month, and when they settle.

A wire instructed after the cut-off or off a business day is pending and settles, if at all, on the next
business day: its posting may lie in the next month.
"""

from dataclasses import dataclass, replace

import numpy as np

from financial_lake.simulation.account_days import days_of, usable_days, usable_main_accounts
from financial_lake.simulation.account_lines import accounts, places_of
from financial_lake.simulation.amounts import cents_of, multiple_of
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    SUNDAY,
    at,
    is_business_day,
    month_of,
    next_business_day,
    weekday,
)
from financial_lake.simulation.laundering import patterns
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.counterparties import listed
from financial_lake.simulation.ledger.flows import Flows, Reference
from financial_lake.simulation.ledger.levels import level
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Bools, Floats, Ints
from financial_lake.simulation.vocabulary import BANKS, OFFSHORE_WIRE_PARTIES, PARTY_COUNTS

DIRECTIONS = ("outbound", "inbound")
OUTBOUND, INBOUND = range(2)
OUTBOUND_SHARE = 0.60
WIRE_STATUSES = ("completed", "pending", "rejected")
COMPLETED, PENDING, REJECTED = range(3)
PURPOSES = ("invoice", "property", "family_support", "investment", "salary_abroad", "other")
PURPOSE_WEIGHTS = np.array([[34.0, 16.0, 20.0, 16.0, 0.0, 14.0], [34.0, 12.0, 18.0, 14.0, 10.0, 12.0]])
"""By direction."""
COUNTRIES = ("US", "CA", "GB", "DE", "FR", "MX", "JP", "KY", "PA", "VG", "CY", "MT")
COUNTRY_WEIGHTS = (78.0, 12.0, 2.4, 1.8, 1.4, 1.4, 1.0, 0.4, 0.4, 0.4, 0.4, 0.4)
FIRST_OFFSHORE_COUNTRY = 7

RATE = 0.0370
"""Set so that 2.0 % of the customers send or receive a wire on an average day."""
WEALTH_FACTOR = np.array([0.5, 1.3, 3.4])
ON_SATURDAY_OR_HOLIDAY, ON_SUNDAY = 0.20, 0.15
DAYS_AHEAD = 7
"""The account stays usable for so many days, so that a pending wire finds it."""
LEVEL_SHARE, SMALLEST_MEDIAN, LARGEST_MEDIAN, SPREAD = 0.6, 1_800.0, 15_000.0, 1.0
SMALLEST, LARGEST, ROUND_ABOVE, ROUND_STEP = 250_00, 250_000_00, 1_000_00, 100_00
REJECTED_SHARE, SETTLED_SHARE = 0.02, 0.95
OPENS, HOURS, CUT_OFF = 9, 8 + 10 / 60, 17
SETTLES_AT = (9, 30)
FEE = 25_00
RELEASED_BY = ("customer_service_rep", "branch_manager")


@dataclass(frozen=True, slots=True)
class Wires(Records):
    """Wires instructed in a month, in order of (day, customer); arrays of one length.

    Attributes:
        day: epoch day.
        ordinal: place inside (block, day), from 1.
        customer: index into `customers(block, year)`.
        account: index into `accounts(block, year)`.
        instant: microseconds.
        direction: 0 outbound, 1 inbound.
        cents: amount.
        party: place in the list wire_parties of the vocabulary.
        bank: place in the vocabulary's list of other banks.
        country, purpose: indices into `COUNTRIES`, `PURPOSES`.
        status: index into `WIRE_STATUSES`, as known at the end of the day.
        posted_on: day on which the money moves, -1 if it never does.
        step: 64 bits that name the wire as a step of a pattern; 0 for all other wires.
    """

    day: Ints
    ordinal: Ints
    customer: Ints
    account: Ints
    instant: Ints
    direction: Ints
    cents: Ints
    party: Ints
    bank: Ints
    country: Ints
    purpose: Ints
    status: Ints
    posted_on: Ints
    step: Ints


@remembered(keep=4)
def events(block: Block, month: int) -> Wires:
    """All wires of the block instructed in the month; at most one a customer and day, but for those of patterns."""
    every = Wires.joined([_ordinary(block, month), _of_patterns(block, month)])
    every = every.where(np.lexsort((every.instant, every.customer, every.day)))
    return replace(every, ordinal=np.arange(len(every)) - np.searchsorted(every.day, every.day) + 1)


def _ordinary(block: Block, month: int) -> Wires:
    year = month // 12 + 1970
    people, days = customers(block, year), days_of(month)
    rate = RATE * WEALTH_FACTOR[people.wealth][:, None] * _day_factor(days)
    sends = block.stream("wire_transfers", "sends").uniform(people.customer_id[:, None], days) < rate
    sends &= _can_wire(block, month)
    place, customer = np.nonzero(sends.T)
    day, customer_id = days[place], people.customer_id[customer]
    account = usable_main_accounts(block, month)[customer, place]
    stream = block.stream("wire_transfers", "wire")
    address = stream.bits(customer_id, day).view(np.int64)
    instant = at(day, OPENS + HOURS * stream.uniform(address, lane=1))
    direction = np.where(stream.chance(OUTBOUND_SHARE, address, lane=2), OUTBOUND, INBOUND)
    country = stream.pick(COUNTRY_WEIGHTS, address, lane=3)
    is_late = ~is_business_day(day) | (instant > at(day, CUT_OFF))
    is_rejected = stream.chance(REJECTED_SHARE, address, lane=4)
    settles = stream.chance(SETTLED_SHARE, address, lane=5)
    posted_on = np.where(is_late, np.where(settles, next_business_day(day + 1), -1), day)
    return Wires(
        day=day,
        ordinal=np.zeros(day.size, dtype=np.int64),
        customer=customer,
        account=account,
        instant=instant,
        direction=direction,
        cents=_cents(level(block, year)[account], stream.normal(address, lane=6)),
        party=_party(country, stream.uniform(address, lane=7)),
        bank=stream.integer(BANKS, address, lane=8),
        country=country,
        purpose=stream.pick(PURPOSE_WEIGHTS[direction], address, lane=9),
        status=np.where(is_rejected, REJECTED, np.where(is_late, PENDING, COMPLETED)),
        posted_on=np.where(is_rejected, -1, posted_on),
        step=np.zeros(day.size, dtype=np.int64),
    )


def _of_patterns(block: Block, month: int) -> Wires:
    """Wires of laundering patterns and their look-alikes: in time on a business day, else drawn like all others."""
    steps = patterns.steps(block, month)
    sent = steps.where(np.isin(steps.code, (CODE["wire_in"], CODE["wire_out"])))
    stream, day = block.stream("wire_transfers", "wire"), sent.instant // MICROSECONDS_A_DAY
    country = stream.pick(COUNTRY_WEIGHTS, sent.pattern, sent.outsider, lane=3)
    direction = np.where(sent.code == CODE["wire_out"], OUTBOUND, INBOUND)
    return Wires(
        day=day,
        ordinal=np.zeros(day.size, dtype=np.int64),
        customer=accounts(block, month // 12 + 1970).owner[sent.account],
        account=sent.account,
        instant=sent.instant,
        direction=direction,
        cents=sent.cents,
        party=_party(country, stream.uniform(sent.pattern, sent.outsider, lane=7)),
        bank=stream.integer(BANKS, sent.pattern, sent.outsider, lane=8),
        country=country,
        purpose=stream.pick(PURPOSE_WEIGHTS[direction], sent.address, lane=9),
        status=np.full(day.size, COMPLETED),
        posted_on=day,
        step=sent.address,
    )


def wire_flows(block: Block, month: int) -> Flows:
    """What the wires move in a month: those completed in it, and the pending ones that settle in it."""
    year = month // 12 + 1970
    parts = []
    for instructed in (month - 1, month):
        every = events(block, instructed)
        posted = every.where((every.posted_on >= 0) & (month_of(every.posted_on) == month))
        account, instructed_in = posted.account, instructed // 12 + 1970
        if instructed_in != year:
            account = places_of(block, year, accounts(block, instructed_in).account_id[account])
        outbound = posted.direction == OUTBOUND
        customer_id = customers(block, instructed_in).customer_id[posted.customer]
        parts.append(
            Flows.of(
                account,
                np.where(posted.posted_on > posted.day, at(posted.posted_on, *SETTLES_AT), posted.instant),
                np.where(outbound, CODE["wire_out"], CODE["wire_in"]),
                posted.cents,
                reference=Reference.WR,
                reference_day=posted.day,
                reference_number=posted.ordinal,
                clerk=agent(block.bank, RELEASED_BY, (customer_id, posted.day), posted.posted_on),
                fee_cents=np.where(outbound, FEE, 0),
                **listed("wire_parties", posted.party),
            )
        )
    return Flows.joined(parts)


def _can_wire(block: Block, month: int) -> Bools:
    """Whether a customer's main account is usable on the day and on the next seven: (customers, days)."""
    lines = accounts(block, month // 12 + 1970)
    following = (month + 1) // 12 + 1970
    ahead = usable_days(block, month + 1)[:, :DAYS_AHEAD]
    if following != month // 12 + 1970:
        ahead = ahead[places_of(block, following, lines.account_id)]
    usable = np.concatenate([usable_days(block, month), ahead], axis=1)
    days = usable.shape[1] - DAYS_AHEAD
    lasting = np.logical_and.reduce([usable[:, later : later + days] for later in range(DAYS_AHEAD + 1)])
    main = usable_main_accounts(block, month)
    can_wire: Bools = (main >= 0) & lasting[main, np.arange(days)]
    return can_wire


def _day_factor(days: Ints) -> Floats:
    quiet = np.where(weekday(days) == SUNDAY, ON_SUNDAY, ON_SATURDAY_OR_HOLIDAY)
    return np.where(is_business_day(days), 1.0, quiet)


def _cents(balance_level: Floats, normal: Floats) -> Ints:
    """Amounts around 60 % of the account's usual balance, in hundreds of dollars above a thousand."""
    median = np.clip(LEVEL_SHARE * balance_level / 100, SMALLEST_MEDIAN, LARGEST_MEDIAN)
    exact = cents_of(median * np.exp(SPREAD * normal))
    rounded = np.where(exact > ROUND_ABOVE, multiple_of(exact, ROUND_STEP), exact)
    return np.clip(rounded, SMALLEST, LARGEST)


def _party(country: Ints, chance: Floats) -> Ints:
    """The other side; names that say OFFSHORE bank offshore."""
    onshore = PARTY_COUNTS["wire_parties"] - OFFSHORE_WIRE_PARTIES
    is_offshore = country >= FIRST_OFFSHORE_COUNTRY
    party: Ints = np.where(
        is_offshore, onshore + (chance * OFFSHORE_WIRE_PARTIES).astype(np.int64), (chance * onshore).astype(np.int64)
    )
    return party
