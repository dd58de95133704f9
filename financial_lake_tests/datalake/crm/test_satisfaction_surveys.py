"""Answers to surveys: how many, when, and that they follow the mood of the contact."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.crm import interactions, satisfaction_surveys
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

DAYS = [date(2024, 12, 1) + timedelta(days=step) for step in range(61)]  # over the end of a year
STARS = {
    range(5): {1: 50, 2: 30, 3: 20},
    range(5, 7): {2: 30, 3: 50, 4: 20},
    range(7, 9): {3: 20, 4: 50, 5: 30},
    range(9, 11): {4: 30, 5: 70},
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank(BankSettings(customers=20_000))


@pytest.fixture(scope="module")
def answers(bank: Bank) -> pd.DataFrame:
    return pd.concat([satisfaction_surveys.generate(bank, day).to_pandas() for day in DAYS], ignore_index=True)


@pytest.fixture(scope="module")
def contacts(bank: Bank) -> pd.DataFrame:
    return pd.concat([interactions.generate(bank, day).to_pandas() for day in DAYS], ignore_index=True)


@pytest.fixture(scope="module")
def pairs(answers: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Answers with the contact they are about."""
    return answers.merge(contacts, on="interaction_id", suffixes=("", "_of_contact"))


def test_a_quarter_has_1_105_answers() -> None:
    first = date(2024, 10, 1)
    small = Bank()
    rows = sum(satisfaction_surveys.generate(small, first + timedelta(days=step)).num_rows for step in range(92))
    assert abs(rows / 1_105 - 1) < 0.05


def test_three_in_ten_contacts_are_answered_once(answers: pd.DataFrame, contacts: pd.DataFrame) -> None:
    settled = contacts[contacts["dt"] <= DAYS[-3]]
    share = settled["interaction_id"].isin(answers["interaction_id"]).mean()
    assert abs(share - 0.30) < 4 * np.sqrt(0.21 / len(settled))
    assert answers["interaction_id"].is_unique


def test_answers_come_after_the_contact_and_within_two_days(pairs: pd.DataFrame, answers: pd.DataFrame) -> None:
    end = pairs["interaction_at"] + pd.to_timedelta(pairs["duration_seconds"], unit="s")
    late = pairs["surveyed_at"] - end
    assert late.gt(pd.Timedelta(0)).all()
    assert late.le(pd.Timedelta(days=2)).all()
    assert late.gt(pd.Timedelta(days=1)).mean() > 0.03
    assert (pairs["customer_id"] == pairs["customer_id_of_contact"]).all()
    known = answers[answers["dt"] >= DAYS[2]]
    assert set(known["interaction_id"]) <= set(pairs["interaction_id"])


def test_scores_and_stars_have_their_shares(answers: pd.DataFrame) -> None:
    scores = answers["nps_score"].value_counts(normalize=True)
    for score, percent in enumerate((2, 2, 3, 4, 5, 6, 8, 12, 15, 20, 23)):
        assert abs(scores[score] - percent / 100) < 0.015, score
    for group, weights in STARS.items():
        stars = answers.loc[answers["nps_score"].isin(group), "satisfaction_rating"].value_counts(normalize=True)
        assert set(stars.index) == set(weights)
        for star, percent in weights.items():
            assert abs(stars[star] - percent / 100) < 0.035, (group, star)
    assert abs(answers["comments"].notna().mean() - 0.50) < 0.02


def test_scores_follow_the_mood_and_stars_the_score(pairs: pd.DataFrame) -> None:
    mood, score = pairs["sentiment_score"].astype(float), pairs["nps_score"].astype(float)
    assert abs(mood.corr(score, method="spearman") - 0.5) < 0.04
    assert score.corr(pairs["satisfaction_rating"].astype(float), method="spearman") > 0.7


def test_rows_keep_the_contract(bank: Bank) -> None:
    satisfaction_surveys.SatisfactionSurveys.check_rows(satisfaction_surveys.generate(bank, DAYS[5]))
