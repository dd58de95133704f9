"""What customers prove their identity with, and which officer looked at it."""

import numpy as np

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Ints

DOCUMENT_TYPES = ("passport", "drivers_license", "national_id")
DOCUMENT_WEIGHTS = (50.0, 35.0, 15.0)
SHORTEST_VALIDITY, LONGEST_VALIDITY = 365, 3_650
VERIFIED_BY = "compliance_officer"


def document_types(bank: Bank, customer_id: Ints) -> Ints:
    """Index into `DOCUMENT_TYPES`, for life."""
    return bank.stream("kyc_records", "document_type").pick(DOCUMENT_WEIGHTS, customer_id)


def document_endings(bank: Bank, customer_id: Ints, seen_on: Ints) -> Ints:
    """The last three digits of the number of the document seen on a day, all that is ever stored of it."""
    return bank.stream("kyc_records", "document_number").integer(1_000, customer_id, seen_on)


def documents_expire_on(bank: Bank, customer_id: Ints, seen_on: Ints) -> Ints:
    """Day on which the document seen on a day expires: one to ten years later."""
    span = LONGEST_VALIDITY - SHORTEST_VALIDITY + 1
    return seen_on + SHORTEST_VALIDITY + bank.stream("kyc_records", "expiry_date").integer(span, customer_id, seen_on)


def verifiers(bank: Bank, customer_id: Ints, verified_on: Ints) -> Ints:
    """employee_id of the officer who completed each verification on its day; 0 for none."""
    officer = np.zeros(customer_id.size, dtype=np.int64)
    rows = np.flatnonzero(verified_on > 0)
    if rows.size:
        days = verified_on[rows]
        officer[rows] = agent(bank, VERIFIED_BY, (customer_id[rows], days), days)
    return officer
