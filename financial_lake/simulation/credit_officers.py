"""Who in the bank takes an application, and who decides on it."""

import numpy as np

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Ints

OFFICER, MANAGER = "loan_officer", "branch_manager"
MANAGER_ABOVE = 250_000_00
"""Larger amounts are decided by a branch manager."""

_ATTEMPTS = 24


def takes(bank: Bank, application_id: Ints, applied_on: Ints) -> Ints:
    """employee_id of the officer who takes each application."""
    return agent(bank, OFFICER, (application_id, 0), applied_on)


def decides(bank: Bank, application_id: Ints, applied_on: Ints, decided_on: Ints, amount: Ints) -> Ints:
    """employee_id of who decides: another officer where there are two, a manager above 250,000.

    Args:
        bank: the bank.
        application_id: of the applications.
        applied_on: day of each.
        decided_on: day of each decision.
        amount: cents approved, or requested where nothing is.
    """
    first = takes(bank, application_id, applied_on)
    second = agent(bank, OFFICER, (application_id, 1), decided_on)
    for attempt in range(2, _ATTEMPTS):
        same = np.flatnonzero(second == first)
        if not same.size:
            break
        second[same] = agent(bank, OFFICER, (application_id[same], attempt), decided_on[same])
    large = amount > MANAGER_ABOVE
    second[large] = agent(bank, MANAGER, (application_id[large], 0), decided_on[large])
    return second
