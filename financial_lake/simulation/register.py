"""What the register of legal persons adds to a name: forms of address, suffixes, tax numbers."""

import numpy as np

from financial_lake.simulation.addresses import countries_on
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import year_of
from financial_lake.simulation.demographics import DIVORCED, SINGLE, ages_on, marital_statuses
from financial_lake.simulation.geography import CA
from financial_lake.simulation.names import FEMALE, MALE
from financial_lake.simulation.people import Customers
from financial_lake.simulation.population import customers
from financial_lake.simulation.standing import CORPORATE, customer_segments
from financial_lake.simulation.streams import Ints

PREFIXES = ("mr", "mrs", "ms", "dr", "prof", "mx")
MR, MRS, MS, DR, PROF, MX = range(6)
NO_PREFIX_SHARE, DOCTORS, PROFESSORS = 0.14, 0.06, 0.01
SUFFIXES = ("jr", "sr", "ii", "iii", "phd", "md")
MENS_SUFFIXES = 4
SUFFIX_SHARE = 0.01
TIN_TYPES = ("ssn", "ein", "sin")
SSN, EIN, SIN = range(3)


def prefixes(bank: Bank, people: Customers, ages: Ints) -> Ints:
    """Index into `PREFIXES` at an age, -1 for the 14 % without: women are mrs once married, else ms."""
    chance = bank.stream("customers", "prefix").uniform(people.customer_id)
    title = bank.stream("customers", "prefix").uniform(people.customer_id, lane=1)
    marital = marital_statuses(bank, people, ages)
    of_women = np.where((marital == SINGLE) | (marital == DIVORCED), MS, MRS)
    plain = np.where(people.gender == FEMALE, of_women, np.where(people.gender == MALE, MR, MX))
    learned = np.where(title < DOCTORS, DR, np.where(title < DOCTORS + PROFESSORS, PROF, plain))
    return np.where(chance < NO_PREFIX_SHARE, -1, np.where(plain == MX, MX, learned))


def prefixes_on(block: Block, day: int) -> Ints:
    """(customers,) index into `PREFIXES` at the end of a day, -1 for none."""
    people = customers(block, int(year_of(day)))
    return prefixes(block.bank, people, ages_on(people, day))


def suffixes(bank: Bank, people: Customers) -> Ints:
    """Index into `SUFFIXES`, -1 for the 99 % without; only men are junior, senior, second or third."""
    chance = bank.stream("customers", "suffix")
    first = np.where(people.gender == MALE, 0, MENS_SUFFIXES)
    place = first + (chance.uniform(people.customer_id, lane=1) * (len(SUFFIXES) - first)).astype(np.int64)
    return np.where(chance.chance(SUFFIX_SHARE, people.customer_id), place, -1)


def tin_types_on(block: Block, day: int) -> Ints:
    """(customers,) index into `TIN_TYPES`: companies' number, or the person's of the country of residence."""
    personal = np.where(countries_on(block, day) == CA, SIN, SSN)
    return np.where(customer_segments(block, day) == CORPORATE, EIN, personal)


def tin_endings(bank: Bank, people: Customers) -> Ints:
    """The last four digits of the tax number, all that is ever stored of it."""
    return bank.stream("customers", "tin_number").integer(10_000, people.customer_id)
