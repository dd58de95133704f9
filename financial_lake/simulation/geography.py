"""The places where the bank has branches, and their cities; 40 places, the same in every bank.

A place is a branch: place p is branch_id p + 1. Customers live in the city of a place.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import next_weekday, year_start
from financial_lake.simulation.streams import Ints, Keys, Stream
from financial_lake.simulation.trade_words import STREET_TYPES
from financial_lake.simulation.vocabulary import STREETS, street_names

COUNTRIES = ("US", "CA")
US, CA = 0, 1
REGIONS = ("west", "southwest", "midwest", "northeast", "southeast", "canada_west", "canada_east")
US_PLACES, CA_PLACES = 24, 16
CA_SHARE = 0.40


@dataclass(frozen=True, slots=True)
class Place:
    """A branch and its city: state or province, start of the postal code, area code, region, IANA time zone."""

    city: str
    state: str
    postal_start: str
    area_code: str
    region: str
    timezone: str


_EAST, _CENTRAL, _MOUNTAIN = "America/New_York", "America/Chicago", "America/Denver"
_PACIFIC, _TORONTO = "America/Los_Angeles", "America/Toronto"

PLACES: tuple[Place, ...] = (
    Place("New York", "NY", "100", "212", "northeast", _EAST),
    Place("Los Angeles", "CA", "900", "213", "west", _PACIFIC),
    Place("Chicago", "IL", "606", "312", "midwest", _CENTRAL),
    Place("Houston", "TX", "770", "713", "southwest", _CENTRAL),
    Place("Phoenix", "AZ", "850", "602", "southwest", "America/Phoenix"),
    Place("Philadelphia", "PA", "191", "215", "northeast", _EAST),
    Place("San Diego", "CA", "921", "619", "west", _PACIFIC),
    Place("Dallas", "TX", "752", "214", "southwest", _CENTRAL),
    Place("Columbus", "OH", "432", "614", "midwest", _EAST),
    Place("Charlotte", "NC", "282", "704", "southeast", _EAST),
    Place("Seattle", "WA", "981", "206", "west", _PACIFIC),
    Place("Denver", "CO", "802", "303", "west", _MOUNTAIN),
    Place("Boston", "MA", "021", "617", "northeast", _EAST),
    Place("Detroit", "MI", "482", "313", "midwest", "America/Detroit"),
    Place("Atlanta", "GA", "303", "404", "southeast", _EAST),
    Place("Raleigh", "NC", "276", "919", "southeast", _EAST),
    Place("Miami", "FL", "331", "305", "southeast", _EAST),
    Place("Tampa", "FL", "336", "813", "southeast", _EAST),
    Place("Cleveland", "OH", "441", "216", "midwest", _EAST),
    Place("Pittsburgh", "PA", "152", "412", "northeast", _EAST),
    Place("Buffalo", "NY", "142", "716", "northeast", _EAST),
    Place("Grand Rapids", "MI", "495", "616", "midwest", "America/Detroit"),
    Place("Savannah", "GA", "314", "912", "southeast", _EAST),
    Place("Springfield", "IL", "627", "217", "midwest", _CENTRAL),
    Place("Toronto", "ON", "M5V", "416", "canada_east", _TORONTO),
    Place("Montreal", "QC", "H3B", "514", "canada_east", _TORONTO),
    Place("Toronto", "ON", "M5V", "416", "canada_east", _TORONTO),
    Place("Vancouver", "BC", "V6B", "604", "canada_west", "America/Vancouver"),
    Place("Calgary", "AB", "T2P", "403", "canada_west", "America/Edmonton"),
    Place("Ottawa", "ON", "K1P", "613", "canada_east", _TORONTO),
    Place("Edmonton", "AB", "T5J", "780", "canada_west", "America/Edmonton"),
    Place("Winnipeg", "MB", "R3C", "204", "canada_west", "America/Winnipeg"),
    Place("Quebec City", "QC", "G1R", "418", "canada_east", _TORONTO),
    Place("Hamilton", "ON", "L8P", "905", "canada_east", _TORONTO),
    Place("London", "ON", "N6A", "519", "canada_east", _TORONTO),
    Place("Halifax", "NS", "B3J", "902", "canada_east", "America/Halifax"),
    Place("Victoria", "BC", "V8W", "250", "canada_west", "America/Vancouver"),
    Place("Saskatoon", "SK", "S7K", "306", "canada_west", "America/Regina"),
    Place("Gatineau", "QC", "J8X", "819", "canada_east", _TORONTO),
    Place("Kelowna", "BC", "V1Y", "778", "canada_west", "America/Vancouver"),
)
"""In order of size within each country, so that rank and place agree."""

_CITIES = tuple(dict.fromkeys(place.city for place in PLACES))
CITY_OF_PLACE: Ints = np.array([_CITIES.index(place.city) for place in PLACES], dtype=np.int64)
COUNTRY_OF_PLACE: Ints = np.repeat(np.array([US, CA]), [US_PLACES, CA_PLACES])
_RANKS = np.concatenate([np.arange(1, US_PLACES + 1), np.arange(1, CA_PLACES + 1)])
PLACE_WEIGHTS = 1.0 / (_RANKS + 3.0)
"""Zipf weights of living in a place, within its country."""

_BRANCH_WORDS = (
    "Market", "Main", "Station", "Harbor", "Park", "College", "Mill", "Bridge", "Church", "Garden", "Union", "Canal",
)  # fmt: skip
_CA_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class BranchNetwork:
    """The 40 branches; text as Arrow arrays of 40, days as epoch days."""

    names: pa.StringArray
    address_lines: pa.StringArray
    postal_codes: pa.StringArray
    opened_on: Ints


@remembered(keep=1)
def branch_network(bank: Bank) -> BranchNetwork:
    """Names, addresses and opening days of the branches."""
    places = np.arange(len(PLACES), dtype=np.int64)
    word = bank.stream("branches", "branch_name").integer(len(_BRANCH_WORDS), 0)[0] + places
    years = 1985 + bank.stream("branches", "opened_on").integer(31, places)
    days = bank.stream("branches", "opened_on").integer(360, places, lane=1)
    lines = address_lines(bank, bank.stream("branches", "address_line1"), places)
    codes = postal_codes(bank.stream("branches", "postal_code"), places, places)
    names = [
        f"{place.city} {_BRANCH_WORDS[each % len(_BRANCH_WORDS)]}" for place, each in zip(PLACES, word, strict=True)
    ]
    return BranchNetwork(pa.array(names, pa.string()), lines, codes, next_weekday(year_start(years) + days))


def home_country(stream: Stream, keys: Keys) -> Ints:
    """US for 60 %, CA for 40 %."""
    return np.where(stream.chance(CA_SHARE, keys), CA, US)


def place_in_country(stream: Stream, country: Ints, *keys: Keys, lane: int = 0, not_in: Ints | None = None) -> Ints:
    """A place of the country by weight, in another city than that of the places `not_in`."""
    weights = np.where(COUNTRY_OF_PLACE[None, :] == country[:, None], PLACE_WEIGHTS, 0.0)
    if not_in is not None:
        weights[CITY_OF_PLACE[None, :] == CITY_OF_PLACE[not_in][:, None]] = 0.0
    return stream.pick(weights, *keys, lane=lane)


def address_lines(bank: Bank, stream: Stream, *keys: Keys) -> pa.StringArray:
    """House number, street name and street type for each key: 412 Keller Lane."""
    number = 100 + stream.integer(9_000, *keys)
    street = street_names(bank).take(pa.array(stream.integer(STREETS, *keys, lane=1)))
    kind = pa.array(STREET_TYPES).take(pa.array(stream.integer(len(STREET_TYPES), *keys, lane=2)))
    return pa.compute.binary_join_element_wise(pa.array(number).cast(pa.string()), street, kind, " ")


def postal_codes(stream: Stream, places: Ints, *keys: Keys) -> pa.StringArray:
    """Five digits in the US, A1A 1A1 in Canada; the first three fixed by the city."""
    starts = pa.array([place.postal_start for place in PLACES]).take(pa.array(places))
    us_ends = [f"{number:02d}" for number in range(100)]
    ca_ends = [f" {one}{letter}{two}" for one in range(10) for letter in _CA_LETTERS for two in range(10)]
    chance = stream.uniform(*keys)
    is_ca = COUNTRY_OF_PLACE[places] == CA
    end = np.where(
        is_ca, len(us_ends) + (chance * len(ca_ends)).astype(np.int64), (chance * len(us_ends)).astype(np.int64)
    )
    return pa.compute.binary_join_element_wise(starts, pa.array([*us_ends, *ca_ends]).take(pa.array(end)), "")


def place_text(aspect: str) -> pa.StringArray:
    """One attribute of all places: city, state, area_code, region, timezone; take it by place."""
    return pa.array([getattr(place, aspect) for place in PLACES], pa.string())
