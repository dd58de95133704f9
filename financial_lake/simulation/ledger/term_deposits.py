"""Term deposits: principal, terms and what they are worth after k months, exact to the cent (R8).

The balance after k months of a term is round(P (1 + rate/12)^k, 2); k counts the month ends since the term
began. A term that ends on day x is followed by another from x on, as long as the account stays open. How a
month of them is closed is in `cd_closing`.
"""

import numpy as np

from financial_lake.simulation.account_lines import accounts, interest_rate_on
from financial_lake.simulation.account_records import CD
from financial_lake.simulation.amounts import multiple_of
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import add_months, month_of, month_start, year_start
from financial_lake.simulation.ledger.levels import HIGHEST, LOWEST, level
from financial_lake.simulation.streams import Ints

PRINCIPAL_STEP = 500_00
MILLIONTHS_A_YEAR = 12 * 1_000_000
"""Months of a year x parts of a rate: a monthly rate of r millionths a year is r / this."""


def principal(block: Block, year: int, account: Ints) -> Ints:
    """What was put in, cents: a multiple of 500.00, fixed for good; `account` are indices of term deposits."""
    drawn = np.floor(level(block, year)[account] + 0.5).astype(np.int64)
    return np.clip(multiple_of(drawn, PRINCIPAL_STEP), LOWEST[CD], HIGHEST[CD])


def term_start(opened_on: Ints, term_months: Ints, day: Ints) -> Ints:
    """First day of the term in force on a day (on the day it ends, the next term is in force)."""
    number = np.maximum((month_of(day) - month_of(opened_on)) // term_months, 0)
    begun = add_months(opened_on, number * term_months)
    earlier = add_months(opened_on, np.maximum(number - 1, 0) * term_months)
    start: Ints = np.where(begun > day, earlier, begun)
    return start


def term_end(opened_on: Ints, term_months: Ints, day: Ints) -> Ints:
    """Day on which the term in force on a day ends."""
    start = term_start(opened_on, term_months, day)
    number = (month_of(start) - month_of(opened_on)) // term_months
    end: Ints = add_months(opened_on, (number + 1) * term_months)
    return end


def balance(block: Block, year: int, account: Ints, month: int) -> Ints:
    """Balance in cents when a month opens; term deposits are never frozen, and grow while their owners sleep."""
    lines = accounts(block, year)
    opened, term = lines.opened_on[account], lines.term_months[account]
    start = term_start(opened, term, np.maximum(month_start(month) - 1, opened))
    rate = interest_rate_on(block, int(year_start(year)))[account]
    return grown(principal(block, year, account), rate, month - month_of(start))


def grown(cents: Ints, rate: Ints, months: Ints) -> Ints:
    """round(P (1 + rate/12)^k) in whole cents, half up, exact: numbers grow beyond 64 bits on the way."""
    base = (rate + MILLIONTHS_A_YEAR).astype(object)
    power = months.astype(object)
    below = np.full(months.size, MILLIONTHS_A_YEAR, dtype=object) ** power
    worth: Ints = ((2 * cents.astype(object) * base**power + below) // (2 * below)).astype(np.int64)
    return worth
