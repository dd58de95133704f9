"""The bank's departments."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import Id, LakeTable, LoadPattern, Money, Pii, Text, code, key, money, refers, row_rule
from financial_lake.contract.frames import Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.careers import head_on
from financial_lake.simulation.staff import DEPARTMENTS

TEN_THOUSAND = 1_000_000
"""Cents of the step in which budgets are set."""


class Departments(LakeTable, grain="department", load=LoadPattern.REFERENCE, owner="people", rules=("R57",)):
    """The bank's departments."""

    department_id: Id = key("1-12")
    department_name: Text = code("what the department does", DEPARTMENTS)
    department_head_id: Id = refers(
        "employees", "who leads it; missing while the post is vacant", null=True, hard=False
    )
    budget_amount: Money = money("budget of the year, in tens of thousands", pii=Pii.NONE, ge=500_000)

    @row_rule("budgets are set in tens of thousands", {"budget_amount": Decimal("500000.01")})
    def budget_in_tens_of_thousands(cls, rows: pd.DataFrame) -> pd.Series:
        """No smaller step."""
        return rows["budget_amount"].map(lambda amount: amount % 10_000 == 0)


def generate(bank: Bank, day: date) -> pa.Table:
    """All departments with the day's heads and the year's budgets."""
    number = np.arange(1, len(DEPARTMENTS) + 1)
    head = head_on(bank, day_number(day))
    columns = {
        "department_id": number,
        "department_name": pa.array(DEPARTMENTS),
        "department_head_id": Known(head, head > 0),
        "budget_amount": _budgets(bank, number, day.year),
    }
    return frame(Departments, day, number.size, columns)


def _budgets(bank: Bank, number: np.ndarray, year: int) -> np.ndarray:
    """Cents: 0.5 to 5 million in 2024 and 3 % more each year, in tens of thousands."""
    steps = 50 + 450 * bank.stream("departments", "budget_amount").uniform(number)
    return np.maximum(np.floor(steps * 1.03 ** (year - 2024) + 0.5).astype(np.int64), 50) * TEN_THOUSAND
