"""Standing bills of a household: rent, utilities and the subscriptions paid from the account."""

import numpy as np

from financial_lake.simulation.amounts import cents_of, multiple_of
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import at, month_start
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.counterparties import drawn_from, listed
from financial_lake.simulation.ledger.flows import Flows
from financial_lake.simulation.ledger.payers import Payers, posting_address, times_a_month
from financial_lake.simulation.merchants import MCC, merchant_by_weight
from financial_lake.simulation.personas import STUDENT
from financial_lake.simulation.streams import Bools, Ints
from financial_lake.simulation.subscriptions import subscriptions

RENT_SHARE, RENT_STEP, RENT_DAYS = 0.27, 500, 4
STUDENTS_AT_HOME = 0.5
BILLS = ("electricity", "water", "telecom", "internet")
BILL_MERCHANTS = ("4900", "4900", "4814", "4814")
BILL_MEDIANS = np.array([85.0, 48.0, 62.0, 55.0])
LEVEL_SPREAD, MONTH_SPREAD = 0.4, 0.12
SHARE_WITH_FOURTH_BILL = 0.5
LAST_FIXED_DAY = 27


def household_flows(block: Block, month: int, payers: Payers, renting: Bools) -> Flows:
    """All standing bills of the month on the given checking accounts.

    Args:
        block: the customers.
        month: months since January 1970.
        payers: checking accounts.
        renting: whether each customer of the block rents a home.
    """
    return Flows.joined(
        [
            _rents(block, month, payers, renting),
            _utilities(block, month, payers),
            _subscriptions(block, month, payers),
        ]
    )


def _rents(block: Block, month: int, payers: Payers, renting: Bools) -> Flows:
    since = habit_year(block, month // 12 + 1970, "rent")[payers.owner]
    at_home = block.stream("transactions", "student_at_home").chance(STUDENTS_AT_HOME, payers.customer_id)
    rent = multiple_of(np.floor(payers.pay * RENT_SHARE + 0.5), RENT_STEP)
    chosen = renting[payers.owner] & ~((payers.employment == STUDENT) & at_home) & (rent > 0)
    tenants, since = payers.where(chosen), since[chosen]
    day = block.stream("transactions", "rent_day").integer(RENT_DAYS, tenants.customer_id, since)
    return Flows.of(
        tenants.account,
        at(month_start(month) + day, 7),
        CODE["rent"],
        rent[chosen],
        reference_number=posting_address(block, "rent", tenants.account_id, month),
        **drawn_from(block, "landlords", "landlord", tenants.customer_id, since),
    )


def _utilities(block: Block, month: int, payers: Payers) -> Flows:
    since = habit_year(block, month // 12 + 1970, "utility")[payers.owner]
    fourth = block.stream("transactions", "fourth_bill").chance(SHARE_WITH_FOURTH_BILL, payers.customer_id, since)
    parts = []
    for bill in range(len(BILLS)):
        has = fourth if bill == len(BILLS) - 1 else np.ones(fourth.size, dtype=np.bool_)
        parts.append(_bills(block, month, payers.where(has), since[has], bill))
    return Flows.joined(parts)


def _bills(block: Block, month: int, payers: Payers, since: Ints, bill: int) -> Flows:
    habit = (payers.customer_id, since, bill)
    level = block.stream("transactions", "utility_level").lognormal(BILL_MEDIANS[bill], LEVEL_SPREAD, *habit)
    used = block.stream("transactions", "utility_month").lognormal(1.0, MONTH_SPREAD, payers.customer_id, month, bill)
    merchant = merchant_by_weight(
        np.full(since.size, MCC[BILL_MERCHANTS[bill]]), block.stream("transactions", "utility_merchant").uniform(*habit)
    )
    day = block.stream("transactions", "utility_day").integer(LAST_FIXED_DAY, *habit)
    return Flows.of(
        payers.account,
        at(month_start(month) + day, 6, 56),
        CODE["utility"],
        np.maximum(cents_of(level * used), 1),
        merchant=merchant,
        reference_number=posting_address(block, BILLS[bill], payers.account_id, month),
        **listed("merchants", merchant - 1),
    )


def _subscriptions(block: Block, month: int, payers: Payers) -> Flows:
    every = subscriptions(block, month // 12 + 1970)
    first = np.searchsorted(every.owner, payers.owner)
    held = np.searchsorted(every.owner, payers.owner, side="right") - first
    who, nth = times_a_month(held)
    row = first[who] + nth
    paid_here = ~every.on_card[row]
    row, payer = row[paid_here], payers.where(who[paid_here])
    return Flows.of(
        payer.account,
        at(month_start(month) + every.day[row] - 1, 6, 40),
        CODE["subscription"],
        every.cents[row],
        merchant=every.merchant[row],
        reference_number=posting_address(block, "subscription", payer.account_id, month, every.number[row]),
        **listed("merchants", every.merchant[row] - 1),
    )
