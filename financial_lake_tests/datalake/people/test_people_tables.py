"""Staff and departments on any day: who is shown, who leads whom, and what a row says of its last change."""

from datetime import date, timedelta

import numpy as np
import pytest

from financial_lake.datalake.branches import branches
from financial_lake.datalake.people import departments, employees
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

DAYS = (date(2023, 1, 2), date(2024, 10, 1), date(2024, 12, 31), date(2027, 6, 30))


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


def test_a_quarter_shows_153_employees_on_average(bank: Bank) -> None:
    rows = [employees.generate(bank, date(2024, 10, 1) + timedelta(days=step)).num_rows for step in range(92)]
    assert abs(np.mean(rows) / 153 - 1) < 0.03


@pytest.mark.parametrize("count", [7, 11, 12, 150, 1_000])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_rows_keep_the_contract_in_banks_of_any_size(count: int, day: date) -> None:
    bank = Bank(BankSettings(employees=count))
    employees.Employees.check_rows(employees.generate(bank, day))
    departments.Departments.check_rows(departments.generate(bank, day))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_managers_are_at_work_and_their_chain_ends_within_four_steps(bank: Bank, day: date) -> None:
    rows = employees.generate(bank, day).to_pandas().set_index("employee_id")
    managers = rows["manager_id"].dropna()
    assert rows.loc[managers.unique(), "employment_status"].eq("active").all()
    above = rows["manager_id"]
    for _ in range(4):
        above = above.dropna().map(rows["manager_id"])
    assert above.dropna().empty


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_heads_belong_to_their_departments(bank: Bank, day: date) -> None:
    heads = departments.generate(bank, day).to_pandas().dropna(subset="department_head_id")
    rows = employees.generate(bank, day).to_pandas().set_index("employee_id")
    led = rows.loc[heads["department_head_id"], "department_id"].tolist()
    assert led == heads["department_id"].tolist()
    assert rows.loc[heads["department_head_id"], "employment_status"].isin(["active", "on_leave"]).all()


def test_leavers_are_shown_for_less_than_180_days(bank: Bank) -> None:
    for day in DAYS:
        left = employees.generate(bank, day).to_pandas()["termination_date"].dropna()
        assert left.between(day - timedelta(days=179), day).all()


def test_updated_at_moves_exactly_when_another_column_does(bank: Bank) -> None:
    before, changes = None, 0
    for step in range(120):
        day = date(2024, 11, 1) + timedelta(days=step)
        now = employees.generate(bank, day).drop_columns(["dt"]).to_pandas().set_index("employee_id")
        if before is not None:
            both = now.index.intersection(before.index)
            old, new = before.loc[both].astype(str).fillna(""), now.loc[both].astype(str).fillna("")
            differs = (old != new).drop(columns="updated_at").any(axis=1)
            stamped = now.loc[both, "updated_at"] != before.loc[both, "updated_at"]
            assert differs.equals(stamped)
            assert now.loc[both, "updated_at"].dt.date[differs].eq(day).all()
            changes += int(differs.sum())
        before = now
    assert changes > 150


def test_names_numbers_and_addresses_of_staff_are_unique(bank: Bank) -> None:
    rows = employees.generate(bank, DAYS[1]).to_pandas()
    assert rows["email"].is_unique
    assert rows["employee_number"].is_unique
    assert rows["email"].str.isascii().all()


def test_budgets_grow_by_three_per_cent_a_year(bank: Bank) -> None:
    budgets = [
        departments.generate(bank, date(year, 5, 5)).to_pandas()["budget_amount"].astype(float).sum()
        for year in (2024, 2025)
    ]
    assert abs(budgets[1] / budgets[0] - 1.03) < 0.003


def test_there_are_24_american_and_16_canadian_branches_one_a_city_but_two_in_toronto(bank: Bank) -> None:
    rows = branches.generate(bank, DAYS[0]).to_pandas()
    branches.Branches.check_rows(branches.generate(bank, DAYS[0]))
    assert rows["country"].value_counts().to_dict() == {"US": 24, "CA": 16}
    assert rows["city"].value_counts().loc[lambda count: count > 1].to_dict() == {"Toronto": 2}
    assert rows["branch_name"].is_unique
    states = rows[rows["country"] == "US"]["state_province"].value_counts()
    assert sorted(states[states == 2].index) == ["CA", "FL", "GA", "IL", "MI", "NC", "NY", "OH", "PA", "TX"]
    provinces = rows[rows["country"] == "CA"]["state_province"].value_counts().to_dict()
    assert provinces == {"ON": 5, "QC": 3, "BC": 3, "AB": 2, "MB": 1, "SK": 1, "NS": 1}
    assert rows["opened_on"].between(date(1985, 1, 1), date(2015, 12, 31)).all()


def test_the_list_of_branches_never_changes(bank: Bank) -> None:
    first, later = (branches.generate(bank, day).drop_columns(["dt"]) for day in (DAYS[0], DAYS[-1]))
    assert first.equals(later)
