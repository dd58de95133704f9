"""Employees: how many, who serves whom, and that their lives do not depend on when they are asked for."""

from datetime import date

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER, day_number, is_weekday, year_of
from financial_lake.simulation.careers import SENIOR_LEVEL, employees_on, is_senior_slot, leader_slot
from financial_lake.simulation.staff import ROLE_SHARES, ROLES, agent, role_pattern, staff

DAY = day_number(date(2024, 11, 15))


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


@pytest.fixture(scope="module")
def crowd() -> Bank:
    return Bank(BankSettings(employees=20_000))


def test_roles_have_their_shares_and_every_department_its_head() -> None:
    assert np.bincount(role_pattern()).tolist() == list(ROLE_SHARES)
    assert ROLES[role_pattern()[1]] == "customer_service_rep"


def test_five_per_cent_leave_a_year_and_their_slots_stand_empty_for_weeks(crowd: Bank) -> None:
    lives = staff(crowd, 2030)
    left = lives.left_on[(lives.left_on >= day_number(date(2025, 1, 1))) & (lives.left_on < NEVER)]
    assert abs(left.size / 6 / 20_000 - 0.05) < 0.003
    assert lives.left_on[lives.occupant == 0].min() >= day_number(date(2023, 10, 1))
    follows = np.flatnonzero(lives.slot[1:] == lives.slot[:-1])
    pause = lives.hired_on[follows + 1] - lives.left_on[follows]
    assert pause.min() >= 20
    assert pause.max() <= 60
    assert is_weekday(lives.hired_on).all()


def test_four_per_cent_take_a_leave_of_30_to_120_days_a_year(crowd: Bank) -> None:
    lives = staff(crowd, 2024)
    taken = lives.absent_from < NEVER
    length = (lives.absent_until - lives.absent_from + 1)[taken]
    in_2024 = taken[:, -1].sum() / 20_000
    assert 0.035 < in_2024 < 0.045
    assert (length.min(), length.max()) == (30, 120)


def test_a_later_year_never_changes_what_an_earlier_one_knew(bank: Bank) -> None:
    early, late = staff(bank, 2024), staff(bank, 2029)
    known = late.left_on[np.flatnonzero(np.isin(late.employee_id, early.employee_id))]
    assert early.employee_id.size >= 150
    assert (np.where(year_of(np.minimum(known, 40_000)) <= 2024, known, NEVER) == early.left_on).all()


def test_whoever_serves_holds_the_role_and_is_at_work(bank: Bank) -> None:
    keys = np.arange(5_000)
    days = DAY - 400 + keys % 800
    for role in ("compliance_officer", ("customer_service_rep", "branch_manager")):
        chosen = agent(bank, role, keys, days)
        lives = staff(bank, 2026)
        row_of = {int(number): row for row, number in enumerate(lives.employee_id)}
        place = np.array([row_of[int(each)] for each in chosen])
        assert (lives.hired_on[place] <= days).all()
        assert (days < lives.left_on[place]).all()
        assert not lives.is_absent(place, days).any()
        assert {ROLES[each] for each in lives.role[place]} == ({role} if isinstance(role, str) else set(role))


def test_the_same_employee_serves_as_long_as_at_work(bank: Bank) -> None:
    keys = np.arange(2_000)
    stays = agent(bank, "customer_service_rep", keys, DAY) == agent(bank, "customer_service_rep", keys, DAY + 30)
    assert stays.mean() > 0.93


def test_a_small_bank_serves_with_whoever_is_there() -> None:
    small = Bank(BankSettings(employees=7))
    chosen = agent(small, "hr_specialist", np.arange(100), np.full(100, DAY))
    lives = staff(small, 2024)
    assert np.isin(chosen, lives.employee_id).all()


def test_every_chain_of_managers_ends_at_the_first_slot_in_at_most_four_steps() -> None:
    for employees in (7, 12, 150, 1_234):
        leaders = leader_slot(employees)
        above, steps = leaders.copy(), 0
        while (above > 0).any():
            above = np.where(above >= 0, leaders[np.maximum(above, 0)], -1)
            steps += 1
        assert steps <= 3
        slots = np.arange(employees)
        assert (leaders[1:] < slots[1:]).all()


def test_leaders_are_seniors(bank: Bank) -> None:
    present, lives = employees_on(bank, DAY), staff(bank, 2024)
    leads = is_senior_slot(150)[lives.slot[present.row]]
    assert present.level[leads].min() >= SENIOR_LEVEL


def test_three_per_cent_more_each_january_and_eight_at_promotion(bank: Bank) -> None:
    before, after = employees_on(bank, day_number(date(2024, 12, 31))), employees_on(bank, day_number(date(2025, 1, 1)))
    lives = staff(bank, 2025)
    same = {int(lives.employee_id[row]): cents for row, cents in zip(after.row, after.salary_cents, strict=True)}
    old = staff(bank, 2024)
    ratios = [
        same[int(old.employee_id[row])] / cents
        for row, cents, status in zip(before.row, before.salary_cents, before.status, strict=True)
        if status != 2
    ]
    assert all(abs(ratio - 1.03) < 0.001 or abs(ratio - 1.03 * 1.08) < 0.001 for ratio in ratios)
