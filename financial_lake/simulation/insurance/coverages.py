"""What a policy covers: its amount and its premium, split over its risks to the cent."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.insurance.policies import Policies
from financial_lake.simulation.insurance.policy_wishes import LIFE
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints

RISKS = (
    ("death", "disability"),
    ("dwelling", "contents", "liability"),
    ("collision", "comprehensive", "bodily_injury"),
    ("inpatient", "outpatient", "dental"),
    ("medical", "cancellation", "baggage"),
)
"""By policy type; a policy insures the first alone, or all of them."""
COVERAGE_TYPES = tuple(risk for risks in RISKS for risk in risks)
FIRST_RISK = np.cumsum([0, *map(len, RISKS)])[:-1]
DEATH, DISABILITY = 0, 1
MOST_RISKS = 3
TENTHS = np.array([[10, 0, 0], [8, 2, 0], [7, 2, 1]])
"""Parts of the amount: life without and with disability, and all other types."""
DISABILITY_SHARE = 0.40
DEDUCTIBLES = np.array([250_00, 500_00, 1_000_00, 2_500_00])
PART_OF_LIMIT = 4
"""A deductible is at most a quarter of the limit, and at least the smallest there is."""


@dataclass(frozen=True, slots=True)
class Coverages(Records):
    """Risks covered by some policies, in their order; arrays of one length.

    Attributes:
        policy: index into the policies.
        coverage_id: policy_id x 10 + 1 ... 3.
        risk: index into `COVERAGE_TYPES`.
        limit: cents paid at most.
        deductible: cents borne by the holder; 0 for life.
    """

    policy: Ints
    coverage_id: Ints
    risk: Ints
    limit: Ints
    deductible: Ints


def coverages_of(bank: Bank, sold: Policies) -> Coverages:
    """All risks that policies cover."""
    tenths = _tenths(bank, sold)
    policy, place = np.nonzero(tenths)
    coverage_id = sold.policy_id[policy] * 10 + place + 1
    limit = split(sold.coverage, tenths)[policy, place]
    drawn = bank.stream("coverages", "deductible_amount").integer(DEDUCTIBLES.size, coverage_id)
    largest = np.searchsorted(DEDUCTIBLES, limit // PART_OF_LIMIT, side="right") - 1
    deductible = DEDUCTIBLES[np.minimum(drawn, np.maximum(largest, 0))]
    return Coverages(
        policy=policy,
        coverage_id=coverage_id,
        risk=FIRST_RISK[sold.kind[policy]] + place,
        limit=limit,
        deductible=np.where(sold.kind[policy] == LIFE, 0, deductible),
    )


def premium_shares(bank: Bank, sold: Policies, instalment: Ints) -> Ints:
    """Cents of the instalment of each policy that fall on each of its `coverages_of`."""
    tenths = _tenths(bank, sold)
    policy, place = np.nonzero(tenths)
    return split(instalment, tenths)[policy, place]


def split(cents: Ints, tenths: Ints) -> Ints:
    """Amounts split in tenths (n, 3), by largest remainder: the parts add up to the cent."""
    parts = cents[:, None] * tenths
    whole, rest = parts // 10, parts % 10
    order = np.argsort(np.argsort(-rest, axis=1, kind="stable"), axis=1, kind="stable")
    shares: Ints = whole + (order < (cents - whole.sum(axis=1))[:, None])
    return shares


def _tenths(bank: Bank, sold: Policies) -> Ints:
    disability = bank.stream("coverages", "disability").chance(DISABILITY_SHARE, sold.policy_id)
    return TENTHS[np.where(sold.kind == LIFE, disability.astype(np.int64), len(TENTHS) - 1)]
