"""Every audit check is green on what the bank made, and red after the smallest break."""

import pytest

from financial_lake.audit.catalogue import NIGHTLY, WAITING, catalogue
from financial_lake.audit.registry import implemented
from financial_lake_tests.audit.aftermath import AFTERMATH
from financial_lake_tests.audit.breaks_of_books import OF_BOOKS
from financial_lake_tests.audit.breaks_of_tables import OF_TABLES
from financial_lake_tests.audit.small_lake import MONDAY, SmallLake

BREAKS = {**OF_TABLES, **OF_BOOKS}
SELDOM = frozenset({"week_and_season_shape", "first_digits_follow_benford", "segment_shares_near_specification"})
"""Checks that speak of many postings or customers; they bite in `test_behaviour`."""
OF_TEXTS = frozenset({"labels_unreachable"})
"""Checks of the project itself; it bites in `test_labels`."""


def test_every_name_is_answered_or_waits_for_something() -> None:
    assert implemented() | set(WAITING) == set(catalogue())
    assert not implemented() & set(WAITING)
    assert len(implemented()) >= 130
    assert [each.number for each in catalogue().values()] == list(range(1, 166))


def test_every_check_has_its_break() -> None:
    assert set(BREAKS) | SELDOM | OF_TEXTS | NIGHTLY == implemented()


def test_what_the_bank_made_is_green(small: SmallLake) -> None:
    assert [each for each in small.results() if each.is_passed is False] == []


def test_a_day_audited_alone_says_what_it_says_in_a_range(small: SmallLake) -> None:
    together = [each for each in small.results() if each.day == MONDAY]
    assert small.audit.results([MONDAY]) == together


@pytest.mark.parametrize("name", list(BREAKS))
def test_a_check_is_red_after_the_smallest_break(small: SmallLake, name: str) -> None:
    planted = BREAKS[name]
    with planted.plant(small):
        reds = small.reds(planted.tables, planted.days)
    assert reds == {name} | planted.also | set(AFTERMATH.get(name, ()))
