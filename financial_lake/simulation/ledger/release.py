"""Who released a posting: three in ten of those not made by card went through a person's hands."""

import numpy as np

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.ledger.codes import CODES
from financial_lake.simulation.ledger.day_postings import DayPostings
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Ints

LEFT_TO_CHANCE = -1
RELEASING_ROLES = ("customer_service_rep", "branch_manager")
MANUAL_SHARE = 0.252
"""Of the postings left to chance; with branch cash and wires, always manual, 30 % of all not made by card."""
NEVER_MANUAL = ("interest", "fee")
CARD_CODES = ("card_purchase", "atm_withdrawal", "card_refund", "cash_advance")
_MAY_BE_MANUAL = np.array([each.type not in NEVER_MANUAL and each.name not in CARD_CODES for each in CODES])


def released_by(bank: Bank, day: int, postings: DayPostings) -> Ints:
    """employee_id of whoever released each posting of an epoch day, 0 where the system did."""
    clerk = np.maximum(postings.clerk, 0)
    open_ = (postings.clerk == LEFT_TO_CHANCE) & _MAY_BE_MANUAL[postings.code]
    manual = open_ & bank.stream("transactions", "manual").chance(MANUAL_SHARE, postings.address)
    clerk[manual] = agent(bank, RELEASING_ROLES, postings.address[manual], day)
    return clerk
