"""Premiums: what falls due, what fails, and the postings of what is paid."""

import numpy as np
import pytest

from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.account_lines import accounts, places_of
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, day_of_month, month_of, month_start
from financial_lake.simulation.insurance.policies import policies
from financial_lake.simulation.insurance.policy_terms import MONTHS_BETWEEN
from financial_lake.simulation.insurance.premiums import events, premium_flows
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.flows import Reference, Rhythm

OCTOBER = (2024 - 1970) * 12 + 9
MONTHS = range(OCTOBER, OCTOBER + 15)


@pytest.fixture(scope="module")
def block() -> Block:
    """The default bank, one block."""
    return next(Bank().blocks())


def test_615_attempts_a_quarter_of_which_three_per_cent_fail(block: Block) -> None:
    found = [events(block, month) for month in range(OCTOBER, OCTOBER + 3)]
    total, failed = sum(map(len, found)), sum(int(each.fails.sum()) for each in found)
    assert abs(total - 615) <= 3 * np.sqrt(615)
    assert abs(failed / total - 0.03) <= 3 * np.sqrt(0.03 * 0.97 / total)


@pytest.mark.parametrize("month", MONTHS)
def test_every_due_day_in_force_is_asked_for_once_and_again_five_days_after_a_failure(block: Block, month: int) -> None:
    made, sold = events(block, month), policies(block, month // 12 + 1970)
    mine = sold.where(made.policy)
    assert (month_of(made.day) == month).all()
    assert (made.day < mine.ended_on).all()
    assert (made.due_on >= mine.started_on).all()
    assert (day_of_month(made.due_on) == day_of_month(mine.started_on)).all()
    assert ((month_of(made.due_on) - month_of(mine.started_on)) % MONTHS_BETWEEN[mine.frequency] == 0).all()
    first = made.where(made.day == made.due_on)
    since = month - month_of(sold.started_on)
    due_on = month_start(month) + day_of_month(sold.started_on) - 1
    due = (since >= 0) & (since % MONTHS_BETWEEN[sold.frequency] == 0) & (due_on < sold.ended_on)
    assert np.array_equal(np.sort(first.policy), np.flatnonzero(due))
    second = made.where(made.day != made.due_on)
    assert (second.day == second.due_on + 5).all()
    failed = first.where((first.fails == 1) & (month_of(first.day + 5) == month))
    failed = failed.where(failed.day + 5 < sold.ended_on[failed.policy])
    asked = {*zip(second.policy.tolist(), second.due_on.tolist(), strict=True)}
    assert asked >= {*zip(failed.policy.tolist(), failed.due_on.tolist(), strict=True)}
    lapsing = second.due_on >= sold.unpaid_from[second.policy]
    assert np.array_equal(second.fails == 1, lapsing)
    assert (first.fails[first.due_on >= sold.unpaid_from[first.policy]] == 1).all()


@pytest.mark.parametrize("month", [OCTOBER, OCTOBER + 4])
def test_what_is_paid_moves_on_usable_accounts_at_twenty_past_seven(block: Block, month: int) -> None:
    year = month // 12 + 1970
    made, moved = events(block, month), premium_flows(block, month)
    paid = made.where(made.fails == 0)
    sold = policies(block, year).where(paid.policy)
    day = moved.instant // MICROSECONDS_A_DAY
    assert np.array_equal(day, paid.day)
    assert (moved.instant % MICROSECONDS_A_DAY == (7 * 60 + 20) * 60_000_000).all()
    assert np.array_equal(accounts(block, year).account_id[moved.account], sold.account_id)
    assert np.array_equal(moved.cents, paid.cents)
    assert (moved.code == CODE["premium_payment"]).all()
    assert (moved.reference == Reference.PP).all()
    assert usable_days(block, month)[moved.account, day - month_start(month)].all()
    rhythms = np.array([Rhythm.ANNUAL, Rhythm.QUARTERLY, Rhythm.MONTHLY])
    assert np.array_equal(moved.recurring, rhythms[sold.frequency])
    assert np.array_equal(moved.account, places_of(block, year, sold.account_id))


def test_attempts_of_a_day_are_numbered_from_one(block: Block) -> None:
    made = events(block, OCTOBER)
    for day in np.unique(made.day):
        mine = made.where(made.day == day)
        assert mine.ordinal.tolist() == list(range(1, len(mine) + 1))
        owner = policies(block, 2024).owner[mine.policy]
        assert (np.diff(owner) >= 0).all()
