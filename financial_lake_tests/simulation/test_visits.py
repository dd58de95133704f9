"""Branch visits: volume, purposes and cash as specified, inside branch hours (R28)."""

from datetime import date

import numpy as np
import pytest

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import at, day_number, is_bank_holiday, month_of, weekday, whole_years
from financial_lake.simulation.ledger.payers import discretionary_cap
from financial_lake.simulation.population import customers
from financial_lake.simulation.visits import (
    ACCOUNT_OPENING,
    DEPOSIT,
    WITHDRAWAL,
    Visits,
    branch_visited,
    events,
    visit_flows,
)

OCTOBER = int(month_of(day_number(date(2024, 10, 1))))
QUARTER = (OCTOBER, OCTOBER + 1, OCTOBER + 2)


@pytest.fixture(scope="module")
def block() -> Block:
    return next(Bank().blocks())


@pytest.fixture(scope="module")
def quarter(block: Block) -> Visits:
    return Visits.joined([events(block, month) for month in QUARTER])


def test_the_default_bank_has_20500_visits_in_the_fourth_quarter(quarter: Visits) -> None:
    assert len(quarter) == pytest.approx(20_500, rel=0.05)
    on_saturdays = (weekday(quarter.day) == 5).sum() / 13
    assert on_saturdays == pytest.approx(150, rel=0.08)


def test_38_of_100_visits_are_about_cash_in_multiples_of_five(quarter: Visits) -> None:
    """Patterns of laundering and their look-alikes bring their cash besides."""
    cash = quarter.cents > 0
    assert cash[quarter.address == 0].mean() == pytest.approx(0.38, abs=0.025)
    assert np.array_equal(cash, np.isin(quarter.purpose, (DEPOSIT, WITHDRAWAL)))
    assert np.array_equal(cash, quarter.account >= 0)
    assert (quarter.cents % 500 == 0).all()


def test_branches_are_open_in_branch_hours_only(quarter: Visits) -> None:
    closing = np.where(weekday(quarter.day) == 5, at(quarter.day, 13), at(quarter.day, 17))
    assert not is_bank_holiday(quarter.day).any()
    assert not (weekday(quarter.day) == 6).any()
    assert (quarter.instant >= at(quarter.day, 9)).all()
    assert (quarter.instant < closing).all()


def test_the_old_come_more_than_twice_as_often_as_the_young(block: Block, quarter: Visits) -> None:
    people = customers(block, 2024)
    age = whole_years(people.birth_on, day_number(date(2024, 11, 15)))
    visits = np.bincount(quarter.customer, minlength=age.size)
    assert visits[age >= 55].mean() / visits[age < 30].mean() == pytest.approx(1.4 / 0.6, rel=0.15)


def test_cash_is_capped_as_discretionary_payments_are(block: Block) -> None:
    """All but the deposits of patterns, which no habit bounds."""
    every = events(block, OCTOBER)
    cash = every.where((every.cents > 0) & (every.address == 0))
    cap = discretionary_cap(block, OCTOBER)[cash.account]
    assert (cash.cents <= np.maximum(cap, 500)).all()


def test_every_deposit_account_opened_on_a_branch_day_has_its_visit(block: Block) -> None:
    lines = accounts(block, 2024)
    for month in QUARTER:
        every = events(block, month)
        opened = np.flatnonzero(
            (month_of(lines.opened_on) == month) & (lines.kind != 4) & ~is_bank_holiday(lines.opened_on)
        )
        came = every.where(every.purpose == ACCOUNT_OPENING)
        assert np.isin(lines.opened_on[opened] * 2**32 + lines.owner[opened], came.day * 2**32 + came.customer).all()


def test_93_of_100_visits_are_paid_to_the_home_branch_and_the_others_stay_in_the_country(block: Block) -> None:
    every = events(block, OCTOBER)
    branch = branch_visited(block, OCTOBER, every)
    order = np.argsort(every.customer, kind="stable")
    same = every.customer[order][1:] == every.customer[order][:-1]
    country = branch[order] > 24
    assert (branch >= 1).all()
    assert (branch <= 40).all()
    assert (country[1:] == country[:-1])[same].mean() > 0.98
    assert (branch[order][1:] == branch[order][:-1])[same].mean() == pytest.approx(0.93**2 + 0.005, abs=0.03)


def test_flows_carry_exactly_the_cash(block: Block) -> None:
    every, flows = events(block, OCTOBER), visit_flows(block, OCTOBER)
    cash = every.where(every.cents > 0)
    assert np.array_equal(flows.cents, cash.cents)
    assert np.array_equal(flows.instant, cash.instant)
    assert np.array_equal(flows.reference_number, cash.ordinal)
    assert (flows.clerk > 100).all()
