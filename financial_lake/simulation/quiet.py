"""When quiet customers do nothing at all: stretches of a year and a half to three years, then silence is over.

Time runs in windows of four years from 2020 on, shifted for each customer; in each a quiet customer is
inactive once. What stands still meanwhile is decided by those who would move it.
"""

from datetime import date

import numpy as np

from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import NEVER, day_number, year_start
from financial_lake.simulation.people import Customers
from financial_lake.simulation.streams import Bools, Ints

FIRST_WINDOW = day_number(date(2020, 1, 1))
DAYS_A_WINDOW = 1_461
SHORTEST_STRETCH, LONGEST_STRETCH = 540, 1_080
LATEST_START = 365
DAYS_AFTER_JOINING = 60
"""A stretch that has begun by then begins after these days: whoever joins is there for a while."""


def stretches(block: Block, people: Customers, year: int) -> tuple[Ints, Ints]:
    """First and last day of each customer's inactive stretches begun by the end of a year.

    Two arrays (n, windows), (NEVER, -1) where there is none. Leaving cuts the last one short, which is not
    known here.
    """
    windows = np.arange(max((int(year_start(year + 1)) - FIRST_WINDOW) // DAYS_A_WINDOW + 1, 1))
    ids = people.customer_id[:, None]
    shift = block.stream("customers", "inactive_shift").integer(DAYS_A_WINDOW, people.customer_id)[:, None]
    begin = FIRST_WINDOW + shift + DAYS_A_WINDOW * windows
    first = begin + block.stream("customers", "inactive_start").integer(LATEST_START, ids, windows)
    length = block.stream("customers", "inactive_days").integer(LONGEST_STRETCH - SHORTEST_STRETCH + 1, ids, windows)
    last = first + SHORTEST_STRETCH + length - 1
    first = np.maximum(first, people.joined_on[:, None] + DAYS_AFTER_JOINING)
    happens = people.is_quiet[:, None] & (first <= last) & (first < year_start(year + 1))
    return np.where(happens, first, NEVER), np.where(happens, last, -1)


def lies_in(spells: tuple[Ints, Ints], person: Ints, day: Ints) -> Bools:
    """Whether each person (row) is inactive on a day; `spells` as of `stretches`, `person` and `day` (m,)."""
    first, last = spells
    inside: Bools = (first[person] <= day[:, None]) & (day[:, None] <= last[person])
    return np.asarray(inside.any(axis=1))


def day_after(spells: tuple[Ints, Ints], person: Ints, day: Ints) -> Ints:
    """The day itself, or for a person inactive on it the first day after the stretch."""
    first, last = spells[0][person], spells[1][person]
    inside = (first <= day[:, None]) & (day[:, None] <= last)
    return np.where(inside.any(axis=1), np.where(inside, last, -1).max(axis=1) + 1, day)
