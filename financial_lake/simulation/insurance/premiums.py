"""Premiums: what falls due in a month, what becomes of it, and the postings of what is paid.

An instalment that fails is tried again five days later. Of a lapsing policy every attempt fails; any other
second attempt goes through.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_lines import places_of
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import at, day_of_month, month_of, month_start
from financial_lake.simulation.insurance.policies import Policies, is_on_card, policies
from financial_lake.simulation.insurance.policy_terms import MONTHS_BETWEEN
from financial_lake.simulation.ledger.codes import CODE, METHODS
from financial_lake.simulation.ledger.flows import Flows, Party, Reference, Rhythm
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints
from financial_lake.simulation.vocabulary import party_start

FAILING_SHARE = 0.004
"""Of first attempts on policies that do not lapse; with those that do, about 4 % of all attempts fail."""
DAYS_TO_SECOND_ATTEMPT = 5
PAID_AT = (7, 20)
RHYTHMS = np.array([Rhythm.ANNUAL, Rhythm.QUARTERLY, Rhythm.MONTHLY])


@dataclass(frozen=True, slots=True)
class PremiumAttempts(Records):
    """Attempts to collect instalments in a month, in order of (day, customer, account, policy); one length.

    Attributes:
        day: of the attempt.
        ordinal: place inside (block, day), from 1.
        policy: index into `policies(block, year)`.
        due_on: day on which the instalment fell due.
        cents: amount.
        fails: 1 where nothing is paid.
    """

    day: Ints
    ordinal: Ints
    policy: Ints
    due_on: Ints
    cents: Ints
    fails: Ints


@remembered(keep=4)
def events(block: Block, month: int) -> PremiumAttempts:
    """All attempts of the block in the month: of what falls due in it, and second ones of what failed just before."""
    sold = policies(block, month // 12 + 1970)
    parts = []
    for due_in in (month - 1, month):
        policy, due_on = _due(sold, due_in)
        first_fails, second_fails = _failures(block, sold, policy, due_on)
        again = np.flatnonzero(first_fails)
        parts += [
            (policy, due_on, due_on, first_fails),
            (policy[again], due_on[again], due_on[again] + DAYS_TO_SECOND_ATTEMPT, second_fails[again]),
        ]
    policy, due_on, day, fails = (np.concatenate(column) for column in zip(*parts, strict=True))
    made = np.flatnonzero((month_of(day) == month) & (day < sold.ended_on[policy]))
    order = made[np.lexsort((policy[made], sold.account_id[policy[made]], sold.owner[policy[made]], day[made]))]
    policy, due_on, day = policy[order], due_on[order], day[order]
    return PremiumAttempts(
        day=day,
        ordinal=np.arange(day.size) - np.searchsorted(day, day) + 1,
        policy=policy,
        due_on=due_on,
        cents=sold.where(policy).instalments(due_on),
        fails=fails[order].astype(np.int64),
    )


def premium_flows(block: Block, month: int) -> Flows:
    """What premiums move in a month; accounts of the month's year."""
    year = month // 12 + 1970
    every = events(block, month)
    paid = every.where(every.fails == 0)
    sold = policies(block, year).where(paid.policy)
    return Flows.of(
        places_of(block, year, sold.account_id),
        at(paid.day, *PAID_AT),
        CODE["premium_payment"],
        paid.cents,
        party=Party.BANK,
        party_name=party_start("bank"),
        reference=Reference.PP,
        reference_day=paid.day,
        reference_number=paid.ordinal,
        method=np.where(is_on_card(sold.account_id), METHODS.index("credit_card"), -1),
        recurring=RHYTHMS[sold.frequency],
    )


def _due(sold: Policies, month: int) -> tuple[Ints, Ints]:
    """Policies of which an instalment falls due in a month, and the day: that of their start."""
    since = month - month_of(sold.started_on)
    policy = np.flatnonzero((since >= 0) & (since % MONTHS_BETWEEN[sold.frequency] == 0))
    due_on = month_start(month) + day_of_month(sold.started_on[policy]) - 1
    in_force = due_on < sold.ended_on[policy]
    return policy[in_force], due_on[in_force]


def _failures(block: Block, sold: Policies, policy: Ints, due_on: Ints) -> tuple[Bools, Bools]:
    """Whether the first and the second attempt at each instalment fail."""
    lapses = due_on >= sold.unpaid_from[policy]
    fails = block.stream("premium_payments", "payment_status").chance(FAILING_SHARE, sold.policy_id[policy], due_on)
    return lapses | fails, lapses
