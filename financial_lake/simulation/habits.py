"""Habits: what a customer keeps from month to month, and the year in which it was last taken up anew.

Fixed days, levels, payees and favourites are drawn from (customer, year of the habit), so they stand still
until a year in which they are redrawn. What the habits are belongs to those who have them.
"""

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints

FIRST_YEAR_OF_HABITS = 2012
CHANCE_OF_CHANGE = 0.15


@remembered(keep=24)
def habit_year(block: Block, year: int, habit: str) -> Ints:
    """The calendar year of each customer's present habit: the last one, up to `year`, in which it was redrawn.

    Args:
        block: the customers.
        year: calendar year.
        habit: name of the habit; habits change apart from each other.

    Returns:
        One year a customer of `customers(block, year)`; 0 for a habit never changed.
    """
    customer_id = customers(block, year).customer_id
    redraws = block.stream("habits", habit)
    since = np.zeros(customer_id.size, dtype=np.int64)
    for past in range(FIRST_YEAR_OF_HABITS + 1, year + 1):
        since[redraws.chance(CHANCE_OF_CHANGE, customer_id, past)] = past
    return since
