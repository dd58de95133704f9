"""Who wants which insurance, since when, and which account would pay for it.

Everything here follows from raw lives, raw account lines and mortgages, so that accounts, whose freezes and
closings wait for the policies they pay, may look at it. What becomes of a policy is in `policies`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from financial_lake.simulation import account_terms, freezing
from financial_lake.simulation.account_records import CREDIT_CARD, USD
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import (
    NEVER,
    day_number,
    day_of_month,
    month_of,
    month_start,
    year_of,
    year_start,
)
from financial_lake.simulation.homes import owns_home
from financial_lake.simulation.lines import lines_of
from financial_lake.simulation.mortgages import mortgages
from financial_lake.simulation.people import Customers
from financial_lake.simulation.personas import INSURANCE
from financial_lake.simulation.population import customers
from financial_lake.simulation.raw_lines import RANK_OF_KIND
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import matches
from financial_lake.simulation.streams import Bools, Ints

POLICY_TYPES = ("life", "property", "vehicle", "health", "travel")
LIFE, PROPERTY, VEHICLE, HEALTH, TRAVEL = range(5)
TYPE_WEIGHTS = np.array([35.0, 37.0, 20.0, 15.0, 5.0])
"""Of owners of a home; others do not insure property. Over all it makes 35, 25, 20, 15, 5 %."""

_QUIET_OF_PERSONA = np.array([0.064, 0.077, 0.068, 0.277, 0.253])
_IN_FORCE = 0.80
"""Share of those who ever take a policy who have it late in 2024; the others still wait, or are without for a while."""
HELD_EVER = INSURANCE / (1.0 - _QUIET_OF_PERSONA) / _IN_FORCE
MORTGAGED_SHARE = 0.88
"""Borrowers who insure their life some time after their mortgage, so that 60 % of those with a mortgage have."""
SECOND_SHARE = 0.16
"""Makes 15 % of the holders of a day."""
MEDIAN_DAYS, SPREAD, SHORTEST_WAIT, LONGEST_WAIT = 400.0, 0.9, 60, 20_000
FIRST_START = day_number(date(2015, 1, 1))
DAYS_OF_FIRST_STARTS = 365
"""Policies that would be older begin in the first year there are any."""
FIRST_TRIP, DAYS_OF_FIRST_TRIPS = day_number(date(2022, 1, 1)), 730
"""Trips that ended before any calendar begins are not told of; a traveller's first one told of begins here."""

DAYS_OF_PAYER = 60
"""An account pays policies from so many days after its opening."""
LAST_START_DAY = 28
NO_ACCOUNT = 0
CARD_RANK = 3
_FIRST, _SECOND, _MORTGAGED = range(3)


@dataclass(frozen=True, slots=True)
class Wishes(Records):
    """Policies wished for: owner is a row of `customers(block, year)`, kind an index into `POLICY_TYPES`."""

    owner: Ints
    kind: Ints
    wanted_on: Ints


@dataclass(frozen=True, slots=True)
class Payers(Records):
    """Accounts that may pay a policy, ordered by owner; the lowest rank that may is chosen."""

    owner: Ints
    account_id: Ints
    rank: Ints
    first: Ints
    end: Ints


def first_wishes(block: Block, year: int) -> Wishes:
    """What customers want for the first time by the end of a year: at most one policy of a type each."""
    people = customers(block, year)
    first = Wishes.joined([_of_borrowers(block, people, year), _of_personas(block, people, year)])
    found = Wishes.joined([first, _second(block, people, year, first)])
    found = found.where(found.wanted_on < year_start(year + 1))
    found = found.where(np.lexsort((found.wanted_on, found.kind, found.owner)))
    address = found.owner * len(POLICY_TYPES) + found.kind
    return found.where(np.append(np.ones(min(1, address.size), dtype=np.bool_), address[1:] != address[:-1]))


def payers(block: Block, year: int) -> Payers:
    """Main accounts to be, and credit cards after them, until their owner first asks to close them."""
    people = customers(block, year)
    raw = lines_of(block, people, year)
    rank = np.where(raw.kind == CREDIT_CARD, CARD_RANK, RANK_OF_KIND[raw.kind])
    able = (rank >= 0) & (raw.account_id % 100 == 0) & (account_terms.currency(block, people, raw) == USD)
    lines = raw.where(able)
    return Payers(lines.owner, lines.account_id, rank[able], lines.opened_on + DAYS_OF_PAYER, lines.asked_on)


def account_on(accounts: Payers, owner: Ints, day: Ints) -> Ints:
    """account_id that pays from a day on, one an owner; NO_ACCOUNT for none."""
    place, line = matches(accounts.owner, owner)
    able = (accounts.first[line] <= day[place]) & (day[place] < accounts.end[line])
    place, line = place[able], line[able]
    order = np.lexsort((accounts.account_id[line], accounts.rank[line], place))[::-1]
    account = np.full(owner.size, NO_ACCOUNT, dtype=np.int64)
    account[place[order]] = accounts.account_id[line[order]]  # of several the last written stays: the first in rank
    return account


def first_free_day(block: Block, account_id: Ints, day: Ints) -> Ints:
    """The first day from a given one, of the 1st to the 28th, on which no freeze of the account was to be."""
    free, before = day, np.zeros_like(day)
    while not np.array_equal(free, before):
        before = free
        free = np.where(day_of_month(free) > LAST_START_DAY, month_start(month_of(free) + 1), free)
        for years_back in (1, 0):
            happens, begins, ends = freezing.drawn(block, account_id, year_of(free) - years_back)
            free = np.where(happens & (begins <= free) & (free <= ends), ends + 1, free)
    return free


def _of_borrowers(block: Block, people: Customers, year: int) -> Wishes:
    """Life insurance some time after a first mortgage, if one still runs then."""
    lent = mortgages(block, year)
    since = np.full(people.slot.size, NEVER)
    np.minimum.at(since, lent.owner, lent.originated_on)
    insures = block.stream("policies", "insures_mortgage").chance(MORTGAGED_SHARE, people.customer_id)
    owner = np.flatnonzero((since < NEVER) & insures)
    wanted_on = _waited(block, people, owner, since[owner], _MORTGAGED)
    running = _owes(block, people, year, owner, wanted_on)
    return Wishes(owner, np.full(owner.size, LIFE), wanted_on).where(running)


def _of_personas(block: Block, people: Customers, year: int) -> Wishes:
    """The first policy of those who owe no mortgage on the day."""
    chance = HELD_EVER[people.persona]
    holds = block.stream("policies", "is_held").chance(chance, people.customer_id) & ~people.is_quiet
    owner = np.flatnonzero(holds)
    wanted_on = _waited(block, people, owner, people.joined_on[owner], _FIRST)
    owner, wanted_on = (each[~_owes(block, people, year, owner, wanted_on)] for each in (owner, wanted_on))
    kind = _kinds(block, people, year, Wishes(owner, np.full(owner.size, -1), wanted_on), _FIRST)
    return Wishes(owner, kind, _told(block, people, owner, kind, wanted_on))


def _second(block: Block, people: Customers, year: int, first: Wishes) -> Wishes:
    """Another type of policy, some time after the first, of some who have one."""
    since = np.full(people.slot.size, NEVER)
    np.minimum.at(since, first.owner, first.wanted_on)
    wants = block.stream("policies", "has_second").chance(SECOND_SHARE, people.customer_id)
    owner = np.flatnonzero((since < NEVER) & wants)
    wanted_on = _waited(block, people, owner, since[owner], _SECOND)
    kind = _kinds(block, people, year, Wishes(owner, np.full(owner.size, -1), wanted_on), _SECOND, first)
    return Wishes(owner, kind, _told(block, people, owner, kind, wanted_on))


def _owes(block: Block, people: Customers, year: int, owner: Ints, day: Ints) -> Bools:
    """Whether customers (rows, each once) owe a mortgage, each on a day of their own."""
    lent = mortgages(block, year)
    asked, owes = np.full(people.slot.size, -1), np.zeros(people.slot.size, dtype=np.bool_)
    asked[owner] = day
    runs = (lent.originated_on <= asked[lent.owner]) & (asked[lent.owner] < lent.closed_on)
    owes[lent.owner[runs]] = True
    return owes[owner]


def _kinds(  # noqa: PLR0913, PLR0917 - who, when, and what they have by then
    block: Block, people: Customers, year: int, wished: Wishes, turn: int, taken: Wishes | None = None
) -> Ints:
    """Type of policy of each wish: property for owners of a home only, and none that is wished for already."""
    weights = np.broadcast_to(TYPE_WEIGHTS, (len(wished), TYPE_WEIGHTS.size)).copy()
    weights[~owns_home(block, year, wished.owner, wished.wanted_on), PROPERTY] = 0.0
    if taken is not None:
        place = np.full(people.slot.size, -1)
        place[wished.owner] = np.arange(len(wished))
        row = place[taken.owner]
        again = np.flatnonzero(row >= 0)
        again = again[taken.wanted_on[again] <= wished.wanted_on[row[again]]]
        weights[row[again], taken.kind[again]] = 0.0
    return block.stream("policies", "policy_type").pick(weights, people.customer_id[wished.owner], lane=turn)


def _waited(block: Block, people: Customers, who: Ints, since: Ints, turn: int) -> Ints:
    """Some hundred days later; what would be before 2015 in the course of that year."""
    ids = people.customer_id[who]
    wait = block.stream("policies", "start_date").lognormal(MEDIAN_DAYS, SPREAD, ids, turn)
    day = since + np.clip(wait, SHORTEST_WAIT, LONGEST_WAIT).astype(np.int64)
    first = FIRST_START + block.stream("policies", "first_starts").integer(DAYS_OF_FIRST_STARTS, ids, turn)
    return np.where(day < FIRST_START, np.maximum(first, since + SHORTEST_WAIT), day)


def _told(block: Block, people: Customers, who: Ints, kind: Ints, day: Ints) -> Ints:
    """Trips long past are not told of: a traveller's first one told of begins in 2022 or 2023."""
    chance = block.stream("policies", "first_trips")
    trip = FIRST_TRIP + chance.integer(DAYS_OF_FIRST_TRIPS, people.customer_id[who], kind)
    return np.where((kind == TRAVEL) & (day < FIRST_TRIP), trip, day)
