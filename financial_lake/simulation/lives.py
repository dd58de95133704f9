"""Who could be a customer of a block, and what they are: one life a row, drawn from its slot and occupant.

A life knows its persona, wealth, income and work; when it really ends is decided in `population`, because a
running loan keeps a customer who wishes to leave.
"""

from datetime import date

import numpy as np

from financial_lake.settings import ORIGINAL_POPULATION
from financial_lake.simulation import personas
from financial_lake.simulation.bank import CIRCLE_SIZE, Block
from financial_lake.simulation.banking_calendar import (
    NEVER,
    add_months,
    day_number,
    month_of,
    month_start,
    next_weekday,
    year_start,
)
from financial_lake.simulation.geography import home_country
from financial_lake.simulation.people import AFTER_STUDIES, AT_FIRST, FROM_66, Customers, with_partners
from financial_lake.simulation.streams import Bools, Floats, Ints

FIRST_CUSTOMER = 1_001
OCCUPANT_STEP = 10_000_000
UNLINKED_CIRCLE = ORIGINAL_POPULATION // CIRCLE_SIZE
"""The circle that straddles the original and the grown population: its members have no links in the bank."""
HOUSEHOLD_SHARE = 0.30

AGES_KNOWN_ON = day_number(date(2024, 10, 1))
LAST_EARLY_JOINING = day_number(date(2022, 12, 30))
DAYS_OF_EARLY_JOINING, EARLY_JOINING_POWER = 4_018, 1.3
SHARE_OF_EARLY_JOINERS = 0.92
LATE_JOINING_FROM, LATE_JOINING_UNTIL = day_number(date(2023, 1, 1)), day_number(date(2025, 1, 1))

NO_LEAVING_BEFORE = day_number(date(2023, 10, 1))
FIRST_YEAR_OF_LEAVING = 2023
DAYS_BEFORE_LEAVING = 200
NO_SUCCESSOR_BEFORE = day_number(date(2025, 1, 1))
SHORTEST_VACANCY, DAYS_OF_VACANCY = 92, 365

MONTHS_TO_GRADUATION, MONTHS_TO_RETIREMENT = 25 * 12, 66 * 12
SEPTEMBER = 8
QUIET_SHARE, SHARE_WITHOUT_SALARY = 0.16, 0.375
_CENTURY = 100


def first_lives(block: Block, year: int) -> Customers:
    """The first occupants of all slots of the block who join by the end of the year; none of them leaves."""
    slot = block.slots
    place = block.stream("customers", "customer_since").uniform(slot)
    early = np.minimum(next_weekday(_early_day(place)), LAST_EARLY_JOINING)
    late_chance = block.stream("customers", "late_joining")
    late = LATE_JOINING_FROM + late_chance.integer(LATE_JOINING_UNTIL - LATE_JOINING_FROM, slot, lane=1)
    joins_early = (slot < ORIGINAL_POPULATION) | late_chance.chance(SHARE_OF_EARLY_JOINERS, slot)
    joined = np.where(joins_early, early, next_weekday(late))
    by_then = joined < year_start(year + 1)
    slot, joined = slot[by_then], joined[by_then]
    return with_partners(_lives(block, slot, np.zeros_like(slot), joined, _even_persona(block, slot)))


def successors(block: Block, before: Customers, year: int) -> Customers:
    """Those who take the slots of customers who have left, and join by the end of the year.

    Args:
        block: the block.
        before: one generation of occupants, with the days they left.
        year: calendar year.
    """
    gone = before.where(before.left_on < NEVER)
    pause = SHORTEST_VACANCY + block.stream("customers", "vacancy").integer(DAYS_OF_VACANCY, gone.customer_id)
    joined = next_weekday(np.maximum(gone.left_on, NO_SUCCESSOR_BEFORE - SHORTEST_VACANCY) + pause)
    by_then = joined < year_start(year + 1)
    slot, occupant, joined = gone.slot[by_then], gone.occupant[by_then] + 1, joined[by_then]
    persona = block.stream("customer_profiles", "persona").pick(personas.WEIGHTS, slot, occupant)
    return _lives(block, slot, occupant, joined, persona)


def leaving_wishes(block: Block, people: Customers, year: int) -> Ints:
    """Days up to the end of a year on which customers would like to leave: (n, r), ascending, NEVER for fewer."""
    years = np.arange(FIRST_YEAR_OF_LEAVING, max(year, FIRST_YEAR_OF_LEAVING) + 1)
    chance = block.stream("customers", "leaves")
    _, day = chance.yearly(1.0, years, people.customer_id[:, None])
    graduated = people.graduates_on[:, None] <= day
    persona = np.where(graduated, personas.DIGITAL_NATIVE, people.persona[:, None])
    rate = personas.LEAVING_LEVEL * personas.LEAVING_OF_WEALTH[people.wealth][:, None] * personas.LEAVING[persona]
    wishes, _ = chance.yearly(rate, years, people.customer_id[:, None])
    earliest = np.maximum(people.joined_on + DAYS_BEFORE_LEAVING, np.where(people.occupant == 0, NO_LEAVING_BEFORE, 0))
    return np.sort(np.where(wishes & (day >= earliest[:, None]) & (years <= year), day, NEVER), axis=1)


def _lives(block: Block, slot: Ints, occupant: Ints, joined: Ints, persona: Ints) -> Customers:
    customer_id = FIRST_CUSTOMER + slot + OCCUPANT_STEP * occupant
    circle = slot // CIRCLE_SIZE
    is_linked = circle != UNLINKED_CIRCLE
    shares = is_linked & (occupant == 0) & block.stream("customers", "household_id").chance(HOUSEHOLD_SHARE, slot // 2)
    household_id = np.where(shares, FIRST_CUSTOMER + (slot & ~1), customer_id)
    ages_known_on = np.where(occupant == 0, AGES_KNOWN_ON, joined)
    birth_on = _birthday(block, customer_id, persona, ages_known_on)
    is_student = persona == personas.COLLEGE_STUDENT
    base_income = _income(block, customer_id, persona, AT_FIRST)
    native = np.full_like(persona, personas.DIGITAL_NATIVE)
    later = np.where(is_student, _income(block, customer_id, native, AFTER_STUDIES), base_income)
    graduates_on = np.where(is_student, _graduation(birth_on), NEVER)
    retires_on = add_months(birth_on, MONTHS_TO_RETIREMENT)
    employments, is_quiet = _work(block, customer_id, persona, (graduates_on, retires_on), ages_known_on)
    return Customers(
        customer_id=customer_id,
        slot=slot,
        occupant=occupant,
        circle=circle,
        is_linked=is_linked,
        household_id=household_id,
        partner=np.full(slot.size, -1, dtype=np.int64),
        joined_on=joined,
        left_on=np.full(slot.size, NEVER, dtype=np.int64),
        persona=persona,
        wealth=block.stream("customer_profiles", "wealth_segment").pick(personas.WEALTH[persona], customer_id),
        gender=block.stream("customer_profiles", "gender").pick(personas.GENDER_WEIGHTS, customer_id),
        country=home_country(block.stream("addresses", "country"), household_id),
        birth_on=birth_on,
        graduates_on=graduates_on,
        retires_on=retires_on,
        base_income=base_income,
        later_income=later,
        employments=employments,
        is_quiet=is_quiet,
    )


def _early_day(place: Floats) -> Ints:
    day: Ints = LAST_EARLY_JOINING + 1 - np.floor(DAYS_OF_EARLY_JOINING * place**EARLY_JOINING_POWER).astype(np.int64)
    return day


def _even_persona(block: Block, slot: Ints) -> Ints:
    """Personas dealt without noise: every hundred slots hold each persona as often as its weight says."""
    century = slot // _CENTURY
    hundreds, place = np.unique(century, return_inverse=True)
    chance = block.stream("customer_profiles", "persona").bits(hundreds[:, None] * _CENTURY + np.arange(_CENTURY))
    rank = np.argsort(np.argsort(chance, axis=1), axis=1)[place, slot % _CENTURY]
    return np.searchsorted(np.cumsum(personas.WEIGHTS), rank, side="right")


def _birthday(block: Block, customer_id: Ints, persona: Ints, ages_known_on: Ints) -> Ints:
    youngest, oldest = personas.AGES[persona].T
    chance = block.stream("customers", "birthdate")
    age = youngest + chance.integer(oldest - youngest + 1, customer_id)
    birthday: Ints = add_months(ages_known_on, -12 * age) - chance.integer(365, customer_id, lane=1)
    return birthday


def _graduation(birth_on: Ints) -> Ints:
    """The first 1 September on or after the 25th birthday."""
    birthday = add_months(birth_on, MONTHS_TO_GRADUATION)
    month = month_of(birthday - 1) + 1  # a birthday on the 1st still counts for its own month
    september: Ints = month_start(month + (SEPTEMBER - month) % 12)
    return september


def _income(block: Block, customer_id: Ints, persona: Ints, phase: int) -> Ints:
    """Cents a year as of 2024: log-uniform inside a bracket, Pareto above the last edge; whole dollars."""
    chance = block.stream("customer_profiles", "annual_income")
    bracket = chance.pick(personas.INCOME[persona], customer_id, phase)
    place = chance.uniform(customer_id, phase, lane=1)
    low, high = personas.BRACKET_EDGES[bracket], personas.BRACKET_EDGES[bracket + 1]
    inside = low * (high / low) ** place
    tail = np.minimum(low * (1.0 - place) ** (-1.0 / personas.TAIL_OF_INCOMES), high)
    is_open_ended = bracket == len(personas.BRACKETS) - 1
    dollars: Ints = np.floor(np.where(is_open_ended, tail, inside)).astype(np.int64)
    return dollars * 100


def _work(
    block: Block, customer_id: Ints, persona: Ints, turns: tuple[Ints, Ints], known_on: Ints
) -> tuple[Ints, Bools]:
    """Employment in each phase of life (n, 3), and who is quiet.

    Quiet customers are drawn among those without salary on the day of reference, and never earn one.
    """
    chance = block.stream("customer_profiles", "employment_status")
    native = np.where(persona == personas.COLLEGE_STUDENT, personas.DIGITAL_NATIVE, persona)
    weights = [personas.EMPLOYMENT[persona], personas.EMPLOYMENT[native], np.array(personas.EMPLOYMENT_FROM_66)]
    phases = np.stack([chance.pick(each, customer_id, phase) for phase, each in enumerate(weights)], axis=1)
    phases[:, AFTER_STUDIES] = np.where(native == persona, phases[:, AT_FIRST], phases[:, AFTER_STUDIES])
    graduates_on, retires_on = turns
    now = np.where(graduates_on <= known_on, phases[:, AFTER_STUDIES], phases[:, AT_FIRST])
    now = np.where(retires_on <= known_on, phases[:, FROM_66], now)
    is_quiet = (now != personas.SALARIED) & block.stream("customers", "is_quiet").chance(
        QUIET_SHARE / SHARE_WITHOUT_SALARY, customer_id
    )
    unsalaried = np.array([personas.SELF_EMPLOYED, personas.SELF_EMPLOYED, personas.RETIRED])
    replaced = np.where(phases == personas.SALARIED, unsalaried, phases)
    return np.where(is_quiet[:, None], replaced, phases), is_quiet
