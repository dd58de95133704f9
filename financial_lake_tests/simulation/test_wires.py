"""Wires: volume, shape and fate as specified; pending ones settle on the next business day (R25 to R27)."""

from datetime import date

import numpy as np
import pytest

from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import at, day_number, is_business_day, month_of, month_start, weekday
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.vocabulary import party_names, party_start
from financial_lake.simulation.wires import (
    COMPLETED,
    FIRST_OFFSHORE_COUNTRY,
    OUTBOUND,
    PENDING,
    REJECTED,
    Wires,
    events,
    wire_flows,
)

OCTOBER = int(month_of(day_number(date(2024, 10, 1))))
QUARTER = (OCTOBER, OCTOBER + 1, OCTOBER + 2)


@pytest.fixture(scope="module")
def block() -> Block:
    return next(Bank().blocks())


@pytest.fixture(scope="module")
def quarter(block: Block) -> Wires:
    return Wires.joined([events(block, month) for month in QUARTER])


def test_the_default_bank_sends_and_receives_4080_wires_in_the_fourth_quarter(quarter: Wires) -> None:
    assert len(quarter) == pytest.approx(4080, rel=0.05)
    business = is_business_day(quarter.day).sum() / 62
    sundays = (weekday(quarter.day) == 6).sum() / 13
    assert business == pytest.approx(60, rel=0.08)
    assert sundays == pytest.approx(9, rel=0.25)


def test_60_per_cent_leave_and_42_per_cent_exceed_ten_thousand(quarter: Wires) -> None:
    assert (quarter.direction == OUTBOUND).mean() == pytest.approx(0.60, abs=0.02)
    assert (quarter.cents > 10_000_00).mean() == pytest.approx(0.42, abs=0.03)
    assert (quarter.cents > 50_000_00).mean() == pytest.approx(0.06, abs=0.02)
    assert quarter.cents.min() >= 250_00
    assert quarter.cents.max() <= 250_000_00
    large = quarter.cents[quarter.cents > 1_000_00]
    assert (large % 100_00 == 0).all()


def test_a_wire_is_pending_exactly_when_late_or_off_a_business_day(quarter: Wires) -> None:
    late = ~is_business_day(quarter.day) | (quarter.instant > at(quarter.day, 17))
    kept = quarter.status != REJECTED
    assert np.array_equal(late[kept], quarter.status[kept] == PENDING)
    assert (quarter.status == REJECTED).mean() == pytest.approx(0.02, abs=0.01)
    assert (quarter.status == PENDING).mean() == pytest.approx(0.10, abs=0.025)
    assert (quarter.instant >= at(quarter.day, 9)).all()
    assert (quarter.instant < at(quarter.day, 17, 10)).all()


def test_95_per_cent_of_pending_wires_post_on_the_next_business_day_and_rejected_never(quarter: Wires) -> None:
    pending = quarter.where(quarter.status == PENDING)
    settled = pending.where(pending.posted_on >= 0)
    completed = quarter.where(quarter.status == COMPLETED)
    assert len(settled) / len(pending) == pytest.approx(0.95, abs=0.03)
    assert is_business_day(settled.posted_on).all()
    assert ((settled.posted_on > settled.day) & (settled.posted_on <= settled.day + 4)).all()
    assert np.array_equal(completed.posted_on, completed.day)
    assert (quarter.posted_on[quarter.status == REJECTED] == -1).all()


@pytest.mark.parametrize("month", [OCTOBER, OCTOBER + 2, OCTOBER + 3])
def test_flows_post_each_wire_once_in_the_month_it_settles_in(block: Block, month: int) -> None:
    flows = wire_flows(block, month)
    posted = [events(block, each) for each in (month - 1, month)]
    expected = sum(int((month_of(each.posted_on[each.posted_on >= 0]) == month).sum()) for each in posted)
    assert len(flows) == expected
    assert len(set(zip(flows.reference_day.tolist(), flows.reference_number.tolist(), strict=True))) == len(flows)
    assert np.array_equal(flows.fee_cents, np.where(flows.code == CODE["wire_out"], 2500, 0))
    assert (month_of(flows.instant // 86_400_000_000) == month).all()
    place = flows.instant // 86_400_000_000 - month_start(month)
    assert usable_days(block, month)[flows.account, place].all()
    assert (flows.clerk > 100).all()


def test_a_wire_of_december_settles_in_january_on_the_same_account(block: Block) -> None:
    december, january = events(block, OCTOBER + 2), wire_flows(block, OCTOBER + 3)
    carried = december.where(month_of(december.posted_on) == OCTOBER + 3)
    taken = january.where(january.reference_day < month_start(OCTOBER + 3))
    assert len(carried) == len(taken)
    old, new = accounts(block, 2024).account_id[carried.account], accounts(block, 2025).account_id[taken.account]
    assert np.array_equal(old, new)


def test_names_that_say_offshore_bank_in_offshore_centres(quarter: Wires) -> None:
    names = party_names(Bank()).to_pylist()
    says = np.array(["OFFSHORE" in names[party_start("wire_parties") + each] for each in quarter.party])
    assert np.array_equal(says, quarter.country >= FIRST_OFFSHORE_COUNTRY)
    assert says.mean() == pytest.approx(0.02, abs=0.01)
    assert (quarter.country == 0).mean() == pytest.approx(0.78, abs=0.025)
