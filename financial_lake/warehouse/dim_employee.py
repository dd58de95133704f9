"""The bank's staff with the history of roles, branches and leaders; without salaries."""

from financial_lake.contract import Day, Id, Int, Pii, Text, day, number, text
from financial_lake.contract.dimension import HistoryDimension
from financial_lake.curated.changes.employee_changes import EmployeeChanges


class DimEmployee(HistoryDimension, of=EmployeeChanges, began="hire_date"):
    """The bank's staff with the history of roles, branches and leaders; without salaries."""

    employee_number: Text = text("number on the badge")
    employee_name: Text = text("first and last name", pii=Pii.PERSONAL)
    job_role: Text = text("what the employee does")
    job_level: Int = number("1 junior to 4 principal", ge=0, le=4)
    department_id: Id = number("where the employee works")
    department_name: Text = text("what the department does")
    branch_id: Id = number("the branch of those who work in one", null=True)
    manager_id: Id = number("nearest leader on duty; missing at the top", null=True)
    manager_name: Text = text("the leader's name when the version began", pii=Pii.PERSONAL, null=True)
    management_level: Int = number("leaders above the employee when the version began; 0 at the top", ge=0)
    hire_date: Day = day("first day of work")
    termination_date: Day = day("first day no longer employed", null=True)
    employment_status: Text = text("at work, on leave of absence, or gone")
    tenure_years: Int = number("whole years of work up to the last stored day or the end", ge=0)
