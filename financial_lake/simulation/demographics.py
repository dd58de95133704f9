"""Family, work and taste of customers: what the CRM knows besides money. All direct functions of the day."""

import numpy as np

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import add_months, whole_years, year_of
from financial_lake.simulation.personas import PREFERRED_CHANNEL, YOUNG_PARENT
from financial_lake.simulation.population import Customers, employment_on, persona_on
from financial_lake.simulation.streams import Ints

MARITAL_STATUSES = ("single", "married", "divorced", "widowed")
SINGLE, MARRIED, DIVORCED, WIDOWED = range(4)
MARRIAGE_AGES = (25, 35, 55)
"""Ages at which the mix of marital statuses changes."""
_UNTIL = np.array([[0.92, 0.99, 0.99], [0.50, 0.95, 0.95], [0.22, 0.84, 0.86], [0.08, 0.72, 0.86]])
"""Up to which place a customer is single, married, widowed; divorced beyond. By age group; a divorce stays."""

DEPENDENTS = (0.45, 0.38, 0.13, 0.04)
SHARE_WITH_DEPENDENTS = 0.18

TOLERANCES = ("low", "medium", "high")
_TOLERANCE_UNTIL = np.array([[0.20, 0.70], [0.35, 0.80], [0.55, 0.90]])
TOLERANCE_AGES = (40, 61)

OCCUPATIONS = (
    (
        "Account Planner", "Archivist", "Assembly Lead", "Bus Driver", "Carpenter", "Chemist", "Civil Engineer",
        "Data Clerk", "Electrician", "Flight Coordinator", "Kitchen Chef", "Laboratory Technician", "Legal Assistant",
        "Logistics Planner", "Machinist", "Nurse", "Office Manager", "Paramedic", "Pharmacist", "Sales Associate",
        "School Teacher", "Software Developer", "Surveyor", "Warehouse Supervisor",
    ),
    (
        "Bakery Owner", "Contractor", "Design Consultant", "Farm Operator", "Independent Photographer",
        "Shop Owner", "Tax Adviser", "Translator",
    ),
    ("Retired Clerk", "Retired Engineer", "Retired Teacher"),
    ("Graduate Student", "Apprentice", "Undergraduate Student"),
    ("Between Jobs", "Homemaker"),
)  # fmt: skip
"""Forty job titles by employment status: salaried, self-employed, retired, student, unemployed."""
JOB_TITLES = tuple(title for titles in OCCUPATIONS for title in titles)
_COUNTS: Ints = np.array([len(titles) for titles in OCCUPATIONS], dtype=np.int64)
_STARTS: Ints = np.cumsum(_COUNTS) - _COUNTS


def ages_on(people: Customers, day: Ints | int) -> Ints:
    """Full years on a day."""
    ages: Ints = whole_years(people.birth_on, day)
    return ages


def birthdays(people: Customers, day: int) -> Ints:
    """Day in the year of `day` on which each customer grows a year older; those of 29 February on 1 March."""
    same_day = add_months(people.birth_on, 12 * (year_of(day) - year_of(people.birth_on)))
    is_early = whole_years(people.birth_on, same_day) < year_of(day) - year_of(people.birth_on)
    birthday: Ints = same_day + is_early
    return birthday


def marital_statuses(bank: Bank, people: Customers, ages: Ints) -> Ints:
    """Index into `MARITAL_STATUSES` at an age."""
    place = bank.stream("customer_profiles", "marital_status").uniform(people.customer_id)
    until = _UNTIL[np.searchsorted(MARRIAGE_AGES, ages, side="right")]
    group = (place[:, None] >= until).sum(axis=1)
    statuses: Ints = np.array([SINGLE, MARRIED, WIDOWED, DIVORCED])[group]
    return statuses


def dependents(bank: Bank, people: Customers) -> Ints:
    """0-4: every young parent has some, 18 % of the others."""
    chance = bank.stream("customer_profiles", "num_dependents")
    has = (people.persona == YOUNG_PARENT) | chance.chance(SHARE_WITH_DEPENDENTS, people.customer_id, lane=1)
    return np.where(has, 1 + chance.pick(DEPENDENTS, people.customer_id), 0)


def occupations(bank: Bank, people: Customers, day: int) -> Ints:
    """Index into `JOB_TITLES`; one for each employment status of a customer."""
    employment = employment_on(people, day)
    place = bank.stream("customer_profiles", "occupation").uniform(people.customer_id, employment)
    return _STARTS[employment] + (place * _COUNTS[employment]).astype(np.int64)


def preferred_channels(bank: Bank, people: Customers, day: int) -> Ints:
    """Index into `personas.CHANNELS`, by persona."""
    weights = PREFERRED_CHANNEL[persona_on(people, day)]
    return bank.stream("customer_profiles", "preferred_channel").pick(weights, people.customer_id)


def risk_tolerances(bank: Bank, people: Customers, ages: Ints) -> Ints:
    """Index into `TOLERANCES`: an investor's appetite, falling with age."""
    place = bank.stream("customer_profiles", "risk_tolerance").uniform(people.customer_id)
    until = _TOLERANCE_UNTIL[np.searchsorted(TOLERANCE_AGES, ages, side="right")]
    tolerances: Ints = (place[:, None] >= until).sum(axis=1)
    return tolerances
