"""Asking about one customer on one day says what whole months of everyone say."""

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation.account_days import active_customer_days, days_of
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.population import customers
from financial_lake.simulation.service.presence import in_order, is_active_at, rows_of

MONTHS = ((2023, 2), (2024, 11), (2027, 6))


@pytest.mark.parametrize(("year", "month"), MONTHS)
def test_days_alone_and_whole_months_agree(year: int, month: int) -> None:
    for block in Bank(BankSettings(customers=1_000), slots_a_block=300).blocks():
        number = (year - 1970) * 12 + month - 1
        expected, days = active_customer_days(block, number), days_of(number)
        who, place = np.divmod(np.arange(expected.size), days.size)
        assert (is_active_at(block, year, who, days[place]) == expected.ravel()).all()
        assert 0.5 < expected.mean() < 0.98


def test_customers_are_found_again_years_later_in_the_order_of_their_slots() -> None:
    for block in Bank(BankSettings(customers=1_000)).blocks():
        before, later = customers(block, 2024).customer_id, customers(block, 2028).customer_id
        assert later.size > before.size
        assert (later[rows_of(block, 2028, before)] == before).all()
        assert (np.diff(in_order(later)) > 0).all()
        assert not (np.diff(later) > 0).all()  # successors have high numbers


def test_customers_are_there_from_the_day_after_they_join() -> None:
    block = next(Bank(BankSettings(customers=10)).blocks())
    people = customers(block, 2024)
    rows = np.arange(people.customer_id.size)
    assert is_active_at(block, 2024, rows, people.joined_on + 1).all()
    assert not is_active_at(block, 2024, rows, people.joined_on).any()
