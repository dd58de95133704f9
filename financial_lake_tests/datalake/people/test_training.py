"""Trainings: what is on offer, who takes part, and how it ends."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.people import employee_training, employees, training_programs
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

DAYS = (date(2023, 1, 2), date(2024, 10, 1), date(2024, 12, 31), date(2026, 2, 28))


@pytest.fixture(scope="module")
def large() -> Bank:
    return Bank(BankSettings(employees=5_000))


@pytest.fixture(scope="module")
def rows(large: Bank) -> pd.DataFrame:
    return employee_training.generate(large, DAYS[2]).to_pandas()


def test_sixteen_programs_are_on_offer() -> None:
    table = training_programs.generate(Bank(), DAYS[0])
    training_programs.TrainingPrograms.check_rows(table)
    programs = table.to_pandas()
    assert programs["program_id"].tolist() == list(range(1, 17))
    kinds = {"compliance": 4, "product": 4, "systems": 3, "service": 3, "leadership": 2}
    assert programs["category"].value_counts().to_dict() == kinds
    assert set(programs["duration_hours"]) == {2, 4, 8, 16, 24, 40}
    assert programs["has_certification"].sum() == 6


@pytest.mark.parametrize("count", [7, 150])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_rows_keep_the_contract_and_name_employees_of_the_day(count: int, day: date) -> None:
    bank = Bank(BankSettings(employees=count))
    table = employee_training.generate(bank, day)
    employee_training.EmployeeTraining.check_rows(table)
    taken = table.to_pandas()
    staff = employees.generate(bank, day).to_pandas().set_index("employee_id")
    hired, left = taken["employee_id"].map(staff["hire_date"]), taken["employee_id"].map(staff["termination_date"])
    assert hired.notna().all()
    assert (taken["enrollment_date"] >= hired).all()
    gone = left.notna()
    assert (taken.loc[gone, "enrollment_date"] < left[gone]).all()
    assert taken.loc[gone, "status"].isin(["completed", "dropped"]).all()


def test_a_bank_of_150_shows_300_enrolments() -> None:
    bank = Bank()
    counts = [employee_training.generate(bank, date(2024, 10, 1) + timedelta(days=step)).num_rows for step in range(92)]
    assert abs(np.mean(counts) / 300 - 1) < 0.05


def test_employees_enrol_once_a_year_on_average_and_up_to_three_times(large: Bank, rows: pd.DataFrame) -> None:
    staff = employees.generate(large, DAYS[2]).to_pandas()
    there = staff[(staff["hire_date"] < date(2023, 1, 1)) & staff["termination_date"].isna()]["employee_id"]
    in_year = rows[pd.to_datetime(rows["enrollment_date"]).dt.year == 2024]
    counts = in_year.groupby("employee_id").size().reindex(there, fill_value=0)
    assert abs(counts.mean() - 1.0) < 0.05
    assert counts.max() == 3
    assert not in_year.duplicated(["employee_id", "program_id"]).any()
    assert rows["enrollment_date"].min() > date(2022, 12, 31)
    assert rows["enrollment_date"].max() <= DAYS[2]


def test_courses_last_by_their_hours_and_six_per_cent_are_given_up(large: Bank, rows: pd.DataFrame) -> None:
    old = rows[rows["enrollment_date"] < date(2024, 6, 1)]
    staff = employees.generate(large, DAYS[2]).to_pandas().set_index("employee_id")
    stayed = old[old["employee_id"].map(staff["termination_date"]).isna()]
    assert stayed["status"].isin(["completed", "dropped"]).mean() > 0.99
    assert abs(stayed["status"].eq("dropped").mean() - 0.06) < 0.012
    hours = training_programs.generate(large, DAYS[2]).to_pandas().set_index("program_id")["duration_hours"]
    done = old[old["status"] == "completed"]
    days = (pd.to_datetime(done["completion_date"]) - pd.to_datetime(done["enrollment_date"])).dt.days
    # half of the courses take 1.2 days an hour or less, after a week until the first lesson
    for length, group in days.groupby(done["program_id"].map(hours)):
        assert abs(group.median() - (7 + 1.2 * length)) < 3 + 0.1 * length, length
    assert done["score"].between(65, 100).all()
    assert {done["score"].min(), done["score"].max()} == {65, 100}


def test_a_row_goes_from_enrolled_to_its_end_and_never_back(large: Bank) -> None:
    order = {"enrolled": 0, "in_progress": 1, "completed": 2, "dropped": 2}
    days = [date(2024, 11, 1) + timedelta(days=4 * step) for step in range(30)]  # over the end of a year
    seen = pd.concat([employee_training.generate(large, day).to_pandas() for day in days])
    steps = seen.assign(step=seen["status"].map(order)).sort_values(["training_record_id", "dt"])
    back = steps.groupby("training_record_id")["step"].diff().lt(0)
    assert not back.any()
    assert seen.groupby("training_record_id")["completion_date"].nunique().max() == 1
