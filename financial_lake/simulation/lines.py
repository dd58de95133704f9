"""Account lines of a population: what each customer holds, since when, and when an account is given up.

A line is one of a customer's three places for an account (first deposit, second deposit, credit card); its
accounts follow one another. Whether a wish to close is heard depends on the loans an account pays: without
them (`NOTHING_PAID`) these are the raw lines that lenders look at, with them those of `account_lines`.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from financial_lake.simulation import personas, quiet
from financial_lake.simulation.account_records import CD, CREDIT_CARD
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import (
    NEVER,
    add_months,
    day_number,
    next_weekday,
    year_of,
    year_start,
)
from financial_lake.simulation.people import Customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import matches
from financial_lake.simulation.streams import Bools, Ints

FIRST_DEPOSIT, SECOND_DEPOSIT, CARD_LINE = 1, 2, 3

FIRST_KIND = (60, 24, 12, 4)
"""Weights of checking, savings, money_market, cd as the first deposit."""
SECOND_KIND = np.array([[0, 68, 26, 6], [25, 0, 55, 20], [20, 70, 0, 10], [40, 60, 0, 0]])
"""Weights of the second deposit after each kind of the first."""
SECOND_SHARE = 0.27
DAYS_TO_FURTHER_LINE, LONGEST_WAIT = 600.0, 20_000

TERMS = np.array([12, 24, 60])
TERM_WEIGHTS, TERM_WEIGHTS_NOW = (50, 35, 15), (60, 40, 0)
LAST_SALE_OF_60 = day_number(date(2022, 12, 31))
"""Five-year terms are no longer sold; running ones continue."""

FIRST_YEAR_OF_CLOSING = 2023
"""The lake knows the survivors: no account that closed earlier is told of."""
CLOSING_A_YEAR = 0.02
CLOSING_AT_MATURITY = 0.30
SHORTEST_GAP, DAYS_OF_GAP = 60, 241
YEAR_BEFORE_REPLACEMENTS = 2022


@dataclass(frozen=True, slots=True)
class Lines(Records):
    """Accounts opened by the end of a year, ordered by (owner, account_id).

    Attributes:
        account_id: customer_id x 1000 + line x 100 + version.
        owner: row of the customer.
        line: 1 first deposit, 2 second deposit, 3 credit card.
        kind: index into `ACCOUNT_KINDS`.
        opened_on: a weekday.
        asked_on: first day the owner asked to close it, NEVER without.
        closed_on: day it closed, NEVER if not by the end of the year.
        term_months: cd only, else 0.
    """

    account_id: Ints
    owner: Ints
    line: Ints
    kind: Ints
    opened_on: Ints
    asked_on: Ints
    closed_on: Ints
    term_months: Ints


@dataclass(frozen=True, slots=True)
class Obligations(Records):
    """Times in which an account is bound to a loan or an application: account_id, first day, last day."""

    account_id: Ints
    first: Ints
    last: Ints


NOTHING_PAID = Obligations(*(np.zeros(0, dtype=np.int64) for _ in range(3)))


def lines_of(block: Block, people: Customers, year: int, bound: Obligations = NOTHING_PAID) -> Lines:
    """All accounts that customers open by the end of a year.

    Args:
        block: the block.
        people: customers, with the days they left as far as known.
        year: calendar year.
        bound: what keeps accounts from closing.
    """
    spells = quiet.stretches(block, people, year)
    present = _known(_first_accounts(block, people, spells), people, year)
    habits = _Habits(spells, *_alternatives(people, present))
    versions = []
    while present.owner.size:
        asked, closed = _closings(block, people, present, year, (bound, habits))
        versions.append(replace(present, asked_on=asked, closed_on=closed))
        present = _known(_replacements(block, versions[-1], spells), people, year)
    opened = Lines.joined(versions)
    opened = replace(opened, closed_on=np.minimum(opened.closed_on, people.left_on[opened.owner]))
    return opened.where(np.lexsort((opened.account_id, opened.owner)))


def is_bound(bound: Obligations, account_id: Ints, first: Ints, last: Ints) -> Bools:
    """Whether an account is bound on some day of [first, last]; three arrays of one length."""
    bound = bound.where(np.argsort(bound.account_id, kind="stable"))
    which, near = matches(bound.account_id, account_id)
    overlaps = (bound.first[near] <= last[which]) & (first[which] <= bound.last[near])
    is_met = np.zeros(account_id.size, dtype=np.bool_)
    is_met[which[overlaps]] = True
    return is_met


@dataclass(frozen=True, slots=True)
class _Habits:
    """What decides on closing, customer by customer.

    Attributes:
        spells: inactive stretches.
        further_since: day from which there is a further account beside the first deposit, NEVER without.
        gives_up: whether further accounts may be given up; not if a matured term may take the first.
    """

    spells: tuple[Ints, Ints]
    further_since: Ints
    gives_up: Bools


def _known(lines: Lines, people: Customers, year: int) -> Lines:
    return lines.where((lines.opened_on < year_start(year + 1)) & (lines.opened_on < people.left_on[lines.owner]))


def _alternatives(people: Customers, lines: Lines) -> tuple[Ints, Bools]:
    further_since = np.full(people.slot.size, NEVER, dtype=np.int64)
    further = lines.line != FIRST_DEPOSIT
    np.minimum.at(further_since, lines.owner[further], lines.opened_on[further])
    gives_up = np.zeros(people.slot.size, dtype=np.bool_)
    gives_up[lines.owner[~further & (lines.kind != CD)]] = True
    return further_since, gives_up


def _first_accounts(block: Block, people: Customers, spells: tuple[Ints, Ints]) -> Lines:
    ids, everyone = people.customer_id, np.arange(people.slot.size)
    card_only = block.stream("accounts", "card_only").chance(personas.CARD_ONLY[people.persona], ids)
    kinds = block.stream("accounts", "kind")
    first = kinds.pick(FIRST_KIND, ids, FIRST_DEPOSIT)
    second = kinds.pick(SECOND_KIND[first], ids, SECOND_DEPOSIT)
    holds = block.stream("accounts", "has_line")
    has_second = ~card_only & holds.chance(SECOND_SHARE, ids, SECOND_DEPOSIT)
    has_card = card_only | holds.chance(personas.CREDIT_CARD[people.persona], ids, CARD_LINE)
    parts = []
    for line, kind, has in (
        (FIRST_DEPOSIT, first, ~card_only),
        (SECOND_DEPOSIT, second, has_second),
        (CARD_LINE, np.full_like(first, CREDIT_CARD), has_card),
    ):
        on_joining = card_only | (line == FIRST_DEPOSIT)
        wait = block.stream("accounts", "open_date").exponential(DAYS_TO_FURTHER_LINE, ids, line)
        later = people.joined_on + 1 + np.minimum(wait, LONGEST_WAIT).astype(np.int64)
        opened = np.where(on_joining, people.joined_on, _awake_weekday(spells, everyone, later))
        parts.append(_opened(block, ids * 1000 + line * 100, everyone, kind, opened).where(has))
    return Lines.joined(parts)


def _opened(block: Block, account_id: Ints, owner: Ints, kind: Ints, opened: Ints) -> Lines:
    chance = block.stream("accounts", "term_months")
    sold = chance.pick(TERM_WEIGHTS, account_id)
    now = chance.pick(TERM_WEIGHTS_NOW, account_id, lane=1)
    term = TERMS[np.where(opened <= LAST_SALE_OF_60, sold, now)]
    return Lines(
        account_id=account_id,
        owner=owner,
        line=account_id // 100 % 10,
        kind=kind,
        opened_on=opened,
        asked_on=np.full(owner.size, NEVER, dtype=np.int64),
        closed_on=np.full(owner.size, NEVER, dtype=np.int64),
        term_months=np.where(kind == CD, term, 0),
    )


def _closings(
    block: Block, people: Customers, lines: Lines, year: int, context: tuple[Obligations, _Habits]
) -> tuple[Ints, Ints]:
    """First day each owner asks to close an account, and the day it closes; NEVER if not by the end of the year."""
    bound, habits = context
    asked, closed = (np.full(lines.owner.size, NEVER, dtype=np.int64) for _ in range(2))
    if year < FIRST_YEAR_OF_CLOSING:
        return asked, closed
    wishes, ends = _wishes(block, lines, year, habits), _maturities(block, lines, year, habits)
    row, day = (np.concatenate(pair) for pair in zip(wishes, ends, strict=True))
    owner = lines.owner[row]
    heard = (day < people.left_on[owner]) & ~quiet.lies_in(habits.spells, owner, day)
    row, day = row[heard], day[heard]
    free = ~is_bound(bound, lines.account_id[row], day, day)
    np.minimum.at(asked, row, day)
    np.minimum.at(closed, row[free], day[free])
    return asked, closed


def _wishes(block: Block, lines: Lines, year: int, habits: _Habits) -> tuple[Ints, Ints]:
    """Wishes to give up a further account that is no term deposit: (row, day)."""
    rows = np.flatnonzero((lines.line != FIRST_DEPOSIT) & (lines.kind != CD) & habits.gives_up[lines.owner])
    years = np.arange(FIRST_YEAR_OF_CLOSING, year + 1)
    asks, day = block.stream("accounts", "closing").yearly(CLOSING_A_YEAR, years, lines.account_id[rows, None])
    place, when = np.nonzero(asks & (years > year_of(lines.opened_on[rows])[:, None]))
    return rows[place], day[place, when]


def _maturities(block: Block, lines: Lines, year: int, habits: _Habits) -> tuple[Ints, Ints]:
    """Ends of terms that are not renewed: (row, day). An owner's only account is always renewed."""
    rows = np.flatnonzero(lines.kind == CD)
    opened, term = lines.opened_on[rows, None], lines.term_months[rows, None]
    longest = int((year_start(year + 1) - opened).max(initial=0)) // 365 + 1
    numbers = np.arange(1, longest + 1)
    day = add_months(opened, term * numbers)
    ends = block.stream("accounts", "matured").chance(CLOSING_AT_MATURITY, lines.account_id[rows, None], numbers)
    ends &= (day >= year_start(FIRST_YEAR_OF_CLOSING)) & (day < year_start(year + 1))
    ends &= (lines.line[rows, None] != FIRST_DEPOSIT) | (habits.further_since[lines.owner[rows], None] < day)
    place, when = np.nonzero(ends)
    return rows[place], day[place, when]


def _replacements(block: Block, lines: Lines, spells: tuple[Ints, Ints]) -> Lines:
    """The accounts of the same kind that follow those given up."""
    gone = lines.where(lines.closed_on < NEVER)
    gap = SHORTEST_GAP + block.stream("accounts", "replacement").integer(DAYS_OF_GAP, gone.account_id)
    opened = _awake_weekday(spells, gone.owner, gone.closed_on + gap)
    account_id = gone.account_id // 100 * 100 + year_of(opened) - YEAR_BEFORE_REPLACEMENTS
    return _opened(block, account_id, gone.owner, gone.kind, opened)


def _awake_weekday(spells: tuple[Ints, Ints], person: Ints, day: Ints) -> Ints:
    """The first weekday on or after a day on which the person is not inactive."""
    weekday: Ints = next_weekday(quiet.day_after(spells, person, next_weekday(day)))
    return weekday
