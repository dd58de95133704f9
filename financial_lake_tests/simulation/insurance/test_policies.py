"""Policies: who holds them, what they cost, how they end, and what they keep accounts from."""

from datetime import date

import numpy as np
import pytest

from financial_lake.simulation.account_lines import accounts, freezes, places_of
from financial_lake.simulation.account_records import CD, CREDIT_CARD
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import NEVER, day_number, day_of_month, year_of, year_start
from financial_lake.simulation.homes import OWN, home_ownership
from financial_lake.simulation.insurance import policies as sold
from financial_lake.simulation.insurance.policies import Policies, policies, policies_shown
from financial_lake.simulation.insurance.policy_terms import INSTALMENTS_A_YEAR
from financial_lake.simulation.insurance.policy_wishes import LIFE, PROPERTY, TRAVEL
from financial_lake.simulation.mortgages import mortgages
from financial_lake.simulation.personas import INSURANCE
from financial_lake.simulation.population import customers, is_client

LATE = day_number(date(2024, 11, 15))
YEARS = (2023, 2024, 2026)
TYPES, STATUSES, FREQUENCIES = (55, 17, 14, 10, 4), (88, 6, 5, 1), (50, 30, 20)
each_year = pytest.mark.parametrize("year", YEARS)


@pytest.fixture(scope="module")
def block() -> Block:
    """The default bank, one block."""
    return next(Bank().blocks())


def near(found: float, expected: float, size: int) -> bool:
    """Whether a share is within three sampling errors of what is expected."""
    return abs(found - expected) <= 3.0 * np.sqrt(expected * (1.0 - expected) / size)


def in_force(block: Block, day: int) -> Policies:
    known = policies(block, int(year_of(day)))
    return known.where((known.started_on <= day) & (day < known.ended_on))


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2024, 11, 15), date(2024, 12, 31)])
def test_there_are_660_policies(block: Block, day: date) -> None:
    assert len(policies_shown(block, day_number(day))) == pytest.approx(660, rel=0.05)


def test_types_statuses_and_frequencies_have_their_shares(block: Block) -> None:
    shown = policies_shown(block, LATE)
    for codes, expected in (
        (shown.kind, TYPES),
        (shown.statuses(LATE), STATUSES),
        (shown.frequency, FREQUENCIES),
        (shown.method, (60, 20, 15, 5)),
    ):
        found = np.bincount(codes, minlength=len(expected)) / len(shown)
        assert all(near(one, other / 100, len(shown)) for one, other in zip(found, expected, strict=True)), found


def test_six_in_ten_with_a_mortgage_insure_their_life_and_the_others_as_their_persona(block: Block) -> None:
    people, lent, held = customers(block, 2024), mortgages(block, 2024), in_force(block, LATE)
    owes, lives, holds = (np.zeros(people.slot.size, dtype=np.bool_) for _ in range(3))
    owes[lent.owner[(lent.originated_on <= LATE) & (lent.closed_on > LATE)]] = True
    lives[held.owner[held.kind == LIFE]] = True
    holds[held.owner] = True
    clients = is_client(people, LATE)
    assert near(lives[owes & clients].mean(), 0.60, int((owes & clients).sum()))
    for persona, share in enumerate(INSURANCE):
        chosen = clients & ~owes & (people.persona == persona)
        assert near(holds[chosen].mean(), share, int(chosen.sum())), persona
    assert not holds[people.is_quiet].any()
    twice = np.bincount(held.owner)
    assert near((twice > 1).sum() / (twice > 0).sum(), 0.15, int((twice > 0).sum()))


@each_year
def test_only_owners_of_a_home_insure_property(block: Block, year: int) -> None:
    day = int(year_start(year + 1)) - 1
    property_ = in_force(block, day)
    owners = property_.owner[property_.kind == PROPERTY]
    assert owners.size > 50
    assert (home_ownership(block, day)[owners] == OWN).all()


@each_year
def test_policies_begin_from_2015_on_a_day_every_month_has_and_follow_one_another(block: Block, year: int) -> None:
    known = policies(block, year)
    assert (known.started_on >= day_number(date(2015, 1, 1))).all()
    assert (day_of_month(known.started_on) <= 28).all()
    assert np.unique(known.policy_id).size == len(known)
    slot = known.policy_id // 100
    following = np.flatnonzero(slot[1:] == slot[:-1]) + 1
    assert following.size >= 3 * (year - 2022)
    pause = known.started_on[following] - known.ended_on[following - 1]
    assert (pause >= 200).all()
    assert (known.policy_id[following] % 100 == year_of(known.started_on[following]) - 2022).all()


@each_year
def test_the_paying_account_is_open_and_never_frozen_while_the_policy_runs(block: Block, year: int) -> None:
    known, held = policies(block, year), accounts(block, year)
    place = places_of(block, year, known.account_id)
    assert (held.account_id[place] == known.account_id).all()
    assert (held.owner[place] == known.owner).all()
    assert (held.kind[place] != CD).all()
    assert (held.kind[place] == CREDIT_CARD).mean() < 0.3
    assert (held.opened_on[place] < known.started_on).all()
    assert (held.closed_on[place] >= known.ended_on).all()
    frozen, first, last = freezes(block, year)
    for row in range(len(known)):
        mine = frozen == place[row]
        assert not (mine & (first < known.ended_on[row]) & (known.started_on[row] <= last)).any()


@each_year
def test_ends_are_told_as_they_come(block: Block, year: int) -> None:
    known, people = policies(block, year), customers(block, year)
    assert (known.ended_on <= people.left_on[known.owner]).all()
    left = known.ended_on == people.left_on[known.owner]
    assert (known.end[left & (known.ended_on < NEVER)] == sold.CANCELLED).all()
    lapsed = known.end == sold.LAPSED
    assert (known.ended_on[lapsed] == known.unpaid_from[lapsed] + 60).all()
    assert not (lapsed & (known.kind == TRAVEL)).any()
    matured = known.end == sold.MATURED
    assert (known.ended_on[matured] == known.trip_ends_on[matured]).all()
    trip = known.trip_ends_on[known.kind == TRAVEL] - known.started_on[known.kind == TRAVEL]
    assert trip.min() >= 10
    assert trip.max() <= 365


def test_a_premium_rises_by_three_per_cent_a_year_within_half_and_three_per_cent(block: Block) -> None:
    known = policies(block, 2024)
    known = known.where(known.ended_on == NEVER)
    first = known.started_on
    now, then = known.instalments(first + 365 * 4 + 2), known.instalments(first + 365 * 3 + 1)
    yearly = now * INSTALMENTS_A_YEAR[known.frequency]
    assert (yearly * 1000 >= known.coverage * 5).all()
    assert (yearly * 100 <= known.coverage * 3).all()
    free = (yearly * 1000 < known.coverage * 29) & (
        then * INSTALMENTS_A_YEAR[known.frequency] * 1000 > known.coverage * 6
    )
    assert np.abs(now[free] - then[free] * 1.03).max() <= 2
    assert (known.coverage % 1_000_00 == 0).all()


@pytest.mark.parametrize("year", [2022, 2024, 2027])
def test_what_is_known_of_a_year_does_not_change_later(block: Block, year: int) -> None:
    end = int(year_start(year + 1))
    early, late = policies(block, year), policies(block, year + 2)
    late = late.where(late.started_on < end)
    known = {"policy_id", "owner", "kind", "account_id", "started_on", "frequency", "coverage", "premium", "method"}
    for name in known - {"owner"}:
        assert np.array_equal(getattr(early, name), getattr(late, name)), name
    assert np.array_equal(early.ended_on, np.where(late.ended_on < end, late.ended_on, NEVER))
    assert np.array_equal(early.unpaid_from, np.where(late.unpaid_from < end, late.unpaid_from, NEVER))
