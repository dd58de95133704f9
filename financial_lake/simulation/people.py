"""What a customer is to the simulation: the record of a population, and what a customer is on a given day.

How the values come about belongs in `lives`; who is a customer when, in `population`.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import floor

import numpy as np

from financial_lake.simulation import personas
from financial_lake.simulation.banking_calendar import year_of, year_start
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints, Keys

DAYS_SHOWN_AFTER_LEAVING = 365
RAISE_A_YEAR = Fraction(103, 100)
YEAR_OF_BASE_INCOME = 2024
RAISES_FROM, RAISES_UNTIL = 1980, 2101
AT_FIRST, AFTER_STUDIES, FROM_66 = range(3)
"""Phases of working life, columns of `Customers.employments`."""
_BILLION = 10**9


@dataclass(frozen=True, slots=True)
class Customers(Records):
    """Customers of a block who joined by the end of a year, ordered by (slot, occupant); n rows.

    Attributes:
        customer_id: 1001 + slot + 10,000,000 x occupant.
        slot, occupant: which slot of the bank, and its how-manieth holder from 0.
        circle: slot // 10.
        is_linked: whether links to other members of the circle are allowed.
        household_id: customer_id of the even slot of a household, else one's own.
        partner: row of the household partner, -1 without or while there is none yet.
        joined_on: epoch day, a weekday.
        left_on: first day no longer a client; NEVER if not by the end of the year.
        persona: index into `personas.PERSONAS`, at joining.
        wealth: 0 mass market, 1 affluent, 2 high net worth.
        gender: 0 female, 1 male, 2 other, 3 undisclosed.
        country: country of the first address: 0 US, 1 CA.
        birth_on: epoch day.
        graduates_on: day on which a college student becomes a digital native; NEVER for the others.
        retires_on: 66th birthday.
        base_income: cents a year as of 2024, at first.
        later_income: cents a year as of 2024, after studies; the same for those who do not study.
        employments: (n, 3) employment status at first, after studies, from 66.
        is_quiet: never takes a loan, policy or investment, and is inactive for long stretches.
    """

    customer_id: Ints
    slot: Ints
    occupant: Ints
    circle: Ints
    is_linked: Bools
    household_id: Ints
    partner: Ints
    joined_on: Ints
    left_on: Ints
    persona: Ints
    wealth: Ints
    gender: Ints
    country: Ints
    birth_on: Ints
    graduates_on: Ints
    retires_on: Ints
    base_income: Ints
    later_income: Ints
    employments: Ints
    is_quiet: Bools


def persona_on(people: Customers, day: Keys) -> Ints:
    """Persona of each customer on an epoch day, or on a day of their own (n,)."""
    return np.where(people.graduates_on <= day, personas.DIGITAL_NATIVE, people.persona)


def employment_on(people: Customers, day: Keys) -> Ints:
    """0 salaried, 1 self-employed, 2 retired, 3 student, 4 unemployed; `day` as in `persona_on`."""
    working = np.where(
        people.graduates_on <= day, people.employments[:, AFTER_STUDIES], people.employments[:, AT_FIRST]
    )
    return np.where(people.retires_on <= day, people.employments[:, FROM_66], working)


def income_on(people: Customers, day: Keys) -> Ints:
    """Yearly income in cents, rounded half up; steps on 1 January, by 3 % and to the level after studies."""
    year = year_of(day)
    base = np.where(people.graduates_on <= year_start(year), people.later_income, people.base_income)
    whole, rest = _raises()[:, np.asarray(year) - RAISES_FROM]
    income: Ints = (base * whole + base * rest // _BILLION + _BILLION // 2) // _BILLION
    return income


@cache
def _raises() -> Ints:
    """What incomes have become since 2024, by year: billionths, and billionths of a billionth, (2, years).

    Eighteen decimals, rounded half up: exactly 1.03 to the power of the years from 2024 to 2033, elsewhere so near
    that no cent of an income differs. In two parts, because incomes times all of it would not fit into 64 bits.
    """
    years = np.arange(RAISES_FROM, RAISES_UNTIL + 1)
    exact = [RAISE_A_YEAR ** int(year - YEAR_OF_BASE_INCOME) * _BILLION**2 for year in years]
    return np.array([divmod(floor(each + Fraction(1, 2)), _BILLION) for each in exact], dtype=np.int64).T


def is_present(people: Customers, day: Keys) -> Bools:
    """Whether each customer's row exists on a day: clients, and those who left at most 365 days ago."""
    shown: Bools = (people.joined_on <= day) & (day <= people.left_on + DAYS_SHOWN_AFTER_LEAVING)
    return shown


def is_client(people: Customers, day: Keys) -> Bools:
    """Whether each customer has joined and not yet left at the end of a day."""
    present: Bools = (people.joined_on <= day) & (day < people.left_on)
    return present


def with_partners(people: Customers) -> Customers:
    """The same customers, with the row of each one's household partner if that one is among them."""
    first = np.flatnonzero(people.occupant == 0)
    guests = np.flatnonzero(people.household_id != people.customer_id)
    place = np.minimum(np.searchsorted(people.slot[first], people.slot[guests] - 1), max(first.size - 1, 0))
    hosts = first[place]
    known = people.customer_id[hosts] == people.household_id[guests]
    partner = np.full(people.slot.size, -1, dtype=np.int64)
    partner[guests[known]] = hosts[known]
    partner[hosts[known]] = guests[known]
    return replace(people, partner=partner)
