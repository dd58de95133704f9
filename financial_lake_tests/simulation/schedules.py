"""The whole schedule of one undisturbed loan, written down instalment by instalment to hold histories against."""

import numpy as np

from financial_lake.simulation.loan_schedule import instalment, month_interest
from financial_lake.simulation.streams import Ints


def full_schedule(principal: int, rate: int, term: int) -> tuple[Ints, Ints]:
    """Principal and interest of every instalment of one undisturbed loan, shape (term,), cents.

    The last instalment clears what is left.
    """
    payment = instalment(principal, rate, term)
    balance = np.array([principal], dtype=np.int64)
    repaid, charged = [], []
    for number in range(1, term + 1):
        interest = month_interest(balance, np.array([rate], dtype=np.int64))
        part = balance if number == term else np.minimum(balance, payment - interest)
        balance = balance - part
        repaid.append(int(part[0]))
        charged.append(int(interest[0]))
    return np.array(repaid, dtype=np.int64), np.array(charged, dtype=np.int64)
