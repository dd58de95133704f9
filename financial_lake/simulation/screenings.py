"""Checks against money laundering: of customers on joining and once a year, and of large postings every night."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import add_months, at, year_of
from financial_lake.simulation.currencies import CURRENCIES, ONE_DOLLAR, rate_on
from financial_lake.simulation.laundering.labels import labels_on
from financial_lake.simulation.ledger.day_postings import day_postings
from financial_lake.simulation.population import customers, is_client
from financial_lake.simulation.records import Records
from financial_lake.simulation.service.presence import in_order
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Ints

CHECK_TYPES = ("watchlist", "sanctions", "pep_screening", "transaction_monitoring")
MONITORING = CHECK_TYPES.index("transaction_monitoring")
YEARLY_WEIGHTS = (45.0, 33.0, 22.0)
SCREENED_AT, MONITORED_AT = (3, 0), (23, 55)
LARGE_CENTS = 10_000_00
"""US dollars' worth above which a posting is monitored."""
FLAGGED_SHARE, FLAGGED_IN_PATTERNS = 0.04, 0.20
"""Of all checks, and of monitored postings inside laundering patterns: a weak, honest signal."""
RISK_LEVELS = ("low", "medium", "high")
RISK_WEIGHTS = (35.0, 60.0, 5.0)
RESULTS = ("clear", "potential_match", "false_positive", "escalated")
CLEAR = RESULTS.index("clear")
RESULT_WEIGHTS = np.array([[0.0, 45.0, 55.0, 0.0], [0.0, 60.0, 30.0, 10.0], [0.0, 40.0, 0.0, 60.0]])
"""Of what was flagged, by risk level."""
REVIEWED_BY = "compliance_officer"


@dataclass(frozen=True, slots=True)
class Checks(Records):
    """Checks of a day, ordered by (customer slot, occupant, instant, kind, transaction); arrays of one length.

    Attributes:
        customer_id: who is checked.
        transaction_id: the posting monitored, 0 without.
        kind: index into `CHECK_TYPES`.
        instant: microseconds.
        risk: index into `RISK_LEVELS`, -1 where nothing is flagged.
        outcome: index into `RESULTS`.
        reviewed_by: employee_id, 0 where nothing is flagged.
    """

    customer_id: Ints
    transaction_id: Ints
    kind: Ints
    instant: Ints
    risk: Ints
    outcome: Ints
    reviewed_by: Ints


def checks_on(bank: Bank, day: int) -> Checks:
    """All checks of a day."""
    screened = [_screened(block, day) for block in bank.blocks()]
    large = _large_postings(bank, day)
    customer_id = np.concatenate([*(who for who, _ in screened), large[0]])
    kind = np.concatenate([*(what for _, what in screened), np.full(large[0].size, MONITORING)])
    transaction_id = np.concatenate([np.zeros(customer_id.size - large[1].size, dtype=np.int64), large[1]])
    instant = np.where(kind == MONITORING, at(day, *MONITORED_AT), at(day, *SCREENED_AT))
    order = np.lexsort((transaction_id, kind, instant, in_order(customer_id)))
    customer_id, transaction_id, kind, instant = (
        column[order] for column in (customer_id, transaction_id, kind, instant)
    )
    # a posting is addressed by its place among the customer's of the day: an id would change as the bank grows
    turn = np.arange(kind.size) - np.searchsorted(in_order(customer_id), in_order(customer_id))
    chance, keys = bank.stream("aml_checks", "check"), (customer_id, day, turn)
    labels = labels_on(bank, day)
    in_pattern = np.isin(transaction_id, labels.transaction_id[labels.is_laundering])
    is_flagged = chance.chance(np.where(in_pattern, FLAGGED_IN_PATTERNS, FLAGGED_SHARE), *keys)
    risk = chance.pick(RISK_WEIGHTS, *keys, lane=1)
    officer = np.zeros(kind.size, dtype=np.int64)
    rows = np.flatnonzero(is_flagged)
    if rows.size:
        officer[rows] = agent(bank, REVIEWED_BY, (customer_id[rows], day, turn[rows]), day)
    return Checks(
        customer_id=customer_id,
        transaction_id=transaction_id,
        kind=kind,
        instant=instant,
        risk=np.where(is_flagged, risk, -1),
        outcome=np.where(is_flagged, chance.pick(RESULT_WEIGHTS[risk], *keys, lane=2), CLEAR),
        reviewed_by=officer,
    )


def _screened(block: Block, day: int) -> tuple[Ints, Ints]:
    """customer_id and kind of the screenings: all three on the joining day, one of them on each anniversary."""
    year = int(year_of(day))
    people = customers(block, year)
    joins = people.customer_id[people.joined_on == day]
    since = year - year_of(people.joined_on)
    is_due = (since > 0) & (add_months(people.joined_on, 12 * since) == day) & is_client(people, day)
    again = people.customer_id[is_due]
    kind = block.stream("aml_checks", "check_type").pick(YEARLY_WEIGHTS, again, year)
    return np.concatenate([np.repeat(joins, MONITORING), again]), np.concatenate(
        [np.tile(np.arange(MONITORING), joins.size), kind]
    )


def _large_postings(bank: Bank, day: int) -> tuple[Ints, Ints]:
    """customer_id and transaction_id of what went through and was worth more than 10,000 US dollars."""
    posted = day_postings(bank, day)
    rates = rate_on(bank, np.arange(len(CURRENCIES)), day)[posted.currency]
    rows = np.flatnonzero((posted.fails == 0) & (posted.cents * rates > LARGE_CENTS * ONE_DOLLAR))
    return posted.customer_id[rows], posted.transaction_id[rows]
