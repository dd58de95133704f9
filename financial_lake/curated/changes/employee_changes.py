"""Employees who appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.people.employees import Employees


class EmployeeChanges(
    ChangeTable,
    of=Employees,
    tracked=(
        "job_role",
        "job_level",
        "department_id",
        "branch_id",
        "manager_id",
        "employment_status",
        "termination_date",
        "last_name",
    ),
):
    """Employees who appeared, changed or went since the day before."""
