"""Telephone numbers and e-mail addresses of customers, and when they change."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc

from financial_lake.simulation.addresses import places_at
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, year_start
from financial_lake.simulation.customer_names import first_name_of, last_name_steps
from financial_lake.simulation.geography import place_text
from financial_lake.simulation.names import plain_first_names, plain_last_names
from financial_lake.simulation.population import Customers, customers
from financial_lake.simulation.streams import Bools, Ints
from financial_lake.simulation.trade_words import COMPANY_DOMAINS, MAIL_DOMAINS

PHONE_TYPES = ("mobile", "home", "work")
EMAIL_TYPES = ("personal", "work")
PRIMARY = 1
"""Number of the mobile phone and of the personal e-mail address: everyone has exactly one."""
HOME, WORK_EMAIL = 2, 2
HOME_SHARE, WORK_PHONE_SHARE, WORK_EMAIL_SHARE = 0.60, 0.30, 0.40
NEW_NUMBER, HOME_GIVEN_UP, NEW_EMAIL, NEW_JOB = 0.05, 0.03, 0.03, 0.08
FIRST_YEAR = 2012


@dataclass(frozen=True, slots=True)
class Contacts:
    """Numbers or addresses of `customers(block, year)` over time; n rows ordered by (owner, kind, first day).

    Attributes:
        owner: (n,) index of the customer.
        kind: (n,) 1 mobile, 2 home, 3 work; or 1 personal, 2 work.
        since, until: (n,) first day, and first day no longer in use (NEVER if not by the end of the year).
        text: (n,) the number or address.
    """

    owner: Ints
    kind: Ints
    since: Ints
    until: Ints
    text: pa.StringArray

    def in_use(self, day: int) -> Ints:
        """Rows of those in use at the end of a day, once their owner has joined."""
        return np.flatnonzero((self.since <= day) & (day < self.until))

    def primary(self, day: int) -> tuple[pa.StringArray, Ints]:
        """(customers,) text of the mobile number or personal address, and its first day; the first before joining."""
        rows = np.flatnonzero(((self.since <= day) | self._is_first()) & (self.kind == PRIMARY))
        current = np.zeros(int(self.owner.max(initial=-1)) + 1, dtype=np.int64)
        current[self.owner[rows]] = rows
        return self.text.take(pa.array(current)), self.since[current]

    def _is_first(self) -> Bools:
        return np.append(True, (self.owner[1:] != self.owner[:-1]) | (self.kind[1:] != self.kind[:-1]))[
            : self.owner.size
        ]


@remembered(keep=3)
def phone_numbers(block: Block, year: int) -> Contacts:
    """All telephone numbers the customers have had by the end of the year."""
    people = customers(block, year)
    given_up, has = _home_lines(block, year, people)
    lines = [(np.flatnonzero(has[:, kind - 1]), kind) for kind in (1, 2, 3)]
    chance = block.stream("phone_numbers", "replaced")
    pieces: list[tuple[Ints, ...]] = [
        (who, people.joined_on[who], np.full(who.size, kind), np.zeros_like(who)) for who, kind in lines
    ]
    for each in range(FIRST_YEAR, year + 1):
        for who, kind in lines:
            happens, day = chance.yearly(NEW_NUMBER, each, people.customer_id[who], kind)
            new = happens & (day > people.joined_on[who]) & (day < people.left_on[who])
            pieces.append((who[new], day[new], np.full(new.sum(), kind), np.full(new.sum(), each)))
    owner, since, type_, version = _ordered(pieces)
    until = np.minimum(_next(owner, type_, since), np.where(type_ == HOME, given_up[owner], NEVER))
    used = until > since
    owner, since, type_, version, until = owner[used], since[used], type_[used], version[used], until[used]
    area = place_text("area_code").take(pa.array(places_at(block, year, owner, since)))
    line = block.stream("phone_numbers", "phone_number").integer(10_000, people.customer_id[owner], type_, version)
    ending = pc.utf8_lpad(pa.array(line).cast(pa.string()), 4, "0")
    return Contacts(owner, type_, since, until, pc.binary_join_element_wise("(", area, ") 555-", ending, ""))


@remembered(keep=3)
def email_addresses(block: Block, year: int) -> Contacts:
    """All e-mail addresses the customers have had by the end of the year."""
    people, names = customers(block, year), last_name_steps(block, year)
    everyone = np.arange(people.customer_id.size)
    first, one = np.zeros_like(everyone), np.ones_like(names.who)
    pieces: list[tuple[Ints, ...]] = [
        (everyone, people.joined_on, first + PRIMARY, first, first + 1),
        (everyone, people.joined_on, first + WORK_EMAIL, first, _has_work_email(block, people, everyone, 0)),
        (names.who, names.day, PRIMARY * one, names.day, one),
    ]
    for each in range(FIRST_YEAR, year + 1):
        for kind, rate in ((PRIMARY, NEW_EMAIL), (WORK_EMAIL, NEW_JOB)):
            happens, day = block.stream("email_addresses", "replaced").yearly(rate, each, people.customer_id, kind)
            who = np.flatnonzero(happens & (day > people.joined_on) & (day < people.left_on))
            exists = np.ones_like(who) if kind == PRIMARY else _has_work_email(block, people, who, each)
            pieces.append((who, day[who], np.full(who.size, kind), day[who], exists))
    owner, since, type_, version, exists = _ordered(pieces)
    until = _next(owner, type_, since)
    used = (until > since) & (exists == 1)
    owner, since, type_, version, until = owner[used], since[used], type_[used], version[used], until[used]
    return Contacts(owner, type_, since, until, _email_texts(block, year, owner, since, type_, version))


def _home_lines(block: Block, year: int, people: Customers) -> tuple[Ints, Bools]:
    """Day on which each customer gives up the home line, NEVER for none; and who starts with which phones.

    Home lines wane, so that more customers start with one the longer ago they joined: 60 % have one late in 2024.
    """
    given_up = np.full(people.customer_id.size, NEVER)
    for each in range(FIRST_YEAR, year + 1):
        happens, day = block.stream("phone_numbers", "given_up").yearly(HOME_GIVEN_UP, each, people.customer_id)
        ends = happens & (day > people.joined_on) & (day < people.left_on)
        given_up = np.where(ends, np.minimum(day, given_up), given_up)
    age = (year_start(2024) + 274 - people.joined_on) / 365.25
    share = HOME_SHARE * (1.0 - HOME_GIVEN_UP) ** -np.maximum(age, 0.0)
    chance = block.stream("phone_numbers", "phone_type")
    has_home = chance.chance(share, people.customer_id, 2)
    has_work = chance.chance(WORK_PHONE_SHARE, people.customer_id, 3)
    return given_up, np.stack([np.ones_like(has_home), has_home, has_work], axis=1)


def _has_work_email(block: Block, people: Customers, who: Ints, job: int) -> Ints:
    has = block.stream("email_addresses", "email_type").chance(WORK_EMAIL_SHARE, people.customer_id[who], job)
    return has.astype(np.int64)


def _email_texts(block: Block, year: int, owner: Ints, since: Ints, kind: Ints, version: Ints) -> pa.StringArray:  # noqa: PLR0913, PLR0917
    bank, person = block.bank, customers(block, year).customer_id[owner]
    first = plain_first_names(bank).take(pa.array(first_name_of(block, year)[owner]))
    last = plain_last_names(bank).take(pa.array(last_name_steps(block, year).at(owner, since)))
    number = block.stream("email_addresses", "number").integer(100, person, kind, version)
    domain = block.stream("email_addresses", "domain").integer(len(MAIL_DOMAINS), person, kind, version)
    place = np.where(kind == PRIMARY, domain, len(MAIL_DOMAINS) + domain)
    domains = pa.array([*MAIL_DOMAINS, *COMPANY_DOMAINS]).take(pa.array(place))
    return pc.binary_join_element_wise(first, ".", last, pa.array(number).cast(pa.string()), "@", domains, "")


def _ordered(pieces: list[tuple[Ints, ...]]) -> list[Ints]:
    """Pieces of (owner, since, kind, ...) as columns ordered by (owner, kind, since)."""
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    order = np.lexsort((columns[1], columns[2], columns[0]))
    return [column[order] for column in columns]


def _next(owner: Ints, kind: Ints, since: Ints) -> Ints:
    """First day of the next row of the same owner and kind, NEVER for the last."""
    follows = np.append((owner[1:] == owner[:-1]) & (kind[1:] == kind[:-1]), False)
    return np.where(follows, np.append(since[1:], NEVER), NEVER)
