"""Money received on loans on a day, and what each loan has come to after it."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.credit_records import Outcome
from financial_lake.simulation.lending import credit_histories, loan_payments
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import starts
from financial_lake.simulation.streams import Ints

STATUSES = ("paid", "paid_late", "prepaid")
PAID, PAID_LATE, PREPAID = range(3)
DAYS_UNTIL_LATE = 5


@dataclass(frozen=True, slots=True)
class Receipts(Records):
    """Instalments received on a day, in the order in which their postings are numbered.

    Attributes:
        instalment: row in the instalments of the histories.
        loan: row in the loans.
        ordinal: 1, 2, ... inside block and day.
        days_past_due: days from the due day to the payment, 0 when in time.
        status: index into `STATUSES`.
        repaid: cents of principal, extra principal included, received on the loan so far.
    """

    instalment: Ints
    loan: Ints
    ordinal: Ints
    days_past_due: Ints
    status: Ints
    repaid: Ints


def receipts_on(block: Block, day: int) -> Receipts:
    """The receipts of a day; rows point into `credit_histories(block, year of day)`."""
    of_month = loan_payments(block, int(cal.month_of(day)))
    today = of_month.where(slice(*np.searchsorted(of_month.paid_on, [day, day + 1])))
    owed = credit_histories(block, int(cal.year_of(day))).instalments.where(today.instalment)
    late = np.maximum(0, day - owed.due_on)
    status = np.where(owed.extra > 0, PREPAID, np.where(late >= DAYS_UNTIL_LATE, PAID_LATE, PAID))
    return Receipts(
        instalment=today.instalment,
        loan=today.loan,
        ordinal=today.ordinal,
        days_past_due=late,
        status=status,
        repaid=_repaid(block, int(cal.year_of(day)))[today.instalment],
    )


@remembered(keep=3)
def _repaid(block: Block, year: int) -> Ints:
    """Cents of principal received on its loan up to and including each instalment of the histories."""
    owed = credit_histories(block, year).instalments
    cents = np.where(owed.outcome == Outcome.PAID, owed.principal + owed.extra, 0)
    total, count = np.cumsum(cents), np.bincount(owed.loan)
    before = np.concatenate([[0], total])[starts(count)]
    repaid: Ints = total - before[owed.loan]
    return repaid
