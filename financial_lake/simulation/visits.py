"""Visits of customers to branches in a month: when, where, what for, and the cash that changes hands."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_days import active_customer_days, days_of, usable_main_accounts
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CREDIT_CARD
from financial_lake.simulation.addresses import places_at
from financial_lake.simulation.amounts import cents_of, multiple_of
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    MICROSECONDS_A_SECOND,
    SATURDAY,
    SUNDAY,
    at,
    is_bank_holiday,
    month_of,
    month_start,
    weekday,
    whole_years,
)
from financial_lake.simulation.geography import CA, CA_PLACES, COUNTRY_OF_PLACE, US_PLACES
from financial_lake.simulation.laundering import patterns
from financial_lake.simulation.laundering.steps import ANY_BRANCH
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.flows import Flows, Reference
from financial_lake.simulation.ledger.payers import discretionary_cap
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.loan_applications import BRANCH as AT_BRANCH
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Bools, Floats, Ints

PURPOSES = ("deposit", "withdrawal", "account_opening", "inquiry", "loan_application")
DEPOSIT, WITHDRAWAL, ACCOUNT_OPENING, INQUIRY, LOAN_APPLICATION = range(5)
PURPOSE_WEIGHTS = np.array([[0.0, 0.0, 15.0, 70.0, 15.0], [30.0, 26.0, 6.0, 30.0, 8.0]])
"""Without and with a usable main account."""
SERVED_BY = ("customer_service_rep", "branch_manager")

RATE, SATURDAY_FACTOR = 0.150, 0.5
AGE_OF_THE_OLD, OLD_FACTOR, AGE_OF_THE_YOUNG, YOUNG_FACTOR = 55, 1.4, 30, 0.6
MEAN_AGE_FACTOR = 1.033
"""Of the ages the personas are drawn with (tables.md 4); dividing by it keeps the mean rate."""
OPENS, HOURS, SATURDAY_HOURS = 9, 8, 4
ELSEWHERE_SHARE = 0.07
MEDIAN_DEPOSIT, SPREAD_OF_DEPOSITS = 320.0, 0.9
MEDIAN_WITHDRAWAL, SPREAD_OF_WITHDRAWALS = 240.0, 0.8
CASH_STEP = 5_00
LONGEST_TALK = 30 * 60 * MICROSECONDS_A_SECOND


@dataclass(frozen=True, slots=True)
class Visits(Records):
    """Visits of a month, in order of (day, customer, instant); arrays of one length.

    Attributes:
        day: epoch day.
        ordinal: place inside (block, day), from 1.
        customer: index into `customers(block, year)`.
        instant: microseconds, inside branch hours.
        purpose: index into `PURPOSES`.
        account: index into `accounts(block, year)` of the account paid into or out of, -1 without cash.
        cents: cash, a multiple of 5.00; 0 without.
        stop: which branch of those visited in turn, -1 for the usual one or, seldom, another.
        address: 64 bits that name what is paid in or out as a step of a pattern; 0 for all other visits.
    """

    day: Ints
    ordinal: Ints
    customer: Ints
    instant: Ints
    purpose: Ints
    account: Ints
    cents: Ints
    stop: Ints
    address: Ints


@remembered(keep=4)
def events(block: Block, month: int) -> Visits:
    """All visits of the block in the month: ordinary ones, to open an account or apply for a loan, and of patterns."""
    every = Visits.joined(
        [_ordinary(block, month), _openings(block, month), _loan_applications(block, month), _of_patterns(block, month)]
    )
    size = len(customers(block, month // 12 + 1970).customer_id)
    place = (every.day - month_start(month)) * size + every.customer
    every = every.where(np.argsort(place * MICROSECONDS_A_DAY + every.instant % MICROSECONDS_A_DAY, kind="stable"))
    columns = {name: getattr(every, name) for name in Visits.__slots__}
    columns["ordinal"] = np.arange(len(every)) - np.searchsorted(every.day, every.day) + 1
    return Visits(**columns)


def visit_flows(block: Block, month: int) -> Flows:
    """Cash paid in and out over the counter, released by whoever served the customer."""
    every = events(block, month)
    cash = every.where(every.cents > 0)
    return Flows.of(
        cash.account,
        cash.instant,
        np.where(cash.purpose == DEPOSIT, CODE["cash_deposit"], CODE["cash_withdrawal"]),
        cash.cents,
        reference=Reference.BV,
        reference_day=cash.day,
        reference_number=cash.ordinal,
        clerk=served_by(block, month, cash),
    )


def served_by(block: Block, month: int, visits: Visits) -> Ints:
    """employee_id of the clerk of each visit of the month."""
    customer_id = customers(block, month // 12 + 1970).customer_id[visits.customer]
    return agent(block.bank, SERVED_BY, (customer_id, visits.day), visits.day)


def branch_visited(block: Block, month: int, visits: Visits) -> Ints:
    """branch_id of each visit of the month: the home branch, or another one of its country."""
    year = month // 12 + 1970
    home = places_at(block, year, visits.customer, visits.day)
    is_ca = COUNTRY_OF_PLACE[home] == CA
    first, count = np.where(is_ca, US_PLACES, 0), np.where(is_ca, CA_PLACES, US_PLACES)
    chance = block.stream("branch_visits", "branch_id")
    address = (customers(block, year).customer_id[visits.customer], visits.instant)
    elsewhere = first + (home - first + 1 + chance.integer(count - 1, *address, lane=1)) % count
    place = np.where(chance.chance(ELSEWHERE_SHARE, *address), elsewhere, home)
    tour = chance.integer(count - 1, address[0], month, lane=2) + visits.stop
    in_turn = first + (home - first + 1 + tour % (count - 1)) % count
    branch: Ints = np.select([visits.stop > 0, visits.stop == 0], [in_turn, home], place) + 1
    return branch


def is_branch_day(day: Ints) -> Bools:
    """Branches open on business days and on Saturdays that are no bank holiday."""
    is_open: Bools = (weekday(day) != SUNDAY) & ~is_bank_holiday(day)
    return is_open


def branch_hours(day: Ints) -> Ints:
    """How many hours a branch is open from 09:00 on a day on which it opens."""
    return np.where(weekday(day) == SATURDAY, SATURDAY_HOURS, HOURS)


def _ordinary(block: Block, month: int) -> Visits:
    """At most one visit a customer and day."""
    people, days = customers(block, month // 12 + 1970), days_of(month)
    by_day = np.where(weekday(days) == SATURDAY, SATURDAY_FACTOR, 1.0) * is_branch_day(days)
    rate = RATE * _age_factor(whole_years(people.birth_on, days[0]))[:, None] * by_day
    comes = block.stream("branch_visits", "comes").uniform(people.customer_id[:, None], days) < rate
    comes &= active_customer_days(block, month)
    customer, place = np.nonzero(comes)
    day, customer_id = days[place], people.customer_id[customer]
    stream = block.stream("branch_visits", "visit")
    address = stream.bits(customer_id, day).view(np.int64)
    main = usable_main_accounts(block, month)[customer, place]
    purpose = stream.pick(PURPOSE_WEIGHTS[(main >= 0).astype(np.int64)], address, lane=1)
    with_cash = purpose <= WITHDRAWAL
    account = np.where(with_cash, main, -1)
    normal = stream.normal(address, lane=2)
    dollars = np.where(
        purpose == DEPOSIT,
        MEDIAN_DEPOSIT * np.exp(SPREAD_OF_DEPOSITS * normal),
        MEDIAN_WITHDRAWAL * np.exp(SPREAD_OF_WITHDRAWALS * normal),
    )
    cap = discretionary_cap(block, month)[account] // CASH_STEP * CASH_STEP
    cents = np.maximum(np.minimum(multiple_of(cents_of(dollars), CASH_STEP), cap), CASH_STEP)
    return Visits(
        day=day,
        ordinal=np.zeros(day.size, dtype=np.int64),
        customer=customer,
        instant=at(day, OPENS + branch_hours(day) * stream.uniform(address, lane=3)),
        purpose=purpose,
        account=account,
        cents=np.where(with_cash, cents, 0),
        stop=np.full(day.size, ANY_BRANCH),
        address=np.zeros(day.size, dtype=np.int64),
    )


def _of_patterns(block: Block, month: int) -> Visits:
    """Cash of laundering patterns and their look-alikes; perhaps a second visit that day."""
    every = patterns.steps(block, month)
    cash = every.where(np.isin(every.code, (CODE["cash_deposit"], CODE["cash_withdrawal"])))
    return Visits(
        day=cash.instant // MICROSECONDS_A_DAY,
        ordinal=np.zeros(len(cash), dtype=np.int64),
        customer=accounts(block, month // 12 + 1970).owner[cash.account],
        instant=cash.instant,
        purpose=np.where(cash.code == CODE["cash_deposit"], DEPOSIT, WITHDRAWAL),
        account=cash.account,
        cents=cash.cents,
        stop=cash.stop,
        address=cash.address,
    )


def _openings(block: Block, month: int) -> Visits:
    """A deposit account is opened at the counter, before its opening deposit at ten."""
    lines = accounts(block, month // 12 + 1970)
    row = np.flatnonzero((month_of(lines.opened_on) == month) & is_branch_day(lines.opened_on))
    row = row[lines.kind[row] != CREDIT_CARD]
    day = lines.opened_on[row]
    chance = block.stream("branch_visits", "account_opening").uniform(lines.account_id[row])
    return _without_cash(day, lines.owner[row], at(day, OPENS + chance), ACCOUNT_OPENING)


def _loan_applications(block: Block, month: int) -> Visits:
    """An application at a branch is made by a visitor, up to half an hour after coming."""
    every = credit_histories(block, month // 12 + 1970).applications
    asked = every.where((month_of(every.applied_on) == month) & (every.channel == AT_BRANCH))
    asked = asked.where(is_branch_day(asked.applied_on))
    chance = block.stream("branch_visits", "loan_application").uniform(asked.application_id)
    came_at = asked.applied_at - (chance * LONGEST_TALK).astype(np.int64)
    return _without_cash(
        asked.applied_on, asked.owner, np.maximum(came_at, at(asked.applied_on, OPENS)), LOAN_APPLICATION
    )


def _without_cash(day: Ints, customer: Ints, instant: Ints, purpose: int) -> Visits:
    nothing = np.zeros(day.size, dtype=np.int64)
    return Visits(
        day=day,
        ordinal=nothing,
        customer=customer,
        instant=instant,
        purpose=nothing + purpose,
        account=nothing - 1,
        cents=nothing,
        stop=nothing + ANY_BRANCH,
        address=nothing,
    )


def _age_factor(age: Ints) -> Floats:
    factor = np.where(age >= AGE_OF_THE_OLD, OLD_FACTOR, np.where(age < AGE_OF_THE_YOUNG, YOUNG_FACTOR, 1.0))
    return factor / MEAN_AGE_FACTOR
