"""The bank's dictionaries: sizes, invention, hard names, and the same everywhere."""

import hashlib
import os
import subprocess
import sys

import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation import trade_words, vocabulary
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.names import initials, pick_first_names, pick_last_names, plain_last_names

PRINT_DIGEST = """
import hashlib
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.vocabulary import bank_names, last_names, party_names, street_names
bank = Bank()
lists = [street_names(bank), party_names(bank), bank_names(bank), last_names(bank)]
print(hashlib.sha256(repr([each.to_pylist() for each in lists]).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


def names_of(bank: Bank, name_of_list: str) -> list[str]:
    start = vocabulary.party_start(name_of_list)
    names: list[str] = vocabulary.party_names(bank)[start : start + vocabulary.PARTY_COUNTS[name_of_list]].to_pylist()
    return names


def test_lists_have_the_sizes_of_the_specification(bank: Bank) -> None:
    assert len(vocabulary.first_names(bank)) == 120
    assert len(vocabulary.last_names(bank)) == 200
    assert len(vocabulary.street_names(bank)) == 60
    assert len(vocabulary.bank_names(bank)) == 24
    assert len(vocabulary.party_names(bank)) == sum(vocabulary.PARTY_COUNTS.values())
    sizes = {name: len(names_of(bank, name)) for name in ("merchants", "wire_parties", "brokers")}
    assert sizes == {"merchants": 180, "wire_parties": 160, "brokers": 3}


@pytest.mark.parametrize("name_of_list", vocabulary.PARTY_COUNTS)
def test_no_list_holds_a_name_twice(bank: Bank, name_of_list: str) -> None:
    names = names_of(bank, name_of_list)
    assert len(set(names)) == len(names)


def test_merchants_are_two_words_of_sixty_and_a_trade(bank: Bank) -> None:
    names = names_of(bank, "merchants")
    assert {len(name.split()) for name in names} == {2}
    assert len({name.split()[0] for name in names}) <= 60
    assert sum(trade_words.MERCHANTS_OF_CODE.values()) == 180
    assert min(trade_words.MERCHANTS_OF_CODE.values()) >= 4
    assert max(trade_words.MERCHANTS_OF_CODE.values()) <= 16


def test_twelve_wire_parties_are_offshore(bank: Bank) -> None:
    offshore = ["OFFSHORE" in name for name in names_of(bank, "wire_parties")]
    assert sum(offshore) == 12
    assert all(offshore[-12:])


def test_no_company_bears_the_surname_of_a_brand(bank: Bank) -> None:
    for name_of_list in ("employers", "payees"):
        words = {word for name in names_of(bank, name_of_list) for word in name.split()}
        assert not words & trade_words.BRAND_SURNAMES


def test_about_one_person_in_a_hundred_has_a_hard_name(bank: Bank) -> None:
    persons = range(50_000)
    first = pick_first_names(bank.stream("customers", "first_name"), -1, list(persons))
    last = pick_last_names(bank.stream("customers", "last_name"), list(persons))
    hard_first = {vocabulary.first_names(bank)[place].as_py() for place in set(first)} & {
        *trade_words.HARD_WOMEN,
        *trade_words.HARD_MEN,
    }
    is_hard = (last >= 190) | ((first >= 57) & (first < 60)) | (first >= 117)
    assert 0.007 < is_hard.mean() < 0.013
    assert len(hard_first) == 6


def test_hard_names_cover_apostrophe_hyphen_particle_accent_and_umlaut(bank: Bank) -> None:
    hard = "|".join(vocabulary.last_names(bank).to_pylist()[-10:])
    assert all(mark in hard for mark in ("'", "-", "van der ", "í", "ü"))


def test_plain_names_have_ascii_letters_only(bank: Bank) -> None:
    assert all(name.isascii() and name.isalpha() and name.islower() for name in plain_last_names(bank).to_pylist())
    assert 0 <= initials(bank).min() <= initials(bank).max() < 26


def test_persons_are_first_names_with_every_initial(bank: Bank) -> None:
    start = vocabulary.party_start("persons")
    first = vocabulary.first_names(bank)
    assert vocabulary.party_names(bank)[start + 26 * 7 + 3].as_py() == f"{first[7].as_py()} D."


def test_another_seed_gives_other_names(bank: Bank) -> None:
    assert vocabulary.last_names(Bank(BankSettings(seed=1))) != vocabulary.last_names(bank)


def test_lists_are_the_same_in_any_process_locale_hash_seed_and_order(bank: Bank) -> None:
    lists = [
        vocabulary.street_names(bank), vocabulary.party_names(bank), vocabulary.bank_names(bank),
        vocabulary.last_names(bank),
    ]  # fmt: skip
    here = hashlib.sha256(repr([each.to_pylist() for each in lists]).encode()).hexdigest()
    for hash_seed, locale in (("1", "C"), ("2", "de_DE.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "LC_ALL": locale, "TZ": "Asia/Tokyo"}
        there = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        assert there.stdout.strip() == here
