"""Identity files: the same standing as in the profile, documents seen, officers who looked at them."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.datalake.compliance.kyc_records import KycRecords, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

DAYS = (date(2023, 3, 1), date(2024, 10, 1), date(2024, 12, 31), date(2026, 5, 17))


@pytest.fixture(scope="module")
def large() -> Bank:
    return Bank(BankSettings(customers=20_000))


@pytest.fixture(scope="module")
def files(large: Bank) -> pd.DataFrame:
    return generate(large, DAYS[2]).to_pandas()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_files_are_those_of_the_profiles_and_say_the_same(day: date) -> None:
    bank = Bank()
    table = generate(bank, day)
    KycRecords.check_rows(table)
    profiles = source_table("customer_profiles").generate(bank, day)
    for column in ("customer_id", "kyc_status", "risk_rating"):
        assert table[column].equals(profiles[column]), column


def test_a_quarter_has_2_214_files_a_day() -> None:
    bank = Bank()
    counts = [generate(bank, DAYS[1] + timedelta(days=step)).num_rows for step in range(0, 92, 7)]
    assert abs(np.mean(counts) / 2_214 - 1) < 0.05


def test_most_show_a_passport(files: pd.DataFrame) -> None:
    found = files["document_type"].value_counts(normalize=True)
    for name, percent in {"passport": 50, "drivers_license": 35, "national_id": 15}.items():
        assert abs(found[name] - percent / 100) < 0.015, name


def test_documents_run_for_one_to_ten_years_from_their_verification(files: pd.DataFrame) -> None:
    seen = files[files["verification_date"].notna()]
    days = (pd.to_datetime(seen["expiry_date"]) - pd.to_datetime(seen["verification_date"])).dt.days
    assert days.between(365, 3_650).all()
    assert days.min() < 400
    assert days.max() > 3_600


def test_review_dates_follow_the_risk(files: pd.DataFrame) -> None:
    verified = files[files["kyc_status"] == "verified"]
    assert verified["next_review_date"].ge(DAYS[2]).all()
    ahead = (pd.to_datetime(verified["next_review_date"]) - pd.Timestamp(DAYS[2])).dt.days
    means = ahead.groupby(verified["risk_rating"]).mean()
    assert means["low"] > means["medium"] > means["high"]


def test_an_officer_at_work_on_the_day_has_verified(large: Bank, files: pd.DataFrame) -> None:
    recent = files[files["verification_date"] > DAYS[2] - timedelta(days=60)]
    officers = recent.groupby("verification_date")["verified_by"].agg(set)
    assert len(recent) > 300
    for day, who in officers.items():
        staff = source_table("employees").generate(large, day).to_pandas().set_index("employee_id")
        assert staff.loc[list(who), "job_role"].eq("compliance_officer").all()
        assert staff.loc[list(who), "employment_status"].eq("active").all()
    assert (files["verified_by"].isna() == files["verification_date"].isna()).all()


def test_a_file_keeps_its_document_until_it_is_verified_again(large: Bank) -> None:
    before, after = (generate(large, day).to_pandas().set_index("kyc_id") for day in (DAYS[1], DAYS[2]))
    both = before.join(after, how="inner", suffixes=("", "_later"))
    same = both["verification_date"].eq(both["verification_date_later"])
    for column in ("document_number", "expiry_date", "verified_by"):
        assert (both.loc[same, column] == both.loc[same, f"{column}_later"]).all()
    assert (both["document_type"] == both["document_type_later"]).all()
    renewed = both[both["verification_date"].notna() & ~same]
    assert len(renewed) > 200
    assert np.mean(renewed["document_number"] != renewed["document_number_later"]) > 0.99
