"""Applications and decisions: the specified volume, shares, hours and terms, and where an application stands."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.lending import loan_applications, loan_approvals
from financial_lake.datalake.people import employees
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number as number_of
from financial_lake.simulation.banking_calendar import is_business_day
from financial_lake.simulation.credit_officers import MANAGER_ABOVE
from financial_lake.simulation.lending_desk.applications import PURPOSES, PURPOSES_OF_TYPE
from financial_lake.simulation.loan_products import AMOUNT_RANGE, LOAN_TYPES, RATE_BAND, TERMS

BANK = Bank(BankSettings())
QUARTER = [date(2024, 10, 1) + timedelta(days=step) for step in range(92)]
YEARS = [date(2023, 1, 2) + timedelta(days=step) for step in range(3 * 365)]


@cache
def asked_by(day: date) -> pd.DataFrame:
    """Applications of a day."""
    return loan_applications.generate(BANK, day).to_pandas().set_index("application_id", drop=False)


@cache
def decided_in_years() -> pd.DataFrame:
    """Decisions of three years."""
    parts = [loan_approvals.generate(BANK, day) for day in YEARS]
    return pd.concat([part.to_pandas() for part in parts if part.num_rows]).set_index("application_id", drop=False)


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2024, 11, 16), date(2024, 12, 31), date(2026, 6, 30)])
def test_a_day_shows_the_applications_of_24_months(day: date) -> None:
    rows = asked_by(day)
    assert len(rows) == pytest.approx(620, rel=0.08)
    oldest = pd.Timestamp(day) - pd.DateOffset(months=24) + pd.Timedelta(days=1)
    assert rows["applied_at"].min() >= oldest
    assert rows["applied_at"].min() < oldest + pd.Timedelta(days=10)
    assert rows["applied_at"].max() < pd.Timestamp(day) + pd.Timedelta(days=1)


def test_the_quarter_brings_the_specified_number() -> None:
    rows = [len(asked_by(day)) for day in QUARTER[::7]]
    assert np.mean(rows) == pytest.approx(620, rel=0.05)
    new = asked_by(date(2026, 6, 30))
    assert len(new) / 730 == pytest.approx(0.85, rel=0.08)
    decided = sum(loan_approvals.generate(BANK, day).num_rows for day in QUARTER)
    assert decided == pytest.approx(75, abs=3 * 75**0.5)


def test_channels_kinds_amounts_and_terms_are_those_asked_for() -> None:
    rows = pd.concat([asked_by(date(2024, 10, 1)), asked_by(date(2026, 10, 1)), asked_by(date(2028, 10, 2))])
    assert rows.index.is_unique
    for channel, share in {"branch": 0.40, "web": 0.35, "mobile_app": 0.15, "phone": 0.10}.items():
        error = 3.5 * (share * (1 - share) / len(rows)) ** 0.5
        assert (rows["application_channel"] == channel).mean() == pytest.approx(share, abs=error)
    first = np.cumsum(PURPOSES_OF_TYPE) - PURPOSES_OF_TYPE
    for place, kind in enumerate(LOAN_TYPES):
        mine = rows[rows["loan_type"] == kind]
        amount = mine["requested_amount"].astype(int)
        assert amount.between(*AMOUNT_RANGE[place]).all()
        assert (amount % 500 == 0).all()
        assert set(mine["requested_term_months"]) <= set(TERMS[place]) - {0}
        assert set(mine["purpose"]) == set(PURPOSES[first[place] : first[place] + PURPOSES_OF_TYPE[place]])
        assert (mine["product_id"] == 13 + place).all()


def test_branches_take_applications_during_their_hours() -> None:
    rows = asked_by(date(2026, 10, 1))
    at_branch = rows[rows["application_channel"] == "branch"]["applied_at"]
    is_saturday = at_branch.dt.day_of_week == 5
    assert (at_branch.dt.day_of_week < 6).all()
    assert at_branch[is_saturday].dt.hour.between(9, 12).all()
    assert at_branch[~is_saturday].dt.hour.between(9, 16).all()
    assert all(is_business_day(number_of(each.date())) for each in at_branch[~is_saturday])


def test_an_application_is_submitted_then_pending_then_done_for_good() -> None:
    seen: dict[int, list[str]] = {}
    for day in QUARTER:
        for application, status in asked_by(day)["application_status"].items():
            steps = seen.setdefault(application, [])
            if not steps or steps[-1] != status:
                steps.append(status)
    whole = [steps for steps in seen.values() if steps[0] == "submitted" and len(steps) == 3]
    assert len(whole) > 40
    assert all(steps[1] == "pending" and steps[2] in {"approved", "rejected", "withdrawn"} for steps in whole)
    assert all(len(steps) == 1 for steps in seen.values() if steps[0] in {"approved", "rejected", "withdrawn"})


def test_fates_are_shared_as_specified() -> None:
    rows = pd.concat([asked_by(date(year, 10, 1)) for year in (2024, 2026, 2028)])
    done = rows[rows["decided_on"].notna()]
    for status, share in {"approved": 0.69, "rejected": 0.26, "withdrawn": 0.05}.items():
        error = 3.5 * (share * (1 - share) / len(done)) ** 0.5
        assert (done["application_status"] == status).mean() == pytest.approx(share, abs=error)
    days = pd.to_datetime(done["decided_on"]) - done["applied_at"].dt.normalize()
    assert days.dt.days.between(2, 30).all()


def test_a_closed_customer_takes_his_applications_along() -> None:
    for day in (date(2024, 12, 31), date(2026, 6, 30)):
        present = {row.customer_id for row in _customers(day).itertuples()}
        assert set(asked_by(day)["customer_id"]) <= present


def test_officers_are_loan_officers_of_the_day() -> None:
    day = date(2024, 10, 9)
    staff = employees.generate(BANK, day).to_pandas().set_index("employee_id")
    recent = asked_by(day)[lambda rows: rows["applied_at"] > pd.Timestamp(day) - pd.Timedelta(days=100)]
    assert set(staff.loc[recent["officer_id"], "job_role"]) == {"loan_officer"}


def test_terms_of_an_approval_follow_the_application_and_the_risk() -> None:
    rows, asked = decided_in_years(), pd.concat([asked_by(date(2024, 12, 31)), asked_by(date(2025, 12, 31))])
    asked = asked[~asked.index.duplicated()]
    rows = rows[(rows["decision"] == "approved") & rows.index.isin(asked.index)]
    own = asked.loc[rows.index]
    share = rows["approved_amount"].astype(float) / own["requested_amount"].astype(float)
    assert share.between(0.8, 1.0).all()
    full = (share == 1).mean()  # a small amount has few steps of 500 to be cut by
    assert full == pytest.approx(0.62, abs=3.5 * (0.24 / len(rows)) ** 0.5)
    assert (rows["approved_amount"].astype(float) % 500 == 0).all()
    band = RATE_BAND[[LOAN_TYPES.index(kind) for kind in own["loan_type"]]] / 1e6
    risk = 1 / (1 + np.exp(0.0115 * own["credit_score"] - 4.8))
    exact = band[:, 0] + (band[:, 1] - band[:, 0]) * np.minimum(1, risk / 0.12)
    assert np.allclose(rows["interest_rate"].astype(float), np.floor(exact / 0.000125 + 0.5) * 0.000125, atol=1e-9)


def test_a_refusal_below_600_is_for_the_score_and_every_reason_occurs() -> None:
    rows, asked = decided_in_years(), pd.concat([asked_by(date(2024, 12, 31)), asked_by(date(2025, 12, 31))])
    asked = asked[~asked.index.duplicated()]
    rows = rows[(rows["decision"] == "rejected") & rows.index.isin(asked.index)]
    score = asked.loc[rows.index, "credit_score"]
    assert (rows["rejection_reason"][score < 600] == "low_score").all()
    assert set(rows["rejection_reason"][score >= 600]) == set(loan_approvals.REASONS)
    unsecured = asked.loc[rows.index, "loan_type"].isin(["personal", "student"])
    assert not rows["rejection_reason"][unsecured].eq("collateral_too_low").any()


def test_decisions_are_taken_on_business_days_by_another_than_who_took_it() -> None:
    rows, asked = decided_in_years(), pd.concat([asked_by(date(2024, 12, 31)), asked_by(date(2025, 12, 31))])
    asked = asked[~asked.index.duplicated()]
    assert all(is_business_day(number_of(each)) for each in rows["dt"])
    assert rows["decided_at"].dt.hour.between(9, 16).all()
    rows = rows[rows.index.isin(asked.index)]
    own = asked.loc[rows.index]
    assert (rows["decided_by"] != own["officer_id"]).all()
    amount = np.where(rows["decision"] == "approved", rows["approved_amount"], own["requested_amount"])
    large = amount.astype(float) * 100 > MANAGER_ABOVE
    roles = {}
    for day in {date(2023, 6, 1), date(2024, 6, 3), date(2025, 6, 2), date(2025, 12, 31)}:
        staff = employees.generate(BANK, day).to_pandas()
        roles |= dict(zip(staff["employee_id"], staff["job_role"], strict=True))
    assert large.any()
    assert set(rows["decided_by"][large].map(roles)) <= {"branch_manager", np.nan}
    assert set(rows["decided_by"][~large].map(roles)) <= {"loan_officer", np.nan}


@cache
def _customers(day: date) -> pd.DataFrame:
    from financial_lake.datalake.customers import customers

    return customers.clean_customers(BANK, day).to_pandas()
