"""Where customers live: the addresses of a household, one after the other, and its moves.

Members of a household share address and moves; whoever joins later starts with the address of that day.
Cities and branches are in `geography`.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, year_of
from financial_lake.simulation.geography import (
    COUNTRY_OF_PLACE,
    address_lines,
    place_in_country,
    postal_codes,
)
from financial_lake.simulation.population import Customers, customers
from financial_lake.simulation.streams import Bools, Ints

MOVES_A_YEAR = 0.10
WITHIN_CITY, WITHIN_COUNTRY, ABROAD = 0.70, 0.27, 0.03
FIRST_YEAR = 2012
DAYS_SHOWN_AFTER_END = 90


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of `customers(block, year)`; n rows ordered by (customer, first day).

    Attributes:
        owner: (n,) index of the customer.
        started_on, ended_on: (n,) first and last valid day; NEVER when current at the end of the year.
        is_first: (n,) whether it is the customer's first address with the bank.
        place: (n,) place (see `geography`); the home branch is place + 1.
        household: (n,) household_id, and
        version: (n,) year in which the household moved here, 0 for where it started; together they address
            the house.
    """

    owner: Ints
    started_on: Ints
    ended_on: Ints
    is_first: Bools
    place: Ints
    household: Ints
    version: Ints


@dataclass(frozen=True, slots=True)
class AddressTexts:
    """The texts of `addresses(block, year)`, row by row."""

    address_line1: pa.StringArray
    postal_code: pa.StringArray


@dataclass(frozen=True, slots=True)
class _Moves:
    """Moves of households, and where they started (version 0), ordered by (household, day)."""

    household: Ints
    day: Ints
    place: Ints
    version: Ints


@remembered(keep=3)
def addresses(block: Block, year: int) -> Addresses:
    """All addresses the customers have had by the end of the year."""
    people = customers(block, year)
    households, member = np.unique(people.household_id, return_inverse=True)
    moves = _moves(block, year, people, households, member)
    first = np.searchsorted(moves.household, np.arange(households.size))
    count = np.bincount(moves.household, minlength=households.size)[member]
    owner = np.repeat(np.arange(people.customer_id.size), count)
    row = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count) + first[member[owner]]
    until = np.append(moves.day[1:], NEVER)
    until[np.append(moves.household[1:] != moves.household[:-1], True)] = NEVER
    lived = until[row] > people.joined_on[owner]
    owner, row = owner[lived], row[lived]
    return Addresses(
        owner=owner,
        started_on=np.maximum(moves.day[row], people.joined_on[owner]),
        ended_on=np.where(until[row] < NEVER, until[row] - 1, NEVER),
        is_first=np.append(True, owner[1:] != owner[:-1])[: owner.size],
        place=moves.place[row],
        household=people.household_id[owner],
        version=moves.version[row],
    )


@remembered(keep=3)
def address_texts(block: Block, year: int) -> AddressTexts:
    """House, street and postal code of `addresses(block, year)`."""
    known = addresses(block, year)
    lines = block.stream("addresses", "address_line1")
    codes = block.stream("addresses", "postal_code")
    return AddressTexts(
        address_line1=address_lines(block.bank, lines, known.household, known.version),
        postal_code=postal_codes(codes, known.place, known.household, known.version),
    )


@remembered(keep=4)
def current_addresses(block: Block, day: int) -> Ints:
    """(customers,) row in `addresses(block, year of day)` at the end of the day; the first before joining."""
    known = addresses(block, int(year_of(day)))
    is_past = (known.started_on <= day) | known.is_first
    current = np.zeros(customers(block, int(year_of(day))).customer_id.size, dtype=np.int64)
    row = np.flatnonzero(is_past)
    current[known.owner[row]] = row
    return current


def places_on(block: Block, day: int) -> Ints:
    """(customers,) place of residence of `customers(block, year of day)` at the end of the day."""
    return addresses(block, int(year_of(day))).place[current_addresses(block, day)]


def countries_on(block: Block, day: int) -> Ints:
    """(customers,) country of residence at the end of the day, index into `geography.COUNTRIES`."""
    return COUNTRY_OF_PLACE[places_on(block, day)]


def places_at(block: Block, year: int, who: Ints, days: Ints) -> Ints:
    """Place of residence of customers (indices, for `year`) each at the end of its own day of that year or before."""
    known = addresses(block, year)
    order = known.owner * NEVER + np.where(known.is_first, 0, known.started_on)
    return known.place[np.searchsorted(order, who * NEVER + days, side="right") - 1]


def _moves(block: Block, year: int, people: Customers, households: Ints, member: Ints) -> _Moves:
    """Where households started, and their moves while one of them is a client."""
    began, ended = np.full(households.size, NEVER), np.zeros(households.size, dtype=np.int64)
    np.minimum.at(began, member, people.joined_on)
    np.maximum.at(ended, member, people.left_on)
    number = np.arange(households.size)
    country = np.empty_like(number)
    country[member] = people.country
    place = place_in_country(block.stream("addresses", "city"), country, households)
    rounds = [(number, began, place, np.zeros_like(number))]
    chance, place = block.stream("addresses", "move"), place.copy()
    for each in range(FIRST_YEAR, year + 1):
        happens, day = chance.yearly(MOVES_A_YEAR, each, households)
        mover = np.flatnonzero(happens & (day > began) & (day < ended))
        place[mover] = _next_place(block, households[mover], place[mover], each)
        rounds.append((mover, day[mover], place[mover], np.full(mover.size, each)))
    columns = [np.concatenate(column) for column in zip(*rounds, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    return _Moves(*(column[order] for column in columns))


def _next_place(block: Block, households: Ints, place: Ints, year: int) -> Ints:
    """Where a household goes: within the city, to another city of the country, or across the border."""
    how_far = block.stream("addresses", "how_far").pick((WITHIN_CITY, WITHIN_COUNTRY, ABROAD), households, year)
    country = np.where(how_far == 2, 1 - COUNTRY_OF_PLACE[place], COUNTRY_OF_PLACE[place])
    other = place_in_country(block.stream("addresses", "next_city"), country, households, year, not_in=place)
    return np.where(how_far == 0, place, other)
