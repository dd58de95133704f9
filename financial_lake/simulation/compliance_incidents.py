"""Compliance incidents: who is looked at, why, and how it ends."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, month_end, month_of, month_start
from financial_lake.simulation.identity_checks import risk_ratings
from financial_lake.simulation.population import customers, is_client
from financial_lake.simulation.records import Records
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Floats, Ints, Stream

EVENT_TYPES = ("kyc_review", "aml_flag", "pep_check", "sanctions_screen", "id_verification")
AML_FLAG = EVENT_TYPES.index("aml_flag")
STATUSES = ("open", "cleared", "escalated")
OPEN, CLEARED, ESCALATED = range(3)
WINDOW = 92
SHARE_IN_A_WINDOW = 0.05
FLAGS_OF_HIGH_RISK = 3
REVIEWED_SHARE, CLEARED_SHARE, LONGEST_REVIEW = 0.75, 0.86, 30
EVENTS_A_DAY = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Incidents(Records):
    """Incidents ordered by (day, customer slot, occupant).

    Attributes:
        event_id: day and number inside the day.
        customer_id: whom it is about.
        day: of the incident.
        kind: index into `EVENT_TYPES`.
        reviewed_on: day of the review, NEVER if it stays open.
        is_escalated: 1 when the review escalates it.
        gone_on: first day on which the bank has no row of the customer any more.
    """

    event_id: Ints
    customer_id: Ints
    day: Ints
    kind: Ints
    reviewed_on: Ints
    is_escalated: Ints
    gone_on: Ints


def incidents_in_window(bank: Bank, day: int) -> Incidents:
    """Incidents of the 92 days up to and including `day`, of customers who still have a row."""
    months = range(int(month_of(day - WINDOW + 1)), int(month_of(day)) + 1)
    known = Incidents.joined([_numbered(bank, month) for month in months])
    return known.where((known.day > day - WINDOW) & (known.day <= day) & (day < known.gone_on))


def statuses_on(incidents: Incidents, day: int) -> Ints:
    """Index into `STATUSES` at the end of a day."""
    return np.where(incidents.reviewed_on > day, OPEN, np.where(incidents.is_escalated == 1, ESCALATED, CLEARED))


def handlers(bank: Bank, incidents: Incidents) -> Ints:
    """employee_id of the compliance officer who reviewed each incident on its review day."""
    days = np.where(incidents.reviewed_on < NEVER, incidents.reviewed_on, incidents.day)
    return agent(bank, "compliance_officer", (incidents.customer_id, incidents.day), days)


@remembered(keep=6)
def _numbered(bank: Bank, month: int) -> Incidents:
    """All incidents of a month; those of a day numbered over all blocks in order of customers."""
    everyone = Incidents.joined([_incidents(block, month) for block in bank.blocks()])
    everyone = everyone.where(np.argsort(everyone.day, kind="stable"))
    first = np.searchsorted(everyone.day, everyone.day)
    number = np.arange(len(everyone)) - first + 1
    everyone.event_id[:] = everyone.day * EVENTS_A_DAY + number
    return everyone


@remembered(keep=6)
def _incidents(block: Block, month: int) -> Incidents:
    """Incidents of a block in a month, in order of customers; not numbered yet."""
    first, last = int(month_start(month)), int(month_end(month))
    people = customers(block, month // 12 + 1970)
    chance = block.stream("compliance_events", "incident")
    day = first + chance.integer(last - first + 1, people.customer_id, month, lane=1)
    happens = _evenly(chance, people.slot, month) < SHARE_IN_A_WINDOW * (last - first + 1) / WINDOW
    people, day = people.where(happens), day[happens]
    shown = is_client(people, day)
    people, day = people.where(shown), day[shown]
    person = people.customer_id
    weights = np.ones((person.size, len(EVENT_TYPES)))
    weights[:, AML_FLAG] = np.where(risk_ratings(block.bank, person, day) == 2, FLAGS_OF_HIGH_RISK, 1)
    reviewed = chance.chance(REVIEWED_SHARE, person, month, lane=2)
    review = day + 1 + chance.integer(LONGEST_REVIEW, person, month, lane=3)
    return Incidents(
        event_id=np.zeros_like(day),
        customer_id=person,
        day=day,
        kind=block.stream("compliance_events", "event_type").pick(weights, person, month),
        reviewed_on=np.where(reviewed, review, NEVER),
        is_escalated=(~chance.chance(CLEARED_SHARE, person, month, lane=4)).astype(np.int64),
        gone_on=np.where(people.left_on < NEVER, people.left_on + 366, NEVER),
    )


def _evenly(chance: Stream, slots: Ints, month: int) -> Floats:
    """Uniform numbers of a month, one in each hundredth for every hundred slots, so that counts carry no noise.

    Inside the hundredth the place moves on by the steps of the plane's golden ratio (Roberts 2018), so that
    hundreds and months balance each other.
    """
    hundreds, place = np.unique(slots // 100, return_inverse=True)
    order = np.argsort(chance.bits(hundreds[:, None] * 100 + np.arange(100), month, lane=5), axis=1)
    rank = np.argsort(order, axis=1)[place, slots % 100]
    start = chance.uniform(0, lane=6)
    inside = (start + 0.7548776662 * hundreds + 0.5698402910 * month) % 1.0
    return (rank + inside[place]) / 100
