"""Choosing names from the bank's dictionaries, and writing them in plain letters.

About one person in a hundred bears a name that breaks careless software. Which customer bears which name,
and when it changes, is in `customer_names`.
"""

import unicodedata

import numpy as np
import pyarrow as pa

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.streams import Ints, Keys, Stream
from financial_lake.simulation.vocabulary import (
    HARD_LAST_NAMES_COUNT,
    HARD_NAMES_EACH,
    LAST_NAMES,
    MENS_NAMES,
    WOMENS_NAMES,
    first_names,
    last_names,
)

FEMALE, MALE = 0, 1
HARD_FIRST_SHARE, HARD_LAST_SHARE = 0.004, 0.006


def pick_first_names(stream: Stream, gender: Keys, *keys: Keys) -> Ints:
    """Index into `vocabulary.first_names`: women's names for 0, men's for 1, either for other genders."""
    female = np.where(gender == FEMALE, True, np.where(gender == MALE, False, stream.chance(0.5, *keys, lane=1)))
    start, size = np.where(female, 0, WOMENS_NAMES), np.where(female, WOMENS_NAMES, MENS_NAMES)
    return start + _pick(stream, size, HARD_NAMES_EACH, HARD_FIRST_SHARE, *keys)


def pick_last_names(stream: Stream, *keys: Keys) -> Ints:
    """Index into `vocabulary.last_names`."""
    return _pick(stream, LAST_NAMES, HARD_LAST_NAMES_COUNT, HARD_LAST_SHARE, *keys)


@remembered(keep=1)
def plain_first_names(bank: Bank) -> pa.StringArray:
    """`vocabulary.first_names` as they stand in e-mail addresses: lower case, letters only."""
    return _plain(first_names(bank))


@remembered(keep=1)
def plain_last_names(bank: Bank) -> pa.StringArray:
    """`vocabulary.last_names` as they stand in e-mail addresses: lower case, letters only."""
    return _plain(last_names(bank))


@remembered(keep=1)
def initials(bank: Bank) -> Ints:
    """(200,) letter, 0-25, with which each last name begins."""
    return np.array([ord(name[0]) - ord("a") for name in plain_last_names(bank).to_pylist()], dtype=np.int64)


def _pick(stream: Stream, size: Keys, hard: int, share: float, *keys: Keys) -> Ints:
    """Places in a list whose last `hard` entries are chosen with the given share."""
    chance = stream.uniform(*keys)
    is_hard = chance < share
    ordinary = ((chance - share) / (1.0 - share) * (size - hard)).astype(np.int64)
    places: Ints = np.where(is_hard, size - hard + (chance / share * hard).astype(np.int64), ordinary)
    return places


def _plain(names: pa.StringArray) -> pa.StringArray:
    folded = [unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() for name in names.to_pylist()]
    return pa.array(["".join(filter(str.isalpha, name)).lower() for name in folded], pa.string())
