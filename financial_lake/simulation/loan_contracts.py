"""Loans as they are agreed, and the calendar of their instalments: which are due, when, in which years."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import runs
from financial_lake.simulation.streams import Ints

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Contracts(Records):
    """Loans as agreed, n rows.

    Attributes:
        application: row of the application.
        loan_id: the application's id.
        owner: row of the borrower.
        loan_type: 0-4.
        principal: cents.
        rate: millionths a year.
        term: months.
        instalment: cents of the annuity.
        originated_on: day.
        due_day: of the month, at most 25.
        first_month: month of the first due date.
    """

    application: Ints
    loan_id: Ints
    owner: Ints
    loan_type: Ints
    principal: Ints
    rate: Ints
    term: Ints
    instalment: Ints
    originated_on: Ints
    due_day: Ints
    first_month: Ints

    def due_by(self, month: int) -> Ints:
        """How many months from the first due date to a month, both included (n,)."""
        return np.maximum(month - self.first_month + 1, 0)


@dataclass(frozen=True, slots=True)
class LoanYears(Records):
    """Calendar years of loans, for what is drawn, or known of a borrower, once a year; ordered by (loan, year).

    Attributes:
        loan: row in the contracts.
        year: calendar year.
        months: months of it that are looked at, one after the other.
    """

    loan: Ints
    year: Ints
    months: Ints

    @classmethod
    def of(cls, first_month: Ints, count: Ints) -> "LoanYears":
        """The years of `count` months from `first_month` on, one run a loan; none for a count of 0."""
        first, end = first_month // MONTHS_A_YEAR, first_month + count
        loan, place = runs(np.where(count > 0, (end - 1) // MONTHS_A_YEAR - first + 1, 0))
        year = first[loan] + place
        begin, over = np.maximum(year * MONTHS_A_YEAR, first_month[loan]), (year + 1) * MONTHS_A_YEAR
        return cls(loan, 1970 + year, np.minimum(over, end[loan]) - begin)
