"""The customers of a bank: how many come, leave, follow and fall silent, and that none depends on the others."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from math import floor

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation import personas, population
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import NEVER, day_number, is_weekday, whole_years, year_start
from financial_lake.simulation.population import Customers, customers

FIRST, LAST = day_number(date(2024, 10, 1)), day_number(date(2024, 12, 31))


def block_of(count: int, *, slots_a_block: int = 5_000) -> Block:
    return next(Bank(BankSettings(customers=count), slots_a_block=slots_a_block).blocks())


@pytest.fixture(scope="module")
def default() -> Block:
    return block_of(2_230)


@pytest.fixture(scope="module")
def large() -> Block:
    return block_of(20_000, slots_a_block=20_000)


def test_the_default_bank_shows_as_many_customers_as_the_specification_counts(default: Block) -> None:
    people = customers(default, 2024)
    rows = [int(population.is_present(people, day).sum()) for day in range(FIRST, LAST + 1) if is_weekday(day)]
    assert abs(rows[0] - 2_215) <= 10
    assert abs(rows[-1] - 2_213) <= 10
    assert abs(sum(rows) / 146_109 - 1) < 0.01


def test_everybody_joins_on_a_weekday_and_the_original_customers_before_2023(default: Block) -> None:
    people = customers(default, 2024)
    assert is_weekday(people.joined_on).all()
    assert people.joined_on.min() >= day_number(date(2012, 1, 1))
    assert people.joined_on[people.slot < 223].max() < year_start(2023)
    late = (people.joined_on >= year_start(2023))[people.slot >= 223].mean()
    assert 0.06 < late < 0.10


def test_about_three_per_cent_leave_in_a_year_but_no_first_occupant_before_october_2023(large: Block) -> None:
    people = customers(large, 2024)
    left = people.left_on[people.left_on < NEVER]
    assert left.min() >= day_number(date(2023, 10, 1))
    assert 0.024 < (left >= year_start(2024)).sum() / 20_000 < 0.037
    assert (people.left_on >= people.joined_on + 200).all()


def test_nobody_leaves_while_a_loan_runs(large: Block) -> None:
    for generation in population.generations(large, 2026):
        loans = generation.histories.loans
        left = generation.people.left_on[loans.owner]
        assert ((loans.closed_on < left) | (left == NEVER)).all()


def test_a_free_slot_gets_a_successor_after_a_quarter_at_the_earliest_and_never_before_2025(large: Block) -> None:
    people = customers(large, 2027)
    follows = np.flatnonzero(people.occupant > 0)
    assert follows.size > 300
    assert (people.slot[follows] == people.slot[follows - 1]).all()
    assert (people.occupant[follows] == people.occupant[follows - 1] + 1).all()
    pause = people.joined_on[follows] - people.left_on[follows - 1]
    assert pause.min() >= 92
    assert people.joined_on[follows].min() >= day_number(date(2025, 1, 1))
    assert (people.customer_id == 1_001 + people.slot + 10_000_000 * people.occupant).all()
    assert (people.household_id[follows] == people.customer_id[follows]).all()
    clients = population.is_client(people, day_number(date(2027, 12, 31))).sum()
    assert abs(clients / 20_000 - 0.97) < 0.02, "the bank does not shrink"


def test_every_hundred_slots_hold_each_persona_as_often_as_its_weight(default: Block) -> None:
    people = customers(default, 2025)
    first = people.where(people.occupant == 0)
    counts = np.bincount(first.persona[first.slot < 2_200], minlength=5)
    assert counts.tolist() == (personas.WEIGHTS * 22).tolist()


def test_ages_wealth_income_and_work_follow_the_personas(large: Block) -> None:
    people = customers(large, 2024)
    day = FIRST
    age = whole_years(people.birth_on, day)
    income = population.income_on(people, day) / 100
    work = population.employment_on(people, day)
    for persona, (youngest, oldest) in enumerate(personas.AGES):
        chosen = people.persona == persona
        assert (age[chosen].min(), age[chosen].max()) == (youngest, oldest)
        shares = np.bincount(people.wealth[chosen], minlength=3) / chosen.sum() * 100
        assert np.abs(shares - personas.WEALTH[persona]).max() < 4
        brackets = np.histogram(income[chosen], [*personas.BRACKET_EDGES[:-1], np.inf])[0] / chosen.sum() * 100
        assert np.abs(brackets - personas.INCOME[persona]).max() < 4
    assert abs(np.median(income) / 77_000 - 1) < 0.05
    assert abs(np.quantile(income, 0.8) / 162_000 - 1) < 0.05
    assert abs((work == personas.SALARIED).mean() - 0.625) < 0.015
    assert set(work[age >= 66]) == {personas.SALARIED, personas.RETIRED}


def test_students_become_digital_natives_on_the_first_september_after_they_turn_25(default: Block) -> None:
    people = customers(default, 2030)
    students = people.where((people.persona == personas.COLLEGE_STUDENT) & (people.occupant == 0))
    turned = np.array([date.fromordinal(719_163 + int(day)) for day in students.graduates_on])
    assert {(day.month, day.day) for day in turned} == {(9, 1)}
    assert set(whole_years(students.birth_on, students.graduates_on).tolist()) == {25}
    before, after = students.graduates_on - 1, students.graduates_on
    assert (population.persona_on(students, before) == personas.COLLEGE_STUDENT).all()
    assert (population.persona_on(students, after) == personas.DIGITAL_NATIVE).all()
    assert personas.STUDENT not in population.employment_on(students, after)


def test_income_rises_by_three_per_cent_on_the_first_of_january_and_on_no_other_day(default: Block) -> None:
    people = customers(default, 2026)
    people = people.where(people.persona != personas.COLLEGE_STUDENT)
    incomes = [population.income_on(people, day_number(date(2025, *day))) for day in ((1, 1), (7, 1), (12, 31))]
    assert (incomes[0] == incomes[1]).all()
    assert (incomes[0] == incomes[2]).all()
    later = population.income_on(people, day_number(date(2026, 1, 1)))
    assert np.abs(later / incomes[0] - 1.03).max() < 1e-5


def test_incomes_are_the_exact_power_of_three_per_cent_rounded_half_up_to_the_cent(default: Block) -> None:
    people = customers(default, 2026)
    for year in (2012, 2023, 2024, 2025, 2026, 2033, 2050, 2099):
        day = day_number(date(year, 7, 1))
        base = np.where(people.graduates_on <= day_number(date(year, 1, 1)), people.later_income, people.base_income)
        exact = [int(cents) * Fraction(103, 100) ** (year - 2024) for cents in base]
        assert population.income_on(people, day).tolist() == [floor(each + Fraction(1, 2)) for each in exact], year


def test_the_highest_income_overflows_in_no_year_and_a_half_cent_rounds_up(default: Block) -> None:
    one = customers(default, 2024).where(np.arange(1))
    rich = replace(one, base_income=np.array([2_000_000_00]), later_income=np.array([2_000_000_00]))
    assert population.income_on(rich, day_number(date(2099, 12, 31))).tolist() == [1_835_785_134]
    tied = replace(one, base_income=np.array([50_00]), later_income=np.array([50_00]))
    assert Fraction(5_000) * Fraction(103, 100) ** 2 == Fraction("5304.5")
    assert population.income_on(tied, day_number(date(2026, 1, 1))).tolist() == [5_305]


def test_a_sixth_is_quiet_without_salary_and_seven_per_cent_of_customers_are_dormant(large: Block) -> None:
    people = customers(large, 2024)
    assert abs(people.is_quiet.mean() - 0.16) < 0.01
    for year in (2023, 2024, 2025):
        working = population.employment_on(people, day_number(date(year, 6, 1)))
        assert personas.SALARIED not in working[people.is_quiet]
    person, first, last = population.inactive_stretches(large, 2024)
    is_dormant = (first + 180 <= LAST) & (last >= LAST) & population.is_present(people, LAST)[person]
    assert 0.055 < is_dormant.sum() / people.slot.size < 0.08


def test_only_quiet_customers_fall_silent_and_only_while_they_are_clients(large: Block) -> None:
    people = customers(large, 2025)
    person, first, last = population.inactive_stretches(large, 2025)
    assert people.is_quiet[person].all()
    assert (first >= people.joined_on[person] + 60).all()
    assert (last < people.left_on[person]).all()
    assert (last - first < 1_080).all()


def test_households_pair_neighbours_of_linked_circles(large: Block) -> None:
    people = customers(large, 2024)
    paired = np.flatnonzero(people.partner >= 0)
    assert abs(paired.size / len(people) - 0.30) < 0.02
    assert (people.partner[people.partner[paired]] == paired).all()
    assert (people.household_id[paired] == people.household_id[people.partner[paired]]).all()
    assert (people.slot[people.partner[paired]] == people.slot[paired] ^ 1).all()
    assert people.is_linked[paired].all()
    assert not people.is_linked[people.circle == 22].any()
    assert (people.country[paired] == people.country[people.partner[paired]]).all()


def test_a_larger_bank_or_other_blocks_only_append_customers(default: Block) -> None:
    grown = customers(default, 2025)
    for few in (customers(block_of(223), 2025), customers(block_of(2_230, slots_a_block=150), 2025)):
        same = grown.where(grown.slot < few.slot.max() + 1)
        for each in fields(Customers):
            assert np.array_equal(getattr(few, each.name), getattr(same, each.name)), each.name


def test_a_later_year_changes_nothing_in_the_years_before(default: Block) -> None:
    then, later = customers(default, 2024), customers(default, 2026)
    known = later.where(later.joined_on < year_start(2025))
    for each in fields(Customers):
        if each.name not in {"left_on", "partner"}:
            assert np.array_equal(getattr(then, each.name), getattr(known, each.name)), each.name
    by_then = np.where(known.left_on < year_start(2025), known.left_on, NEVER)
    assert np.array_equal(then.left_on, by_then)
    silent = [
        {(int(people.customer_id[row]), int(day)) for row, day in zip(person, first, strict=True) if day <= LAST}
        for people, (person, first, _) in (
            (then, population.inactive_stretches(default, 2024)),
            (later, population.inactive_stretches(default, 2026)),
        )
    ]
    assert silent[0] == silent[1]
