"""What is pledged for loans, and what it is worth as the years go by."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_products as products
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.credit_records import Loans
from financial_lake.simulation.lending import credit_histories, loan_states
from financial_lake.simulation.loan_state import shown_from
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints

COLLATERAL_TYPES = ("real_estate", "vehicle", "equipment", "property", "inventory")
REAL_ESTATE, VEHICLE, EQUIPMENT, PROPERTY, INVENTORY = range(5)
DESCRIPTIONS = (
    "single-family house", "townhouse", "condominium", "two-family house", "farmhouse",
    "compact car", "saloon car", "sport utility vehicle", "pickup truck", "minivan",
    "machine tools", "kitchen equipment", "medical equipment", "construction machines",
    "shop premises", "warehouse", "workshop", "office floor",
    "retail stock", "raw materials", "finished goods",
)  # fmt: skip
DESCRIPTIONS_OF_TYPE = np.array([5, 5, 4, 4, 3])
"""How many of the descriptions, in order, belong to each type."""

SECURED_SHARE = 0.80
BUSINESS_TYPE_WEIGHTS = (45, 35, 20)
LOWEST_COVER, HIGHEST_COVER = 1.10, 1.50
"""What is pledged is worth 110 to 150 % of the loan when it is appraised first."""
DAYS_BEFORE_ORIGINATION = (7, 30)
REAPPRAISAL_SPREAD, YEARS_OF_DRIFT = 0.04, 2.0
VEHICLE_KEEPS = 0.85
VALUE_STEP = 100_00
"""Appraisals are in whole hundreds."""
LTV_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Pledges(Records):
    """Pledges of a block, one a secured loan, in order of the loans.

    Attributes:
        loan: row in the loans of the histories.
        loan_id: of the loan.
        kind: index into `COLLATERAL_TYPES`.
        description: index into `DESCRIPTIONS`.
        first_value: cents, at the first appraisal.
        first_appraised_on: day.
    """

    loan: Ints
    loan_id: Ints
    kind: Ints
    description: Ints
    first_value: Ints
    first_appraised_on: Ints


@dataclass(frozen=True, slots=True)
class Appraisals(Records):
    """Pledges for the loans shown on a day, with their worth; in order of the loans.

    Attributes:
        pledge: row in `pledges`.
        value: cents at the latest appraisal.
        appraised_on: day of the latest appraisal.
        balance: cents owed on the loan in the latest weekday snapshot.
    """

    pledge: Ints
    value: Ints
    appraised_on: Ints
    balance: Ints


@remembered(keep=3)
def pledges(block: Block, year: int) -> Pledges:
    """The pledges for those of `credit_histories(block, year).loans` that have a row on some day of the year."""
    bank, every = block.bank, credit_histories(block, year).loans
    may_pledge = products.SETTLES_ASSET[every.loan_type] & shown_from(every, int(cal.year_start(year)))
    loan = np.flatnonzero(may_pledge)
    loan = loan[bank.stream("collateral", "secured").chance(SECURED_SHARE, every.loan_id[loan])]
    loans = every.where(loan)
    kind = _kinds(bank, loans)
    first, count = np.cumsum(DESCRIPTIONS_OF_TYPE) - DESCRIPTIONS_OF_TYPE, DESCRIPTIONS_OF_TYPE[kind]
    cover = bank.stream("collateral", "appraised_value").uniform(loans.loan_id)
    worth = loans.principal * (LOWEST_COVER + (HIGHEST_COVER - LOWEST_COVER) * cover)
    fewest, most = DAYS_BEFORE_ORIGINATION
    ahead = fewest + bank.stream("collateral", "appraisal_date").integer(most - fewest + 1, loans.loan_id)
    return Pledges(
        loan=loan,
        loan_id=loans.loan_id,
        kind=kind,
        description=first[kind] + bank.stream("collateral", "description").integer(count, loans.loan_id),
        first_value=_in_hundreds(worth),
        first_appraised_on=loans.originated_on - ahead,
    )


def appraisals_on(block: Block, day: int) -> Appraisals:
    """The pledges for the loans of the latest weekday snapshot, appraised up to the day.

    `pledge` points into `pledges(block, year of that weekday)`.
    """
    snapshot = int(cal.last_weekday(day))
    every, states = pledges(block, int(cal.year_of(snapshot))), loan_states(block, snapshot)
    pledge, shown = _of_loans(every, states.loan)
    pledged = every.where(pledge)
    age = cal.whole_years(pledged.first_appraised_on, day)
    anniversary = cal.add_months(pledged.first_appraised_on, 12 * age)
    is_early = cal.whole_years(pledged.first_appraised_on, anniversary) < age
    return Appraisals(
        pledge=pledge,
        value=_worth(block.bank, pledged, age),
        appraised_on=anniversary + is_early,
        balance=states.balance[shown],
    )


def loan_to_value(balance: Ints, value: Ints) -> Ints:
    """Balance over value in millionths, half up."""
    return (2 * balance * LTV_UNITS + value) // (2 * value)


def _kinds(bank: Bank, loans: Loans) -> Ints:
    of_business = EQUIPMENT + bank.stream("collateral", "collateral_type").pick(BUSINESS_TYPE_WEIGHTS, loans.loan_id)
    of_home = np.where(loans.loan_type == products.MORTGAGE, REAL_ESTATE, VEHICLE)
    return np.where(loans.loan_type == products.BUSINESS, of_business, of_home)


def _of_loans(every: Pledges, loan: Ints) -> tuple[Ints, Ints]:
    """Pledges for the given loans, and the place of each one's loan among them; loans ascend."""
    place = np.minimum(np.searchsorted(every.loan, loan), max(len(every) - 1, 0))
    shown = np.flatnonzero(every.loan[place] == loan) if len(every) else np.zeros(0, dtype=np.int64)
    return place[shown], shown


def _worth(bank: Bank, pledged: Pledges, age: Ints) -> Ints:
    """Cents after whole years: the first value, moved by the market, and by wear for vehicles."""
    drift = bank.stream("collateral", "market").lattice(age, YEARS_OF_DRIFT, pledged.loan_id)
    market = np.where(age > 0, 1.0 + REAPPRAISAL_SPREAD * drift, 1.0)
    wear = np.where(pledged.kind == VEHICLE, VEHICLE_KEEPS**age, 1.0)
    return _in_hundreds(pledged.first_value * market * wear)


def _in_hundreds(cents: Any) -> Ints:
    hundreds: Ints = np.ceil(cents / VALUE_STEP).astype(np.int64) * VALUE_STEP
    return hundreds
