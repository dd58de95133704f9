"""Complaints: filed in a contact, investigated, resolved, and closed."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, MICROSECONDS_A_SECOND
from financial_lake.simulation.event_ids import event_ids
from financial_lake.simulation.records import Records
from financial_lake.simulation.service.interactions import COMPLAINT_TYPES, on_days
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Ints, Stream

STATUSES = ("open", "investigating", "resolved", "closed")
OPEN, INVESTIGATING, RESOLVED, CLOSED = range(4)
PRIORITIES = ("low", "medium", "high", "critical")
PRIORITY_WEIGHTS = (50.0, 30.0, 15.0, 5.0)
CRITICAL = 3
DAYS_SHOWN = 90
"""Longer than any complaint takes, so that none is still open when it is no longer shown."""
SHORTEST_WAIT, LONGEST_WAIT = 2, 7
MEDIAN_HOURS, SPREAD, FEWEST_HOURS, MOST_HOURS = 430.0, 0.6, 168.0, 1_440.0
CRITICAL_FACTOR = 0.4
DAYS_UNTIL_CLOSED = 54
ASSIGNED_SHARE = 0.90
FRAUD = COMPLAINT_TYPES.index("fraud")
ASSIGNED_TO, FRAUD_ASSIGNED_TO = "customer_service_rep", "compliance_officer"
DESCRIPTIONS = 4
_MICROSECONDS_AN_HOUR = 3600 * MICROSECONDS_A_SECOND


@dataclass(frozen=True, slots=True)
class Complaints(Records):
    """Complaints in order of (filing day, customer slot, occupant, instant); arrays of one length.

    Attributes:
        complaint_id, customer_id, interaction_id: which, whose, and the contact it was made in.
        kind, priority, description: indices into `COMPLAINT_TYPES`, `PRIORITIES` and the wordings of the kind.
        filed_on, looked_into_on, resolved_on: days on which it is filed, investigated, resolved.
        hours: from filing to resolution.
        assigned_to: employee_id, 0 for none.
    """

    complaint_id: Ints
    customer_id: Ints
    interaction_id: Ints
    kind: Ints
    priority: Ints
    description: Ints
    filed_on: Ints
    looked_into_on: Ints
    resolved_on: Ints
    hours: Ints
    assigned_to: Ints

    def status_on(self, day: int) -> Ints:
        """Index into `STATUSES` at the end of a day."""
        steps = (self.looked_into_on, self.resolved_on, self.resolved_on + DAYS_UNTIL_CLOSED)
        status: Ints = np.sum([step <= day for step in steps], axis=0)
        return status


def complaints_on(block: Block, day: int) -> Complaints:
    """Complaints filed on the day or in the 89 days before; whatever is open is among them."""
    every = on_days(block, day - DAYS_SHOWN + 1, day, filed=True)
    chance = block.stream("complaints", "complaint")
    priority = chance.pick(PRIORITY_WEIGHTS, every.address)
    hours = _hours(chance, every.address, priority)
    resolved_on = (every.instant + hours * _MICROSECONDS_AN_HOUR) // MICROSECONDS_A_DAY
    wait = SHORTEST_WAIT + chance.integer(LONGEST_WAIT - SHORTEST_WAIT + 1, every.address, lane=2)
    return Complaints(
        complaint_id=event_ids(block.bank, "complaints", block, every.day, every.filed),
        customer_id=every.customer_id,
        interaction_id=event_ids(block.bank, "interactions", block, every.day, every.ordinal),
        kind=every.complaint_type,
        priority=priority,
        description=chance.integer(DESCRIPTIONS, every.address, lane=3),
        filed_on=every.day,
        looked_into_on=np.minimum(every.day + wait, resolved_on - 1),
        resolved_on=resolved_on,
        hours=hours,
        assigned_to=_assigned(block.bank, chance, every.address, every.complaint_type, every.day),
    )


def _hours(chance: Stream, address: Ints, priority: Ints) -> Ints:
    usual = np.clip(chance.lognormal(MEDIAN_HOURS, SPREAD, address, lane=1), FEWEST_HOURS, MOST_HOURS)
    hours: Ints = np.rint(np.where(priority == CRITICAL, CRITICAL_FACTOR * usual, usual)).astype(np.int64)
    return hours


def _assigned(bank: Bank, chance: Stream, address: Ints, kind: Ints, day: Ints) -> Ints:
    """employee_id, 0 for none; fraud goes to compliance officers."""
    assigned = np.zeros(address.size, dtype=np.int64)
    wanted = chance.chance(ASSIGNED_SHARE, address, lane=4)
    for role, meant in ((ASSIGNED_TO, kind != FRAUD), (FRAUD_ASSIGNED_TO, kind == FRAUD)):
        rows = np.flatnonzero(wanted & meant)
        if rows.size:
            assigned[rows] = agent(bank, role, address[rows], day[rows])
    return assigned
