"""The arithmetic of a loan contract, to the cent."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from financial_lake.simulation.banking_calendar import day_of_month, month_of
from financial_lake.simulation.loan_schedule import due_on, first_due_month, instalment, month_interest
from financial_lake_tests.simulation.schedules import full_schedule

principals = st.integers(min_value=8, max_value=1_600).map(lambda steps: steps * 50_000)
rates = st.integers(min_value=280, max_value=600).map(lambda steps: steps * 125)
terms = st.sampled_from([12, 36, 60, 120, 180, 360])


@given(principals, rates, terms)
def test_the_principal_parts_of_a_schedule_sum_to_the_loan(principal: int, rate: int, term: int) -> None:
    repaid, charged = full_schedule(principal, rate, term)
    assert repaid.sum() == principal
    assert (repaid > 0).all()
    assert (charged > 0).all()


@given(principals, rates, terms)
def test_every_instalment_but_the_last_is_the_annuity(principal: int, rate: int, term: int) -> None:
    repaid, charged = full_schedule(principal, rate, term)
    payments = repaid + charged
    assert (payments[:-1] == instalment(principal, rate, term)).all()
    rounding = ((1 + rate / 12e6) ** term - 1) / (rate / 12e6)
    assert abs(payments[-1] - payments[0]) <= rounding


@given(st.integers(min_value=1, max_value=80_000_000), rates)
def test_interest_is_rounded_half_up_to_the_cent(balance: int, rate: int) -> None:
    exact = Decimal(balance) * rate / Decimal(12_000_000)
    expected = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert month_interest(np.array([balance]), np.array([rate])) == expected


@given(principals, rates, terms)
def test_the_annuity_is_rounded_half_up_to_the_cent(principal: int, rate: int, term: int) -> None:
    monthly = Decimal(rate) / Decimal(12_000_000)
    exact = principal * monthly / (1 - (1 + monthly) ** -term)
    assert instalment(principal, rate, term) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_the_first_due_date_is_the_due_day_at_least_25_days_after_origination() -> None:
    origination = np.repeat(np.arange(19_700, 20_100), 6)
    due_day = np.tile([1, 5, 10, 15, 20, 25], 400)
    month = first_due_month(origination, due_day)
    first, before = due_on(month, due_day), due_on(month - 1, due_day)
    assert (day_of_month(first) == due_day).all()
    assert (month_of(first) == month).all()
    assert (first - origination >= 25).all()
    assert (before - origination < 25).all()
