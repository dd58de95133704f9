"""Checks against money laundering: each customer on joining and once a year, each large posting at night."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.datalake.compliance.aml_checks import AmlChecks, generate
from financial_lake.datalake.payments.transactions import clean_transactions
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

DAYS = [date(2024, 11, 1) + timedelta(days=step) for step in range(30)]
YEAR = [date(2025, 1, 1) + timedelta(days=step) for step in range(365)]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank(BankSettings(customers=1_000))


@pytest.fixture(scope="module")
def checks(bank: Bank) -> pd.DataFrame:
    return pd.concat([generate(bank, day).to_pandas() for day in DAYS], ignore_index=True)


@pytest.fixture(scope="module")
def year() -> pd.DataFrame:
    """A whole year of the default bank."""
    bank = Bank()
    return pd.concat([generate(bank, day).to_pandas() for day in YEAR], ignore_index=True)


def test_each_large_completed_posting_is_monitored_once_that_night(bank: Bank, checks: pd.DataFrame) -> None:
    for day in DAYS[::5]:
        posted = clean_transactions(bank, day)
        with duckdb.connect() as shell:
            shell.register("posted", posted)
            large = shell.sql(
                "select transaction_id, customer_id from posted"
                " where status = 'completed' and amount * exchange_rate > 10000 order by transaction_id"
            ).fetchall()
        found = checks[(checks["dt"] == day) & checks["check_type"].eq("transaction_monitoring")]
        pairs = zip(found["transaction_id"].astype(int), found["customer_id"], strict=True)
        assert sorted(pairs) == large
        assert large
        assert found["check_at"].eq(pd.Timestamp(day) + pd.Timedelta(hours=23, minutes=55)).all()


def test_everyone_is_screened_three_times_on_joining_and_once_on_each_anniversary(year: pd.DataFrame) -> None:
    screened = year[year["check_type"] != "transaction_monitoring"]
    assert screened["check_at"].dt.hour.eq(3).all()
    bank = Bank()
    known = pd.concat(
        [source_table("customer_profiles").generate(bank, YEAR[place]).to_pandas() for place in (0, 180, -1)]
    ).drop_duplicates("customer_id", keep="last")
    since, gone = known.set_index("customer_id")["onboarding_date"], known.set_index("customer_id")["churn_on"]
    days, joined = pd.to_datetime(screened["dt"]), pd.to_datetime(screened["customer_id"].map(since))
    same_day = days.dt.strftime("%m-%d") == joined.dt.strftime("%m-%d")
    leap = joined.dt.strftime("%m-%d") == "02-29"
    assert (same_day | leap).all()
    joins = screened[days == joined]
    kinds = joins.groupby("customer_id")["check_type"].agg(" ".join)
    assert set(kinds) == {"watchlist sanctions pep_screening"}
    yearly = screened[days != joined]
    assert yearly["customer_id"].is_unique
    stayed = since[(since < YEAR[0]) & gone.isna()].index
    assert set(stayed) <= set(yearly["customer_id"])


def test_yearly_screenings_have_their_shares(year: pd.DataFrame) -> None:
    screened = year[year["check_type"] != "transaction_monitoring"]
    yearly = screened[~screened.duplicated(["customer_id", "dt"], keep=False)]
    found = yearly["check_type"].value_counts(normalize=True)
    for name, percent in {"watchlist": 45, "sanctions": 33, "pep_screening": 22}.items():
        assert abs(found[name] - percent / 100) < 0.035, name


def test_four_per_cent_outside_laundering_are_flagged_and_an_officer_looks_at_them(year: pd.DataFrame) -> None:
    bank = Bank()
    labels = pa.concat_tables([source_table("aml_typologies").generate(bank, day) for day in YEAR]).to_pandas()
    in_pattern = year["transaction_id"].isin(labels.loc[labels["is_laundering"], "transaction_id"])
    assert in_pattern.any()
    for _, kind in year[~in_pattern].groupby(year["check_type"] == "transaction_monitoring"):
        assert abs(kind["aml_flag"].mean() - 0.04) < 4 * np.sqrt(0.04 * 0.96 / len(kind))
    flagged = year[year["aml_flag"]]
    found = flagged["risk_level"].value_counts(normalize=True)
    for name, percent in {"low": 35, "medium": 60, "high": 5}.items():
        assert abs(found[name] - percent / 100) < 0.08, name
    assert set(flagged["screening_result"]) == {"potential_match", "false_positive", "escalated"}
    assert flagged["reviewed_by"].notna().all()
    staff = source_table("employees").generate(Bank(), YEAR[-1]).to_pandas().set_index("employee_id")
    recent = flagged.loc[flagged["dt"] > YEAR[-60], "reviewed_by"].unique()
    assert staff.loc[recent, "job_role"].eq("compliance_officer").all()


def test_rows_keep_the_contract_and_ids_count_from_one(bank: Bank) -> None:
    for day in DAYS[:3]:
        rows = generate(bank, day)
        AmlChecks.check_rows(rows)
        assert (rows["check_id"].to_numpy() % 1_000_000_000 == np.arange(1, rows.num_rows + 1)).all()
