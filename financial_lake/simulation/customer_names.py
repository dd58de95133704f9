"""Which customer bears which name, and when it changes."""

import numpy as np
import pyarrow as pa

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import whole_years, year_of
from financial_lake.simulation.names import FEMALE, initials, pick_first_names, pick_last_names
from financial_lake.simulation.population import customers
from financial_lake.simulation.steps import Steps
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.vocabulary import ALPHABET, first_names, last_names, party_start

NAME_CHANGES_A_YEAR = 0.006
YOUNG_WOMENS_FACTOR = 3
FIRST_YEAR = 2012


@remembered(keep=3)
def first_name_of(block: Block, year: int) -> Ints:
    """(customers,) index into `vocabulary.first_names` of `customers(block, year)`; for life."""
    people = customers(block, year)
    return pick_first_names(block.stream("customers", "first_name"), people.gender, people.customer_id)


@remembered(keep=3)
def last_name_steps(block: Block, year: int) -> Steps:
    """Index into `vocabulary.last_names`: the household's at the start, later one's own."""
    people = customers(block, year)
    stream, chance = block.stream("customers", "last_name"), block.stream("customers", "name_change")
    start = pick_last_names(stream, people.household_id)
    current, rounds = start.copy(), []
    for each in range(FIRST_YEAR, year + 1):
        _, day = chance.yearly(1.0, each, people.customer_id)
        age = whole_years(people.birth_on, day)
        is_young_woman = (people.gender == FEMALE) & (age >= 25) & (age <= 40)
        rate = NAME_CHANGES_A_YEAR * np.where(is_young_woman, YOUNG_WOMENS_FACTOR, 1)
        happens, day = chance.yearly(rate, each, people.customer_id)
        new_name = pick_last_names(stream, people.customer_id, each)
        who = np.flatnonzero(happens & (day > people.joined_on) & (day < people.left_on) & (new_name != current))
        current[who] = new_name[who]
        rounds.append((who, day[who], new_name[who]))
    who, day, value = (np.concatenate(column) for column in zip(*rounds, strict=True))
    return Steps.of(start, who, day, value)


@remembered(keep=4)
def full_names(block: Block, day: int) -> pa.StringArray:
    """(customers,) first and last name of `customers(block, year of day)` at the end of the day."""
    first, last = name_texts(block, day)
    return pa.compute.binary_join_element_wise(first, last, " ")


def name_texts(block: Block, day: int) -> tuple[pa.StringArray, pa.StringArray]:
    """(customers,) first names and last names at the end of the day."""
    year = int(year_of(day))
    first, last = first_name_of(block, year), last_name_steps(block, year).on(day)
    return first_names(block.bank).take(pa.array(first)), last_names(block.bank).take(pa.array(last))


def short_names(block: Block, day: int) -> Ints:
    """(customers,) place in `vocabulary.party_names` of first name and initial at the end of the day."""
    year = int(year_of(day))
    letter = initials(block.bank)[last_name_steps(block, year).on(day)]
    return party_start("persons") + len(ALPHABET) * first_name_of(block, year) + letter
