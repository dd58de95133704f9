"""The bank's staff, present or gone for less than 180 days."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from financial_lake.contract import (
    Day,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    day,
    instant,
    key,
    money,
    number,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import at, day_number, year_of
from financial_lake.simulation.careers import STATUSES, employees_on
from financial_lake.simulation.geography import place_text
from financial_lake.simulation.names import pick_first_names, pick_last_names, plain_first_names, plain_last_names
from financial_lake.simulation.staff import ROLES, Staff, staff
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.vocabulary import first_names, last_names

WORK_DOMAIN = "financial-lake.example"
OFFICE_OPENS = 9


class Employees(
    LakeTable, grain="employee", load=LoadPattern.SNAPSHOT_DAILY, owner="people", rules=("R53", "R57", "R63")
):
    """The bank's staff, present or gone for less than 180 days."""

    employee_id: Id = key("the slot and how many held it before")
    employee_number: Text = text("number on the badge", pattern=r"E\d{8}$")
    first_name: Text = text("first name", pii=Pii.PERSONAL)
    last_name: Text = text("last name", pii=Pii.PERSONAL)
    email: Text = text("address at work", pii=Pii.PERSONAL, pattern=r"[a-z]+\.[a-z]+\d+@[a-z-]+\.example$")
    phone: Text = text("number at work", pii=Pii.PERSONAL, pattern=r"\(\d{3}\) 555-\d{4}$")
    job_role: Text = code("what the employee does", ROLES)
    job_level: Int = number("1 junior to 4 principal, raised by promotion", ge=1, le=4)
    department_id: Id = refers("departments", "where the employee works")
    branch_id: Id = refers("branches", "the branch of those who work in one", null=True)
    manager_id: Id = refers(
        "employees", "nearest leader on duty; missing at the top", column_name="employee_id", null=True, hard=False
    )
    hire_date: Day = day("first day of work")
    termination_date: Day = day("first day no longer employed; missing until it has come", null=True)
    employment_status: Text = code("whether at work, on leave of absence, or gone", STATUSES)
    salary: Money = money("a year, before tax, US dollars", gt=0)
    created_at: Instant = instant("when the employee was entered")
    updated_at: Instant = instant("last change of the row")

    @row_rule(
        "who is gone has a last day, and nobody else", {"employment_status": "terminated", "termination_date": None}
    )
    def termination_date_iff_terminated(cls, rows: pd.DataFrame) -> pd.Series:
        """The day and the status go together."""
        return rows["termination_date"].notna() == rows["employment_status"].eq("terminated")

    @row_rule("branch staff have a branch, others none", {"job_role": "risk_analyst", "branch_id": 1})
    def branch_iff_branch_staff(cls, rows: pd.DataFrame) -> pd.Series:
        """The role decides."""
        in_branches = rows["job_role"].isin(["customer_service_rep", "branch_manager", "loan_officer"])
        return rows["branch_id"].notna() == in_branches

    @row_rule(
        "nobody is gone before being hired", {"employment_status": "terminated", "termination_date": date(1999, 1, 1)}
    )
    def hired_before_terminated(cls, rows: pd.DataFrame) -> pd.Series:
        """Days follow each other."""
        return rows["termination_date"].isna() | (rows["termination_date"] > rows["hire_date"])


def generate(bank: Bank, day: date) -> pa.Table:
    """Everyone employed at the end of the day, and those who left in the last 180 days."""
    today = day_number(day)
    present, lives = employees_on(bank, today), staff(bank, int(year_of(today)))
    row = present.row
    left_on = lives.left_on[row]
    columns = {
        "employee_id": lives.employee_id[row],
        "employee_number": _numbers(lives.employee_id[row]),
        **_names(bank, lives, row),
        "phone": _phones(bank, lives, row, present.branch_id),
        "job_role": Coded(lives.role[row], ROLES),
        "job_level": present.level,
        "department_id": lives.department[row],
        "branch_id": Known(present.branch_id, present.branch_id > 0),
        "manager_id": Known(present.manager, present.manager > 0),
        "hire_date": lives.hired_on[row],
        "termination_date": Known(left_on, left_on <= today),
        "employment_status": Coded(present.status, STATUSES),
        "salary": present.salary_cents,
        "created_at": at(lives.hired_on[row], OFFICE_OPENS),
        "updated_at": at(present.updated_on, OFFICE_OPENS),
    }
    return frame(Employees, day, row.size, columns)


def _numbers(employee_id: Ints) -> pa.Array:
    return pc.binary_join_element_wise("E", pc.utf8_lpad(pa.array(employee_id).cast(pa.string()), 8, "0"), "")


def _names(bank: Bank, lives: Staff, row: Ints) -> dict[str, pa.Array]:
    """Names of any gender, and the work address made of them and the number, so that no two are equal."""
    keys = (lives.slot[row], lives.occupant[row])
    first = pa.array(pick_first_names(bank.stream("employees", "first_name"), -1, *keys))
    last = pa.array(pick_last_names(bank.stream("employees", "last_name"), *keys))
    plain = plain_first_names(bank).take(first), plain_last_names(bank).take(last)
    badge = pa.array(lives.employee_id[row]).cast(pa.string())
    address = pc.binary_join_element_wise(plain[0], ".", plain[1], badge, "@", WORK_DOMAIN, "")
    return {"first_name": first_names(bank).take(first), "last_name": last_names(bank).take(last), "email": address}


def _phones(bank: Bank, lives: Staff, row: Ints, branch_id: Ints) -> pa.Array:
    area = place_text("area_code").take(pa.array(np.maximum(branch_id, 1) - 1))
    line = bank.stream("employees", "phone").integer(10_000, lives.slot[row], lives.occupant[row])
    ending = pc.utf8_lpad(pa.array(line).cast(pa.string()), 4, "0")
    return pc.binary_join_element_wise("(", area, ") 555-", ending, "")
