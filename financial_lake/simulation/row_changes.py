"""The day on which the rows of the customer register and of the CRM last changed.

A row changes when any of its columns does; what the columns hold is decided in the modules named here.
"""

from collections.abc import Callable
from functools import reduce

import numpy as np

from financial_lake.simulation.addresses import addresses, current_addresses
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import add_months, at, month_of, whole_years, year_of, year_start
from financial_lake.simulation.contacts import email_addresses, phone_numbers
from financial_lake.simulation.customer_names import last_name_steps
from financial_lake.simulation.demographics import MARRIAGE_AGES, birthdays
from financial_lake.simulation.homes import bought_on
from financial_lake.simulation.identity_checks import identity_checks, rating_changed_on
from financial_lake.simulation.personas import SELF_EMPLOYED
from financial_lake.simulation.population import Customers, customers, employment_on
from financial_lake.simulation.register import prefixes
from financial_lake.simulation.standing import adviser_changed_on, refreshed_on, segment_changed_on, status_changed_on
from financial_lake.simulation.streams import Ints

FILING_HOUR = 9


def instants_of(people: Customers, day: Ints) -> Ints:
    """The instant of a customer's own minute, from nine to ten in the morning, on each day."""
    instants: Ints = at(day, FILING_HOUR, people.slot % 60)
    return instants


@remembered(keep=4)
def register_changed_on(block: Block, day: int) -> Ints:
    """(customers,) day of the last change of the row in the register of customers."""
    people = customers(block, int(year_of(day)))
    changes = (
        people.joined_on,
        last_name_steps(block, int(year_of(day))).changed_on(day, people.joined_on),
        _place_changed_on(block, day),
        _prefix_changed_on(block, people, day),
        _tax_status_changed_on(people, day),
    )
    changed_on: Ints = np.maximum(reduce(np.maximum, changes), people.joined_on)
    return changed_on


@remembered(keep=4)
def profile_changed_on(block: Block, day: int) -> Ints:
    """(customers,) day of the last change of the profile; at the latest 1 January, when incomes step."""
    year = int(year_of(day))
    people = customers(block, year)
    turns = (birthdays(people, day), people.graduates_on, bought_on(block, year), people.left_on)
    changes = (
        np.full(people.slot.size, year_start(year)),
        *(np.where(turn <= day, turn, 0) for turn in turns),
        _employment_changed_on(people, day),
        last_name_steps(block, year).changed_on(day, people.joined_on),
        addresses(block, year).started_on[current_addresses(block, day)],
        phone_numbers(block, year).primary(day)[1],
        email_addresses(block, year).primary(day)[1],
        identity_checks(block, day).changed_on,
        rating_changed_on(block.bank, people.customer_id, day),
        status_changed_on(block, day),
        segment_changed_on(block, day),
        refreshed_on(block, int(month_of(day))),
        adviser_changed_on(block, day),
    )
    changed_on: Ints = np.maximum(reduce(np.maximum, changes), people.joined_on)
    return changed_on


def _place_changed_on(block: Block, day: int) -> Ints:
    """First day in the present city; the day of joining without a move from city to city."""
    known = addresses(block, int(year_of(day)))
    is_other = np.append(False, (known.place[1:] != known.place[:-1]) & (known.owner[1:] == known.owner[:-1]))
    moved = np.flatnonzero(is_other[: known.owner.size] & (known.started_on <= day))
    changed_on = np.zeros(customers(block, int(year_of(day))).slot.size, dtype=np.int64)
    changed_on[known.owner[moved]] = known.started_on[moved]
    return changed_on


def _prefix_changed_on(block: Block, people: Customers, day: int) -> Ints:
    changed_on = np.zeros(people.slot.size, dtype=np.int64)
    for age in MARRIAGE_AGES:
        turn = add_months(people.birth_on, 12 * age)
        turn += whole_years(people.birth_on, turn) < age
        before, after = (prefixes(block.bank, people, np.full(people.slot.size, each)) for each in (age - 1, age))
        changed_on = np.where((turn <= day) & (before != after), turn, changed_on)
    return changed_on


def _employment_changed_on(people: Customers, day: int) -> Ints:
    return _turned_on(people, day, lambda days: employment_on(people, days))


def _tax_status_changed_on(people: Customers, day: int) -> Ints:
    return _turned_on(people, day, lambda days: (employment_on(people, days) == SELF_EMPLOYED).astype(np.int64))


def _turned_on(people: Customers, day: int, state: Callable[[Ints], Ints]) -> Ints:
    """Last turn of working life, up to `day`, at which a state became another; 0 for none."""
    changed_on = np.zeros(people.slot.size, dtype=np.int64)
    for turn in (people.graduates_on, people.retires_on):
        known = turn <= day
        days = np.where(known, turn, day)
        changed_on = np.where(known & (state(days) != state(days - 1)), np.maximum(changed_on, turn), changed_on)
    return changed_on
