"""The smallest bank the settings allow makes every source table, whoever does or does not live in it."""

from datetime import date, timedelta

import pytest

from financial_lake.contract.discovery import SourceTable, source_tables
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

DAYS = [date(2024, 10, 1) + timedelta(days=count) for count in (0, 4, 30)]


@pytest.fixture(scope="module", params=[1, 20241001, 77])
def bank(request: pytest.FixtureRequest) -> Bank:
    return Bank(BankSettings(seed=request.param, customers=10, employees=7))


@pytest.mark.parametrize("table", source_tables(), ids=lambda table: table.name)
def test_ten_customers_and_seven_employees_are_a_bank(bank: Bank, table: SourceTable) -> None:
    for day in DAYS:
        rows = table.generate(bank, day)
        table.model.check_rows(rows)
        assert set(rows.column("dt").to_pylist()) <= {day}
