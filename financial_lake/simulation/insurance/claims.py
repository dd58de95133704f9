"""Insurance claims: what happened, what is asked for, what is decided, and the payouts.

Claims arise on policies that a deposit account pays, where the money can be booked. Nobody claims who would
like to leave before the claim is settled: leaving waits for no claim.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from financial_lake.simulation.account_lines import places_of
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import (
    NEVER,
    add_months,
    at,
    month_end,
    month_start,
    next_business_day,
    year_of,
)
from financial_lake.simulation.insurance.coverages import DEATH, coverages_of
from financial_lake.simulation.insurance.policies import DAYS_SHOWN_AFTER_END, Policies, is_on_card, policies
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.flows import Flows, Party, Reference
from financial_lake.simulation.lives import leaving_wishes
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import starts
from financial_lake.simulation.streams import Bools, Ints
from financial_lake.simulation.vocabulary import party_start

STATUSES = ("submitted", "under_review", "approved", "rejected", "paid")
SUBMITTED, UNDER_REVIEW, APPROVED, REJECTED, PAID = range(5)
CLAIMS_A_YEAR = np.array([0.004, 0.059, 0.104, 0.55, 0.06])
"""By policy type, over all policies."""
SHARE_ON_DEPOSITS = 0.81
"""Of policies; as no others have claims, these have more of them."""
MOST_DAYS_TO_FILING = 30
DAYS_SUBMITTED, MOST_DAYS_TO_DECISION = 5, 45
FIRST_PAYOUT_DAY, PAYOUT_DAYS = 2, 11
"""Days after the decision; the next business day is at most four days later."""
PAID_AT = (10, 30)
ALPHA, BETA, SMALLEST_SHARE = 1.2, 6.0, 0.01
ABOVE_DEDUCTIBLE = 100_00
"""What the deductible nearly swallows is not worth a claim."""
REJECTED_SHARE, PAID_IN_FULL = 0.12, 0.70
LOWEST_PART, PARTS, WHOLE = 6_000, 3_501, 10_000
MONTHS_SHOWN, YEARS_KNOWN = 24, 3


@dataclass(frozen=True, slots=True)
class Claims(Records):
    """Claims filed in a year and the two before it, in order of (policy, filing year); arrays of one length.

    Attributes:
        claim_id: policy_id x 100 + filing year - 2000.
        policy: index into `policies(block, year)`.
        risk: index into `coverages.COVERAGE_TYPES`.
        incident_on, filed_on, decided_on: days.
        settled_on: business day on which it is paid, NEVER for rejected ones.
        claimed, approved: cents; nothing is approved of rejected ones.
    """

    claim_id: Ints
    policy: Ints
    risk: Ints
    incident_on: Ints
    filed_on: Ints
    decided_on: Ints
    settled_on: Ints
    claimed: Ints
    approved: Ints

    def statuses(self, day: int) -> Ints:
        """Index into `STATUSES` at the end of a day."""
        decided = np.where(self.settled_on == NEVER, REJECTED, np.where(self.settled_on <= day, PAID, APPROVED))
        waiting = np.where(day < self.filed_on + DAYS_SUBMITTED, SUBMITTED, UNDER_REVIEW)
        return np.where(self.decided_on <= day, decided, waiting)


@remembered(keep=3)
def claims(block: Block, year: int) -> Claims:
    """Claims filed by the end of a year, those of three calendar years."""
    sold, years = policies(block, year), np.arange(year - YEARS_KNOWN + 1, year + 1)
    rate = np.where(is_on_card(sold.account_id), 0.0, CLAIMS_A_YEAR[sold.kind] / SHARE_ON_DEPOSITS)
    chance = block.stream("claims", "filed_on")
    happens, filed_on = chance.yearly(rate[:, None], years, sold.policy_id[:, None])
    policy, place = np.nonzero(happens)
    filed_on, claim_id = filed_on[policy, place], sold.policy_id[policy] * 100 + years[place] - 2000
    wait = block.stream("claims", "incident_on").integer(MOST_DAYS_TO_FILING + 1, claim_id)
    incident_on = filed_on - wait
    covered = np.flatnonzero((sold.started_on[policy] <= incident_on) & (incident_on < sold.ended_on[policy]))
    policy = policy[covered]
    days = incident_on[covered], filed_on[covered]
    filed = _filed(block, sold.where(policy), policy, claim_id[covered], days)
    return filed.where(~_wishes_to_leave(block, year, sold.owner[policy], filed))


@remembered(keep=3)
def claims_shown(block: Block, day: int) -> Claims:
    """Claims filed in the 24 months up to a day, of policies that still have a row."""
    year = int(year_of(day))
    known, sold = claims(block, year), policies(block, year)
    shown = (known.filed_on <= day) & (known.filed_on > int(add_months(day, -MONTHS_SHOWN)))
    shown &= day <= sold.ended_on[known.policy] + DAYS_SHOWN_AFTER_END
    return known.where(shown)


def claim_flows(block: Block, month: int) -> Flows:
    """The payouts of a month; accounts of the month's year."""
    year = month // 12 + 1970
    known = claims(block, year)
    paid = known.where((known.settled_on >= month_start(month)) & (known.settled_on <= month_end(month)))
    return Flows.of(
        places_of(block, year, policies(block, year).account_id[paid.policy]),
        at(paid.settled_on, *PAID_AT),
        CODE["claim_payout"],
        paid.approved,
        party=Party.BANK,
        party_name=party_start("bank"),
        reference=Reference.CL,
        reference_day=paid.settled_on,
        reference_number=paid.claim_id,
    )


def _filed(block: Block, sold: Policies, policy: Ints, claim_id: Ints, days: tuple[Ints, Ints]) -> Claims:
    """Claims on policies (one row a claim) with all that follows from them."""
    incident_on, filed_on = days
    chance = block.stream("claims", "settlement")
    decided_on = filed_on + DAYS_SUBMITTED + chance.integer(MOST_DAYS_TO_DECISION - DAYS_SUBMITTED + 1, claim_id)
    settled_on = next_business_day(decided_on + FIRST_PAYOUT_DAY + chance.integer(PAYOUT_DAYS, claim_id, lane=1))
    is_rejected = chance.chance(REJECTED_SHARE, claim_id, lane=2)
    risk, limit, deductible = _risks(block, sold, claim_id)
    share = np.clip(betaincinv(ALPHA, BETA, chance.uniform(claim_id, lane=3)), SMALLEST_SHARE, 1.0)
    share = np.where(risk == DEATH, 1.0, share)
    wanted = np.floor(limit * share + 0.5).astype(np.int64)
    claimed = np.minimum(np.maximum(wanted, deductible + ABOVE_DEDUCTIBLE), limit)
    reduced = LOWEST_PART + chance.integer(PARTS, claim_id, lane=4)
    part = np.where(chance.chance(PAID_IN_FULL, claim_id, lane=5), WHOLE, reduced)
    approved = ((claimed - deductible) * part + WHOLE // 2) // WHOLE
    return Claims(
        claim_id=claim_id,
        policy=policy,
        risk=risk,
        incident_on=incident_on,
        filed_on=filed_on,
        decided_on=decided_on,
        settled_on=np.where(is_rejected, NEVER, settled_on),
        claimed=claimed,
        approved=np.where(is_rejected, 0, approved),
    )


def _risks(block: Block, sold: Policies, claim_id: Ints) -> tuple[Ints, Ints, Ints]:
    """What each claim is about: one of the policy's risks, with its limit and deductible in cents."""
    covered = coverages_of(block.bank, sold)
    count = np.bincount(covered.policy, minlength=len(sold))
    chosen = starts(count) + block.stream("claims", "claim_type").integer(count, claim_id)
    return covered.risk[chosen], covered.limit[chosen], covered.deductible[chosen]


def _wishes_to_leave(block: Block, year: int, owner: Ints, asked: Claims) -> Bools:
    """Whether holders would like to leave between the incident and the end of the claim."""
    leaving = leaving_wishes(block, customers(block, year), year + 1)[owner]
    ends_on = np.where(asked.settled_on < NEVER, asked.settled_on, asked.decided_on)
    within: Bools = (leaving >= asked.incident_on[:, None]) & (leaving <= ends_on[:, None])
    return np.asarray(within.any(axis=1))
