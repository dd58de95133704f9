"""Claims: how often, how much, how long, and the payouts; nobody leaves with one unsettled."""

from datetime import date

import numpy as np
import pytest

from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    NEVER,
    day_number,
    is_business_day,
    month_start,
    year_of,
    year_start,
)
from financial_lake.simulation.insurance import claims as filed
from financial_lake.simulation.insurance.claims import claim_flows, claims, claims_shown
from financial_lake.simulation.insurance.coverages import DEATH, coverages_of
from financial_lake.simulation.insurance.policies import is_on_card, policies
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.population import customers

CLAIMS_A_YEAR = (0.004, 0.059, 0.104, 0.55, 0.06)
OCTOBER = (2024 - 1970) * 12 + 9


@pytest.fixture(scope="module")
def block() -> Block:
    """The default bank, one block."""
    return next(Bank().blocks())


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2024, 12, 31), date(2027, 6, 1)])
def test_a_hundred_claims_are_shown(block: Block, day: date) -> None:
    shown = claims_shown(block, day_number(day))
    assert abs(len(shown) - 100) <= 3 * np.sqrt(100)
    assert (shown.filed_on <= day_number(day)).all()
    assert (shown.filed_on > day_number(day) - 732).all()


def test_claims_come_as_often_as_their_type_says(block: Block) -> None:
    counted, lived = np.zeros(5), np.zeros(5)
    for year in range(2023, 2035):
        sold, made = policies(block, year), claims(block, year)
        kinds = sold.kind[made.policy[year_of(made.filed_on) == year]]
        counted += np.bincount(kinds, minlength=5)
        first, end = int(year_start(year)), int(year_start(year + 1))
        days = np.minimum(sold.ended_on, end) - np.maximum(sold.started_on, first)
        lived += np.bincount(sold.kind, np.maximum(days, 0) / (end - first), minlength=5)
    expected = lived * CLAIMS_A_YEAR
    assert (np.abs(counted - expected) <= 3 * np.sqrt(expected) + 0.05 * expected).all(), (counted, expected)


@pytest.mark.parametrize("year", [2023, 2024, 2027])
def test_a_claim_is_of_a_covered_risk_in_force_and_takes_its_time(block: Block, year: int) -> None:
    made, sold = claims(block, year), policies(block, year)
    mine = sold.where(made.policy)
    assert np.unique(made.claim_id).size == len(made)
    assert np.array_equal(made.claim_id, mine.policy_id * 100 + year_of(made.filed_on) - 2000)
    assert ((mine.started_on <= made.incident_on) & (made.incident_on < mine.ended_on)).all()
    assert ((made.filed_on - made.incident_on >= 0) & (made.filed_on - made.incident_on <= 30)).all()
    assert ((made.decided_on - made.filed_on >= 5) & (made.decided_on - made.filed_on <= 45)).all()
    paid = made.where(made.settled_on < NEVER)
    assert ((paid.settled_on - paid.decided_on >= 2) & (paid.settled_on - paid.decided_on <= 15)).all()
    assert is_business_day(paid.settled_on).all()
    assert (paid.approved > 0).all()
    assert (made.approved[made.settled_on == NEVER] == 0).all()
    assert not is_on_card(mine.account_id).any()
    covered = coverages_of(block.bank, mine)
    for row in range(len(made)):
        own = (covered.policy == row) & (covered.risk == made.risk[row])
        assert own.sum() == 1
        limit, deductible = int(covered.limit[own][0]), int(covered.deductible[own][0])
        assert deductible < made.claimed[row] <= limit
        assert made.approved[row] <= made.claimed[row] - deductible
        assert made.risk[row] != DEATH or made.claimed[row] == limit


def test_one_in_eight_is_rejected_and_most_are_paid_in_full(block: Block) -> None:
    parts = [claims(block, year) for year in (2025, 2028, 2031, 2034)]
    rejected = np.concatenate([each.settled_on == NEVER for each in parts])
    assert abs(rejected.mean() - 0.12) <= 3 * np.sqrt(0.12 * 0.88 / rejected.size)
    full = []
    for year, made in zip((2025, 2028, 2031, 2034), parts, strict=True):
        paid = made.where(made.settled_on < NEVER)
        mine = policies(block, year).where(paid.policy)
        covered = coverages_of(block.bank, mine)
        for row in range(len(paid)):
            own = (covered.policy == row) & (covered.risk == paid.risk[row])
            worth = int(paid.claimed[row] - covered.deductible[own][0])
            full.append(paid.approved[row] == worth)
            assert 0.5999 * worth <= paid.approved[row]
    assert abs(np.mean(full) - 0.70) <= 3 * np.sqrt(0.7 * 0.3 / len(full))


def test_statuses_follow_the_days() -> None:
    made = filed.Claims(*(np.array([each]) for each in (1, 0, 0, 95, 100, 120, 130, 10, 5)))
    told = [filed.STATUSES[int(made.statuses(day)[0])] for day in (100, 104, 105, 119, 120, 129, 130)]
    assert told == [
        "submitted", "submitted", "under_review", "under_review", "approved", "approved", "paid",
    ]  # fmt: skip
    refused = filed.Claims(*(np.array([each]) for each in (1, 0, 0, 95, 100, 120, NEVER, 10, 0)))
    assert filed.STATUSES[int(refused.statuses(120)[0])] == "rejected"


@pytest.mark.parametrize("year", [2024, 2026])
def test_nobody_leaves_with_a_claim_unsettled(block: Block, year: int) -> None:
    made, people = claims(block, year), customers(block, year + 1)
    held = policies(block, year)
    left = dict(zip(people.customer_id.tolist(), people.left_on.tolist(), strict=True))
    gone = np.array([left[each] for each in (held.policy_id[made.policy] // 1000).tolist()])
    ends = np.where(made.settled_on < NEVER, made.settled_on, made.decided_on)
    assert ((gone < made.incident_on) | (ends < gone)).all()
    assert (gone > made.filed_on).all()


@pytest.mark.parametrize("month", [OCTOBER, OCTOBER + 3, OCTOBER + 12])
def test_payouts_move_what_was_approved_on_usable_accounts(block: Block, month: int) -> None:
    year = month // 12 + 1970
    moved, made = claim_flows(block, month), claims(block, year)
    day = moved.instant // MICROSECONDS_A_DAY
    known = dict(
        zip(made.claim_id.tolist(), zip(made.settled_on.tolist(), made.approved.tolist(), strict=True), strict=True)
    )
    assert len(moved) > 0
    for claim, when, cents in zip(moved.reference_number.tolist(), day.tolist(), moved.cents.tolist(), strict=True):
        assert known[claim] == (when, cents)
    assert (moved.code == CODE["claim_payout"]).all()
    assert usable_days(block, month)[moved.account, day - month_start(month)].all()
    assert len(moved) == int(
        ((made.settled_on >= month_start(month)) & (made.settled_on < month_start(month + 1))).sum()
    )


@pytest.mark.parametrize("year", [2023, 2025])
def test_what_is_known_of_a_year_does_not_change_later(block: Block, year: int) -> None:
    early, late = claims(block, year), claims(block, year + 1)
    early, late = (
        each.where((year_of(each.filed_on) >= year - 1) & (year_of(each.filed_on) <= year)) for each in (early, late)
    )
    for name in ("claim_id", "risk", "incident_on", "filed_on", "decided_on", "settled_on", "claimed", "approved"):
        assert np.array_equal(getattr(early, name), getattr(late, name)), name
