"""Credit scores: the public distribution, calm months, and what a delinquency costs."""

import itertools
from datetime import date

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.credit_histories import delinquency
from financial_lake.simulation.credit_scores import bureau_scores, credit_score_on
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.population import customers, is_present
from financial_lake.simulation.score_model import default_probability, latent_base, refreshed_on

MIDDLE = cal.day_number(date(2024, 11, 15))


@pytest.fixture(scope="module")
def block() -> Block:
    """Ten thousand customers, enough for shares."""
    return next(Bank(BankSettings(customers=10_000), slots_a_block=10_000).blocks())


def test_scores_have_the_public_bands_and_mean(block: Block) -> None:
    scores = bureau_scores(block, MIDDLE)[is_present(customers(block, 2024), MIDDLE)]
    shares = np.bincount(np.searchsorted([580, 670, 740, 800], scores.ravel(), side="right")) / scores.size
    assert shares.tolist() == pytest.approx([0.126, 0.158, 0.216, 0.281, 0.219], abs=0.02)
    assert scores.mean() == pytest.approx(711, abs=4)
    assert (scores.min(), scores.max()) >= (300, 600)
    assert scores.max() <= 850


def test_scores_rise_with_age(block: Block) -> None:
    people = customers(block, 2024)
    age = cal.whole_years(people.birth_on, MIDDLE)
    base = latent_base(block.bank, people.customer_id, people.birth_on, people.wealth, 2024)
    limits = (18, 27, 43, 59, 100)
    means = [base[(age >= low) & (age < high)].mean() for low, high in itertools.pairwise(limits)]
    assert np.diff(means).min() > 5
    assert means == pytest.approx([682, 700, 730, 741], abs=8)


def test_default_probabilities_are_those_of_the_rule() -> None:
    assert default_probability(np.array([740, 670, 580])) == pytest.approx([0.024, 0.052, 0.134], abs=0.0006)
    assert (np.diff(default_probability(np.arange(300, 851))) < 0).all()


def test_a_bureau_refreshes_on_its_day_of_the_month() -> None:
    day = np.arange(MIDDLE, MIDDLE + 400)
    for bureau, of_month in enumerate((5, 12, 19)):
        refreshed = refreshed_on(day, bureau)
        assert (cal.day_of_month(refreshed) == of_month).all()
        assert ((refreshed <= day) & (day - refreshed <= 30)).all()


def test_scores_stand_still_between_refreshes_and_never_leap_without_delinquency(block: Block) -> None:
    people, spells = customers(block, 2025), credit_histories(block, 2025).spells
    months = cal.month_start((2025 - 1970) * 12 + np.arange(12)) + 24
    scores = np.stack([bureau_scores(block, int(day)) for day in months])
    assert np.array_equal(scores[0], bureau_scores(block, int(months[0]) - 3))
    ever = np.zeros(people.customer_id.size, dtype=bool)
    ever[spells.owner] = True
    change = np.abs(np.diff(scores[:, ~ever], axis=0))
    assert change.max() <= 35
    assert 2.5 <= np.median(change) <= 5
    assert np.quantile(change, 0.99) < 20


def test_the_score_of_a_day_does_not_depend_on_the_year_it_is_asked_in(block: Block) -> None:
    last = cal.day_number(date(2024, 12, 31))
    today = dict(zip(customers(block, 2024).customer_id, credit_score_on(block, last), strict=True))
    before = bureau_scores(block, last)
    after = bureau_scores(block, last + 3)
    shared = np.isin(customers(block, 2025).customer_id, list(today))
    assert np.array_equal(before, after[shared])


def test_a_delinquency_weighs_fully_from_30_days_and_half_for_a_year() -> None:
    began = cal.day_number(date(2023, 3, 1))
    ended = began + 65
    one = np.array([0])

    def weight(day: int) -> float:
        return float(delinquency(one, np.array([began]), np.array([ended]), 1, day)[0])

    assert weight(began + 29) == 0
    assert weight(began + 30) == weight(ended - 1) == 1
    assert weight(ended) == 0.5
    assert weight(cal.add_months(ended - 1, 12)) == 0.5
    assert weight(cal.add_months(ended - 1, 12) + 1) == 0


def test_applicants_are_scored_with_the_bureaus_of_the_latest_weekday(block: Block) -> None:
    lived = credit_histories(block, 2024)
    recent = np.flatnonzero(lived.applications.applied_on >= cal.day_number(date(2024, 12, 1)))
    for each in recent[:25]:
        day, owner = int(lived.applications.applied_on[each]), lived.applications.owner[each]
        assert credit_score_on(block, day)[owner] == lived.decisions.score[each]
