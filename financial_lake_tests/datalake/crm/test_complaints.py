"""Complaints: who files them, how long they take, and how they move on."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.crm import complaints, interactions
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

FIRST = date(2024, 10, 1)
QUARTER = [FIRST + timedelta(days=step) for step in range(92)]
LAST = QUARTER[-1]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank(BankSettings(customers=20_000))


@pytest.fixture(scope="module")
def rows(bank: Bank) -> pd.DataFrame:
    """What is shown in the middle of five quarters, so that no complaint comes twice."""
    days = [date(2024, 2, 15), date(2024, 5, 17), date(2024, 8, 17), date(2024, 11, 17), date(2025, 2, 17)]
    return pd.concat([complaints.generate(bank, day).to_pandas() for day in days], ignore_index=True)


@pytest.fixture(scope="module")
def contacts(bank: Bank) -> pd.DataFrame:
    return pd.concat([interactions.generate(bank, day).to_pandas() for day in QUARTER], ignore_index=True)


def test_172_rows_a_day() -> None:
    small = Bank()
    counts = [complaints.generate(small, day).num_rows for day in QUARTER]
    assert abs(np.mean(counts) / 172 - 1) < 0.05
    complaints.Complaints.check_rows(complaints.generate(small, LAST))


def test_eleven_per_cent_of_customers_with_a_contact_complain_once_a_quarter(
    bank: Bank, contacts: pd.DataFrame
) -> None:
    shown = [complaints.generate(bank, day).to_pandas() for day in (LAST, FIRST + timedelta(days=45))]
    filed = pd.concat(shown).drop_duplicates("complaint_id")
    filed = filed[filed["filed_date"] >= FIRST]
    assert filed["customer_id"].is_unique
    assert abs(len(filed) / contacts["customer_id"].nunique() - 0.11) < 0.01
    made = filed.merge(contacts, on="interaction_id", suffixes=("", "_of_contact"))
    assert len(made) == len(filed)
    assert (made["filed_date"] == made["dt_of_contact"]).all()
    assert (made["customer_id"] == made["customer_id_of_contact"]).all()
    assert made["interaction_type"].eq("complaint").all()
    assert made["service_mode"].eq("agent").all()
    assert (made["reason"].eq("fee_dispute") == made["complaint_type"].eq("fee")).all()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("complaint_type", {"service": 35, "fee": 25, "product": 20, "fraud": 10, "other": 10}),
        ("priority", {"low": 50, "medium": 30, "high": 15, "critical": 5}),
    ],
)
def test_kinds_and_priorities_have_their_shares(rows: pd.DataFrame, column: str, expected: dict[str, int]) -> None:
    found = rows[column].value_counts(normalize=True)
    for name, percent in expected.items():
        assert abs(found[name] - percent / 100) < 4 * np.sqrt(percent / 100 / len(rows)), name
    assert abs(rows["assigned_to"].notna().mean() - 0.90) < 0.015


def test_the_feed_shows_most_resolved_and_few_open(rows: pd.DataFrame) -> None:
    found = rows["status"].value_counts(normalize=True)
    for name, percent in {"resolved": 60, "investigating": 20, "closed": 15, "open": 5}.items():
        assert abs(found[name] - percent / 100) < 0.04, name


def test_resolving_takes_a_week_to_two_months_and_critical_ones_less(rows: pd.DataFrame) -> None:
    hours = rows["resolution_time_hours"].astype(float)
    # late enough that even the slowest is resolved
    old = rows["filed_date"] <= rows["dt"] - timedelta(days=61)
    usual, critical = hours[old & rows["priority"].ne("critical")], hours[old & rows["priority"].eq("critical")]
    assert usual.between(168, 1_440).all()
    assert critical.between(67, 576).all()
    assert abs(usual.median() - 430) < 25
    assert abs(critical.median() - 172) < 30


def test_a_complaint_waits_is_looked_into_is_resolved_and_closed_after_54_days(bank: Bank) -> None:
    days = [date(2024, 11, 1) + timedelta(days=step) for step in range(90)]
    seen = pd.concat([complaints.generate(bank, day).to_pandas() for day in days])
    own = seen[seen["filed_date"] == days[0]]
    assert own["complaint_id"].nunique() > 5
    for _, life in own.groupby("complaint_id"):
        steps = life["status"].tolist()
        order = [step for place, step in enumerate(steps) if place == 0 or steps[place - 1] != step]
        assert order == ["open", "investigating", "resolved", "closed"][: len(order)]
        assert 1 <= steps.count("open") <= 7
        if "closed" in steps:
            assert steps.count("resolved") == 54
        resolved = life["resolved_date"].dropna()
        assert len(set(resolved)) == 1
        assert life.loc[life["resolved_date"].notna(), "dt"].min() == resolved.iloc[0]
