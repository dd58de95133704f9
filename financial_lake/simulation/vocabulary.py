"""The bank's dictionaries: names of people, streets, shops, companies and banks, all invented.

Each list is made once per bank with a Faker seeded from the bank's seed; rows then address the lists by
chance and never ask Faker. A list is the same in every process, locale and order of asking. Who bears
which name is decided in `names`, not here.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np
import pyarrow as pa
from faker import Faker

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.trade_words import (
    BANK_KINDS,
    BRAND_SURNAMES,
    BROKER_KINDS,
    EMPLOYER_KINDS,
    HARD_LAST_NAMES,
    HARD_MEN,
    HARD_WOMEN,
    LANDLORD_KINDS,
    MERCHANTS_OF_CODE,
    PAYEE_KINDS,
    TRADE_WORD_OF_CODE,
    TRANSIT_KINDS,
    WIRE_KINDS,
    WORD_BEGINNINGS,
    WORD_ENDINGS,
)

WOMENS_NAMES, MENS_NAMES, LAST_NAMES, STREETS, BANKS = 60, 60, 200, 60, 24
OUTSIDERS_NAMES = 40
HARD_NAMES_EACH, HARD_LAST_NAMES_COUNT = len(HARD_WOMEN), len(HARD_LAST_NAMES)
OFFSHORE_WIRE_PARTIES = 12
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BANK_NAME = "Financial Lake Bank"
NONE: frozenset[str] = frozenset()

PARTY_COUNTS = {
    "merchants": 180,
    "employers": 120,
    "landlords": 48,
    "payees": 144,
    "transit": 16,
    "persons": (WOMENS_NAMES + MENS_NAMES) * len(ALPHABET),
    "parents": WOMENS_NAMES + MENS_NAMES,
    "wire_parties": 160,
    "brokers": 3,
    "bank": 1,
}
"""Lists of counterparty names, in the order in which `party_names` holds them.

merchants: merchant_id 1-180 in order. persons: every first name with every initial, at
26 x first name + letter. wire_parties: companies, persons, and last the twelve that contain OFFSHORE.
bank: this bank.
"""
_STARTS = dict(zip(PARTY_COUNTS, accumulate([0, *PARTY_COUNTS.values()]), strict=False))


def party_start(name_of_list: str) -> int:
    """Place in `party_names` of the first name of a list of `PARTY_COUNTS`."""
    return _STARTS[name_of_list]


@remembered(keep=1)
def party_names(bank: Bank) -> pa.StringArray:
    """All counterparty names, list after list; see `PARTY_COUNTS`."""
    first = first_names(bank).to_pylist()
    lists = {
        "merchants": merchant_names(bank).to_pylist(),
        "employers": _partnerships(bank, "employers", EMPLOYER_KINDS),
        "landlords": _invented(bank, "landlords", LANDLORD_KINDS),
        "payees": _partnerships(bank, "payees", PAYEE_KINDS),
        "transit": _invented(bank, "transit", TRANSIT_KINDS),
        "persons": [f"{name} {letter}." for name in first for letter in ALPHABET],
        "parents": [f"{name} {letter}." for name, letter in zip(first, _letters(bank, len(first)), strict=True)],
        "wire_parties": _wire_parties(bank),
        "brokers": _invented(bank, "brokers", BROKER_KINDS),
        "bank": [BANK_NAME],
    }
    return pa.array([name for each in PARTY_COUNTS for name in lists[each]], pa.string())


@remembered(keep=1)
def first_names(bank: Bank) -> pa.StringArray:
    """First names: 60 women's (the last three hard), then 60 men's (the last three hard)."""
    maker = _maker(bank, "first_names")
    women = _distinct(WOMENS_NAMES - len(HARD_WOMEN), maker.first_name_female, taken=HARD_WOMEN)
    men = _distinct(MENS_NAMES - len(HARD_MEN), maker.first_name_male, taken=(*women, *HARD_MEN))
    return pa.array([*women, *HARD_WOMEN, *men, *HARD_MEN], pa.string())


@remembered(keep=1)
def outsiders_first_names(bank: Bank) -> pa.StringArray:
    """40 first names that no customer bears, women's and men's by turns: who is named so is no customer."""
    maker, known = _maker(bank, "outsiders_first_names"), first_names(bank).to_pylist()
    women = _distinct(OUTSIDERS_NAMES // 2, maker.first_name_female, taken=known)
    men = _distinct(OUTSIDERS_NAMES // 2, maker.first_name_male, taken=(*known, *women))
    return pa.array([name for pair in zip(women, men, strict=True) for name in pair], pa.string())


@remembered(keep=1)
def last_names(bank: Bank) -> pa.StringArray:
    """200 last names; the last ten are hard (apostrophe, hyphen, particle, accent, umlaut)."""
    ordinary = _distinct(LAST_NAMES - HARD_LAST_NAMES_COUNT, _maker(bank, "last_names").last_name, HARD_LAST_NAMES)
    return pa.array([*ordinary, *HARD_LAST_NAMES], pa.string())


@remembered(keep=1)
def street_names(bank: Bank) -> pa.StringArray:
    """60 street names without their type (Street, Avenue ... are `trade_words.STREET_TYPES`)."""
    return pa.array(_distinct(STREETS, _maker(bank, "street_names").last_name, ()), pa.string())


@remembered(keep=1)
def merchant_names(bank: Bank) -> pa.StringArray:
    """Names of merchants 1-180, codes as in `MERCHANTS_OF_CODE`: one of 60 first words and the trade's word."""
    words = _words(bank, "merchant_first_words", 60)
    names = []
    for place, (mcc, count) in enumerate(MERCHANTS_OF_CODE.items()):
        order = np.argsort(bank.stream("vocabulary", "merchant_names").uniform(place, np.arange(len(words))))
        names += [f"{words[each]} {TRADE_WORD_OF_CODE[mcc]}" for each in order[:count]]
    return pa.array(names, pa.string())


@remembered(keep=1)
def bank_names(bank: Bank) -> pa.StringArray:
    """24 other banks."""
    words = _words(bank, "bank_names", BANKS)
    return pa.array([f"{word} {BANK_KINDS[place % len(BANK_KINDS)]}" for place, word in enumerate(words)], pa.string())


def _maker(bank: Bank, name_of_list: str) -> Faker:
    maker = Faker("en_US")
    maker.seed_instance(bank.stream("vocabulary", name_of_list).root)
    return maker


def _distinct(count: int, draw: Callable[[], str], taken: Sequence[str], refused: frozenset[str] = NONE) -> list[str]:
    """The first `count` different plain words drawn that are neither taken nor refused."""
    known: dict[str, None] = {}
    while len(known) < count:
        word = draw()
        if word.isascii() and word.isalpha() and word not in taken and word not in refused:
            known.setdefault(word)
    return list(known)


def _partnerships(bank: Bank, name_of_list: str, kinds: Sequence[str]) -> list[str]:
    """Companies named after two owners and what they do: Doyle and Hendricks Logistics."""
    count = PARTY_COUNTS[name_of_list]
    owners = _distinct(2 * count, _maker(bank, name_of_list).last_name, (), refused=BRAND_SURNAMES)
    pairs = zip(owners[::2], owners[1::2], strict=True)
    return [f"{one} and {other} {kinds[place % len(kinds)]}" for place, (one, other) in enumerate(pairs)]


def _invented(bank: Bank, name_of_list: str, kinds: Sequence[str]) -> list[str]:
    """Names of an invented word and what they sell: Ottermere Homes."""
    words = _words(bank, name_of_list, PARTY_COUNTS[name_of_list])
    return [f"{word} {kinds[place % len(kinds)]}" for place, word in enumerate(words)]


def _wire_parties(bank: Bank) -> list[str]:
    """100 companies, 48 persons and 12 offshore companies."""
    total = PARTY_COUNTS["wire_parties"]
    maker = _maker(bank, "wire_persons")
    words = _words(bank, "wire_parties", 100 + OFFSHORE_WIRE_PARTIES)
    companies = [f"{word} {WIRE_KINDS[place % len(WIRE_KINDS)]}" for place, word in enumerate(words[:100])]
    forms = ("LTD", "SA", "HOLDINGS")
    offshore = [f"{word.upper()} OFFSHORE {forms[place % 3]}" for place, word in enumerate(words[100:])]
    count = total - len(companies) - len(offshore)
    firsts = _distinct(count, maker.first_name, ())
    lasts = _distinct(count, maker.last_name, ())
    return [*companies, *(f"{one} {other}" for one, other in zip(firsts, lasts, strict=True)), *offshore]


def _words(bank: Bank, name_of_list: str, count: int) -> list[str]:
    """Different invented words: Ottermere, Briarwick."""
    every = [beginning + ending for beginning in WORD_BEGINNINGS for ending in WORD_ENDINGS]
    order = np.argsort(bank.stream("vocabulary", name_of_list).uniform(np.arange(len(every))))
    return [every[place] for place in order[:count]]


def _letters(bank: Bank, count: int) -> list[str]:
    return [ALPHABET[place] for place in bank.stream("vocabulary", "parents").integer(20, np.arange(count))]
