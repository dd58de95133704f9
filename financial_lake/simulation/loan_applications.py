"""Who applies for what credit, when and through which channel.

Everything here follows from the customer's raw life and raw account lines. What becomes of an application
depends on the loans before it and is decided in `credit_histories`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_products as products
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.borrowers import NO_ACCOUNT, Borrowers
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import runs
from financial_lake.simulation.streams import Bools, Ints

CHANNELS = ("branch", "web", "mobile_app", "phone")
CHANNEL_WEIGHTS = (40, 35, 15, 10)
BRANCH = 0
_DAYS_PRESENT, _DAYS_STAYING = 30, 120
_OPENS = np.array([9.0, 7.0, 7.0, 9.0])
_HOURS = np.array([8.0, 16.0, 16.0, 9.0])
_SATURDAY_HOURS = 4.0


@dataclass(frozen=True, slots=True)
class Applications(Records):
    """Applications for credit, ordered by (owner, year); arrays of one length.

    Attributes:
        application_id: also the id of the decision and of the loan.
        owner: row of the applicant in the population.
        applied_on: day.
        applied_at: instant.
        loan_type: 0-4 (`loan_products.LOAN_TYPES`).
        requested: cents.
        term: months.
        channel: 0-3 (`CHANNELS`).
        account_id: the main account on that day, which pays the loan.
    """

    application_id: Ints
    owner: Ints
    applied_on: Ints
    applied_at: Ints
    loan_type: Ints
    requested: Ints
    term: Ints
    channel: Ints
    account_id: Ints


def wishes(bank: Bank, borrowers: Borrowers, year: int) -> Applications:
    """Applications that customers would make up to the end of a year, as long as they have not left."""
    owner, years, day = _most_days(bank, borrowers, year)
    ids = borrowers.customer_id[owner]
    channel = bank.stream("loan_applications", "channel").pick(CHANNEL_WEIGHTS, ids, years)
    in_branch = np.flatnonzero(channel == BRANCH)
    day[in_branch] = _branch_day(day[in_branch])
    persona = borrowers.persona_on(owner, day)
    rate = products.APPLICATIONS_A_YEAR * products.APPETITE[persona]
    chosen, _ = bank.stream("loan_applications", "applies").yearly(rate, years, ids)
    chosen &= borrowers.joined_on[owner] <= day - _DAYS_PRESENT
    chosen &= ~borrowers.wants_to_leave_between(owner, day, day + _DAYS_STAYING)
    account_id = borrowers.account_on(owner, day)
    rows = np.flatnonzero(chosen & (account_id != NO_ACCOUNT))
    owner, day, channel = owner[rows], day[rows], channel[rows]
    application_id = ids[rows] * 100 + years[rows] - 2000
    kind, requested = _request(bank, application_id, persona[rows], borrowers.income_on(owner, day))
    place = bank.stream("loan_applications", "term").pick(products.TERM_WEIGHTS[kind], application_id)
    return Applications(
        application_id=application_id,
        owner=owner,
        applied_on=day,
        applied_at=_instant(bank, application_id, day, channel),
        loan_type=kind,
        requested=requested,
        term=products.TERMS[kind, place],
        channel=channel,
        account_id=account_id[rows],
    )


def _most_days(bank: Bank, borrowers: Borrowers, year: int) -> tuple[Ints, Ints, Ints]:
    """Days on which customers with the greatest appetite would apply: (owner, year, day); by owner, then year."""
    first = cal.year_of(borrowers.joined_on + _DAYS_PRESENT)
    owner, place = runs(np.where(borrowers.is_quiet, 0, np.maximum(year + 1 - first, 0)))
    years = first[owner] + place
    rate = products.APPLICATIONS_A_YEAR * products.APPETITE.max()
    applies, day = bank.stream("loan_applications", "applies").yearly(rate, years, borrowers.customer_id[owner])
    return owner[applies], years[applies], day[applies]


def _branch_day(day: Ints) -> Ints:
    """The first day on or after `day` on which branches are open, in the same year."""
    forward = day.copy()
    for _ in range(4):
        forward += ~_is_branch_day(forward)
    backward = day.copy()
    for _ in range(4):
        backward -= ~_is_branch_day(backward)
    return np.where(cal.year_of(forward) == cal.year_of(day), forward, backward)


def _is_branch_day(day: Ints) -> Bools:
    is_open: Bools = (cal.weekday(day) != cal.SUNDAY) & ~cal.is_bank_holiday(day)
    return is_open


def _request(bank: Bank, application_id: Ints, persona: Ints, income: Ints) -> tuple[Ints, Ints]:
    """Kind of loan and cents asked for; who earns too little for a mortgage asks for a personal loan."""
    kind = bank.stream("loan_applications", "type").pick(products.TYPE_WEIGHTS[persona], application_id)
    ceiling = (income * products.MORTGAGE_INCOMES).astype(np.int64)
    too_poor = (kind == products.MORTGAGE) & (ceiling < products.AMOUNT_RANGE[products.MORTGAGE, 0] * 100)
    kind = np.where(too_poor, products.PERSONAL, kind)
    amount = bank.stream("loan_applications", "amount").lognormal(
        products.AMOUNT_MEDIAN[kind], products.AMOUNT_DEVIATION[kind], application_id
    )
    step = products.AMOUNT_STEP
    cents = np.floor(amount * 100 / step + 0.5).astype(np.int64) * step
    cents = np.clip(cents, products.AMOUNT_RANGE[kind, 0] * 100, products.AMOUNT_RANGE[kind, 1] * 100)
    return kind, np.where(kind == products.MORTGAGE, np.minimum(cents, ceiling // step * step), cents)


def _instant(bank: Bank, application_id: Ints, day: Ints, channel: Ints) -> Ints:
    hours = np.where((channel == BRANCH) & (cal.weekday(day) == cal.SATURDAY), _SATURDAY_HOURS, _HOURS[channel])
    chance = bank.stream("loan_applications", "time").uniform(application_id)
    instant: Ints = cal.at(day, 0, 0, np.floor((_OPENS[channel] + hours * chance) * 3600))
    return instant
