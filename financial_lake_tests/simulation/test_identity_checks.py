"""Identity checks and risk ratings: their shares, their rhythm, and that nothing looks ahead."""

from datetime import date

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.identity_checks import (
    EXPIRED,
    PENDING,
    VERIFIED,
    identity_checks,
    rating_changed_on,
    risk_ratings,
)
from financial_lake.simulation.population import customers, is_present

DAY = day_number(date(2024, 11, 15))


@pytest.fixture(scope="module")
def block() -> Block:
    return next(Bank(BankSettings(customers=20_000), slots_a_block=20_000).blocks())


def test_85_per_cent_are_verified_10_pending_and_5_expired(block: Block) -> None:
    shown = is_present(customers(block, 2024), DAY)
    shares = np.bincount(identity_checks(block, DAY).status[shown]) / shown.sum()
    assert np.abs(shares - [0.85, 0.10, 0.05]).max() < 0.01


def test_who_is_verified_has_a_verification_behind_and_a_review_ahead(block: Block) -> None:
    shown = is_present(customers(block, 2024), DAY)
    checks = identity_checks(block, DAY)
    verified = shown & (checks.status == VERIFIED)
    assert (checks.next_review_on[verified] >= DAY).all()
    assert (checks.verified_on[verified] > 0).all()
    assert (checks.verified_on[shown] <= DAY).all()
    assert (checks.next_review_on[shown & (checks.status == EXPIRED)] <= DAY).all()


def test_a_status_changes_on_its_changing_day_and_on_no_other(block: Block) -> None:
    shown = is_present(customers(block, 2024), DAY - 1)
    for day in range(DAY, DAY + 10):
        before, now = identity_checks(block, day - 1), identity_checks(block, day)
        moved = shown & (before.status != now.status)
        assert moved.any()
        assert (moved == (shown & (now.changed_on == day))).all()


def test_new_customers_wait_one_to_ten_days(block: Block) -> None:
    people = customers(block, 2024)
    new = (people.joined_on > DAY - 60) & (people.joined_on <= DAY)
    waits = new & (identity_checks(block, DAY).status == PENDING)
    assert (DAY - people.joined_on[waits]).max() < 10
    assert not (waits & (people.joined_on < DAY - 10)).any()
    verified_on = identity_checks(block, DAY).verified_on[new & ~waits] - people.joined_on[new & ~waits]
    assert (verified_on.min() >= 1) & (verified_on.max() <= 10)


def test_risk_ratings_are_70_25_5_and_five_per_cent_change_a_year(block: Block) -> None:
    people = customers(block, 2024)
    shares = np.bincount(risk_ratings(block.bank, people.customer_id, DAY)) / people.slot.size
    assert np.abs(shares - [0.70, 0.25, 0.05]).max() < 0.01
    changed = rating_changed_on(block.bank, people.customer_id, day_number(date(2024, 12, 31))) > 0
    assert 0.04 < changed.mean() < 0.06
