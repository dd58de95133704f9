"""On which days of the month the salaried are paid: one answer for the ledger and for their spending.

How much they are paid belongs to the ledger.
"""

import numpy as np

from financial_lake.simulation.account_days import days_of
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CHECKING
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import month_start
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.personas import SALARIED
from financial_lake.simulation.population import customers, employment_on
from financial_lake.simulation.streams import Bools, Ints

SALARY_SPLIT = (0.30, 0.30, 0.40)
"""Shares of salaries paid on the 1st, on the 15th, and half on each."""
FIRST_PAYDAY, SECOND_PAYDAY = 0, 14
"""Days after the month's first."""
ALL_ON_FIRST, ALL_ON_SECOND = 0, 1


def salary_split(block: Block, customer_id: Ints, since: Ints) -> Ints:
    """0 all on the 1st, 1 all on the 15th, 2 half on each; by customer and year of the income habit."""
    return block.stream("transactions", "salary_split").pick(SALARY_SPLIT, customer_id, since)


def days_after_salary(block: Block, month: int, length: int) -> Bools:
    """Whether each day is one of the `length` days after the customer's salary came in: (customers, days)."""
    year = month // 12 + 1970
    people, lines = customers(block, year), accounts(block, year)
    first = int(month_start(month))
    has_checking = np.zeros(people.customer_id.size, dtype=np.bool_)
    open_ = (lines.kind == CHECKING) & (lines.opened_on < first) & (lines.closed_on > first)
    has_checking[lines.owner[open_]] = True
    earns = has_checking & (employment_on(people, first) == SALARIED)
    split = salary_split(block, people.customer_id, habit_year(block, year, "income"))
    place = np.arange(days_of(month).size)
    after = [(place > payday) & (place <= payday + length) for payday in (FIRST_PAYDAY, SECOND_PAYDAY)]
    paid_first, paid_second = earns & (split != ALL_ON_SECOND), earns & (split != ALL_ON_FIRST)
    rich: Bools = (paid_first[:, None] & after[0]) | (paid_second[:, None] & after[1])
    return rich
