"""Credit ratings: who is rated when, what a score comes to, what is said of a change."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.lending import loan_applications, risk_assessments
from financial_lake.datalake.people import employees
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.credit_scores import credit_score_on, scores_of
from financial_lake.simulation.lending_desk.assessments import ratings
from financial_lake.simulation.population import customers

BANK = Bank(BankSettings())
QUARTER = [date(2024, 10, 1) + timedelta(days=step) for step in range(92)]


@cache
def rated_on(day: date) -> pd.DataFrame:
    """Assessments of a day."""
    return risk_assessments.generate(BANK, day).to_pandas()


def test_a_quarter_has_the_specified_assessments() -> None:
    counts = {day: len(rated_on(day)) for day in QUARTER}
    assert sum(counts.values()) == pytest.approx(29_300, rel=0.05)
    assert all(count == pytest.approx(443, rel=0.07) for day, count in counts.items() if day.weekday() < 5)
    weekend = [count for day, count in counts.items() if day.weekday() > 4]
    assert max(weekend) <= 5
    assert sum(weekend) > 0


def test_everyone_is_rated_once_a_week_on_the_day_of_the_slot() -> None:
    week = pd.concat([rated_on(date(2024, 11, 4) + timedelta(days=step)) for step in range(7)])
    weekly = week[week["application_id"].isna()]
    assert weekly["customer_id"].is_unique
    assert (weekly["customer_id"] - 1001).mod(10_000_000).mod(5).eq(pd.to_datetime(weekly["dt"]).dt.day_of_week).all()


def test_every_application_is_rated_on_its_day_with_its_score() -> None:
    asked = loan_applications.generate(BANK, QUARTER[-1]).to_pandas().set_index("application_id")
    asked = asked[asked["applied_at"] >= pd.Timestamp(QUARTER[0])]
    rated = pd.concat([rated_on(day) for day in QUARTER])
    rated = rated[rated["application_id"].notna()].set_index("application_id")
    assert set(asked.index) <= set(rated.index)
    own = rated.loc[asked.index]
    assert (own["credit_score"] == asked["credit_score"]).all()
    assert (pd.to_datetime(own["dt"]) == asked["applied_at"].dt.normalize()).all()
    staff = employees.generate(BANK, QUARTER[-1]).to_pandas().set_index("employee_id")
    assert set(staff.loc[own["assessed_by"].astype(int), "job_role"]) == {"risk_analyst"}


def test_scores_are_those_of_the_bureaus_for_anyone_on_any_day() -> None:
    block = next(BANK.blocks())
    rows = np.arange(0, len(customers(block, 2025)), 3)
    for day in map(day_number, (date(2025, 1, 3), date(2025, 3, 1), date(2025, 8, 12))):
        now = scores_of(block, 2025, rows, np.full(rows.size, day))
        assert np.array_equal(now, credit_score_on(block, day)[rows])
    december = day_number(date(2024, 12, 27))
    before = scores_of(block, 2025, rows, np.full(rows.size, december))
    ids = customers(block, 2025).customer_id[rows]
    then = dict(zip(customers(block, 2024).customer_id, credit_score_on(block, december), strict=True))
    known = [place for place, each in enumerate(ids) if each in then]
    assert [before[place] for place in known] == [then[ids[place]] for place in known]


def test_a_score_has_one_rating_and_no_probability_lies_on_a_bound() -> None:
    known, score = ratings(), np.arange(300, 851)
    chance = 1 / (1 + np.exp(0.0115 * score - 4.8))
    bounds = np.array([0.008, 0.012, 0.018, 0.02, 0.03, 0.05, 0.06, 0.08, 0.15, 0.30])
    assert np.abs(chance[:, None] - bounds).min() > 1e-6
    assert np.abs(chance * 1e6 % 1 - 0.5).min() > 1e-6
    assert (np.diff(known.probability) < 0).all()
    assert known.risk_score[[0, -1]].tolist() == [0, 1000]
    assert (known.risk_score == np.floor((score - 300) / 0.55 + 0.5 + 1e-9)).all()
    assert [known.category[each - 300] for each in (780, 740, 670, 580, 560)] == [0, 1, 1, 2, 3]
    assert known.probability[740 - 300] == round(1e6 / (1 + np.exp(0.0115 * 740 - 4.8)))


def test_a_note_says_what_changed_since_last_week() -> None:
    now = pd.concat([rated_on(date(2024, 11, 18) + timedelta(days=step)) for step in range(5)])
    before = pd.concat([rated_on(date(2024, 11, 11) + timedelta(days=step)) for step in range(5)])
    weekly = now[now["application_id"].isna()].set_index("customer_id")
    category = before[before["application_id"].isna()].set_index("customer_id")["risk_category"]
    changed = weekly["risk_category"].ne(category.reindex(weekly.index)) & weekly.index.isin(category.index)
    assert changed.any()
    assert weekly["notes"].notna().eq(changed).all()
    first = weekly[changed].iloc[0]
    assert first["notes"] == f"risk category {first['risk_category']}, last week {category[first.name]}"


@pytest.mark.parametrize(
    ("year", "weekly", "applied"), [(2023, "2.0", "1.3"), (2024, "2.1", "1.4"), (2030, "2.7", "2.0")]
)
def test_models_move_on_by_a_tenth_a_year(year: int, weekly: str, applied: str) -> None:
    models = set(
        pd.concat([rated_on(date(year, 6, 2) + timedelta(days=step)) for step in range(21)])["assessment_model"]
    )
    assert models == {f"retail-pd-{weekly}", f"application-pd-{applied}"}
