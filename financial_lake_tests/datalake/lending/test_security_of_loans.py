"""Collateral and guarantors: who pledges what, what it is worth, who answers for whom."""

from datetime import date, timedelta
from functools import cache
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.customers import customers
from financial_lake.datalake.lending import collateral, loan_accounts, loan_applications, loan_guarantors
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.customer_names import full_names
from financial_lake.simulation.vocabulary import first_names, outsiders_first_names

BANK = Bank(BankSettings())
A_DAY = date(2024, 11, 15)


@cache
def loans_on(day: date) -> pd.DataFrame:
    """Loans of a weekday."""
    return loan_accounts.generate(BANK, day).to_pandas().set_index("loan_id", drop=False)


@cache
def pledges_on(day: date) -> pd.DataFrame:
    """Collateral of a day."""
    return collateral.generate(BANK, day).to_pandas().set_index("loan_id", drop=False)


@cache
def guarantors_on(day: date) -> pd.DataFrame:
    """Guarantors of a day."""
    return loan_guarantors.generate(BANK, day).to_pandas()


@pytest.mark.parametrize("day", [date(2024, 10, 1), A_DAY, date(2024, 12, 31)])
def test_a_day_holds_the_specified_pledges_and_guarantors(day: date) -> None:
    assert len(pledges_on(day)) == pytest.approx(530, rel=0.05)
    assert len(guarantors_on(day)) == pytest.approx(290, rel=0.08)


def test_four_fifths_of_mortgage_car_and_business_loans_are_secured_by_their_kind() -> None:
    loans, pledges = loans_on(A_DAY), pledges_on(A_DAY)
    assert set(pledges.index) <= set(loans.index)
    kinds = pd.crosstab(loans.loc[pledges.index, "loan_type"], pledges["collateral_type"]) > 0
    allowed = {
        "mortgage": {"real_estate"},
        "auto": {"vehicle"},
        "business": {"equipment", "property", "inventory"},
    }
    assert {kind: set(kinds.columns[row]) for kind, row in kinds.iterrows()} == allowed
    secured = loans["loan_type"].isin(list(allowed))
    share = loans.index[secured].isin(pledges.index).mean()
    assert share == pytest.approx(0.80, abs=3.5 * (0.16 / secured.sum()) ** 0.5)


def test_a_pledge_is_worth_110_to_150_percent_and_appraised_before_the_loan_is_paid_out() -> None:
    found = 0
    for day in (date(2024, 10, 1) + timedelta(days=step) for step in range(92)):
        if day.weekday() < 5:
            new = loans_on(day)[lambda rows, day=day: rows["origination_date"] == day]
            pledged = pledges_on(day)[lambda rows, new=new: rows.index.isin(new.index)]
            own = new.loc[pledged.index]
            assert pledged["ltv_ratio"].astype(float).between(0.66, 0.91).all()
            ahead = (pd.to_datetime(own["origination_date"]) - pd.to_datetime(pledged["appraisal_date"])).dt.days
            assert ahead.between(7, 30).all()
            found += len(pledged)
    assert found > 15


def test_pledges_are_appraised_again_each_year_and_vehicles_wear() -> None:
    first, later = pledges_on(date(2024, 10, 1)), pledges_on(date(2025, 10, 1))
    both = first.index.intersection(later.index)
    now, then = later.loc[both], first.loc[both]
    appraised = pd.to_datetime(now["appraisal_date"])
    assert (appraised > pd.Timestamp(2024, 10, 1)).all()
    same_day = appraised.dt.strftime("%m-%d") == pd.to_datetime(then["appraisal_date"]).dt.strftime("%m-%d")
    assert same_day.mean() > 0.99  # who was appraised on 29 February is again on 1 March
    change = now["appraised_value"].astype(float) / then["appraised_value"].astype(float)
    is_vehicle = now["collateral_type"] == "vehicle"
    assert change[is_vehicle].median() == pytest.approx(0.85, abs=0.02)
    assert change[~is_vehicle].median() == pytest.approx(1.0, abs=0.02)
    assert change.std() > 0.02


def test_at_the_weekend_pledges_and_guarantors_are_those_of_fridays_loans() -> None:
    friday, sunday = date(2024, 11, 15), date(2024, 11, 17)
    balance = loans_on(friday)["current_balance"].astype(float)
    pledges = pledges_on(sunday)
    assert set(pledges.index) == set(pledges_on(friday).index)
    ratio = balance.loc[pledges.index] / pledges["appraised_value"].astype(float)
    assert np.allclose(pledges["ltv_ratio"].astype(float), ratio, atol=6e-7)
    assert guarantors_on(sunday)["guarantor_id"].tolist() == guarantors_on(friday)["guarantor_id"].tolist()


def test_a_quarter_of_the_loans_is_guaranteed_and_every_one_of_a_low_score() -> None:
    loans, guarantors = loans_on(A_DAY), guarantors_on(A_DAY)
    guaranteed = guarantors["loan_id"].nunique()
    assert guaranteed / len(loans) == pytest.approx(0.25, abs=3.5 * (0.19 / len(loans)) ** 0.5)
    two = len(guarantors) - guaranteed
    assert two / guaranteed == pytest.approx(0.30, abs=3.5 * (0.21 / guaranteed) ** 0.5)
    asked = loan_applications.generate(BANK, A_DAY).to_pandas().set_index("application_id")
    low = asked.index[(asked["credit_score"] < 600) & asked.index.isin(loans.index)]
    assert len(low) > 3
    assert set(low) <= set(guarantors["loan_id"])


def test_guarantees_are_half_to_all_of_the_loan_in_steps_of_500() -> None:
    guarantors = guarantors_on(A_DAY)
    loan = loans_on(A_DAY)["original_amount"].astype(float).loc[guarantors["loan_id"]].to_numpy()
    amount = guarantors["guarantee_amount"].astype(float).to_numpy()
    assert ((amount >= loan / 2) & (amount <= loan)).all()
    assert (amount % 500 == 0).all()
    assert (amount / loan).mean() == pytest.approx(0.75, abs=0.03)


def test_guarantors_are_nobody_the_bank_knows_and_relatives_may_share_a_name() -> None:
    guarantors = guarantors_on(A_DAY)
    assert not set(outsiders_first_names(BANK).to_pylist()) & set(first_names(BANK).to_pylist())
    block = next(BANK.blocks())
    assert not set(guarantors["guarantor_name"]) & set(full_names(block, day_number(A_DAY)).to_pylist())
    register = customers.clean_customers(BANK, A_DAY).to_pandas().set_index("customer_id")
    owner = loans_on(A_DAY)["customer_id"].loc[guarantors["loan_id"]]
    shared = [
        name.endswith(f" {last}")
        for name, last in zip(guarantors["guarantor_name"], register.loc[owner, "last_name"], strict=True)
    ]
    of_family = guarantors["relationship"].isin(["spouse", "parent", "sibling", "child"]).to_numpy()
    assert np.mean(np.array(shared)[of_family]) > 0.7
    assert np.mean(np.array(shared)[~of_family]) < 0.1


def test_every_relationship_occurs_and_nobody_has_two_spouses() -> None:
    guarantors = guarantors_on(A_DAY)
    assert set(guarantors["relationship"]) == set(loan_guarantors.RELATIONSHIPS)
    spouses = guarantors[guarantors["relationship"] == "spouse"]
    assert spouses["loan_id"].is_unique


@pytest.mark.parametrize("table", [collateral, loan_guarantors])
def test_a_bank_of_223_shows_the_same_rows_first(table: ModuleType) -> None:
    small = table.generate(Bank(BankSettings(customers=223)), A_DAY)
    assert small.num_rows > 10
    assert small.equals(table.generate(BANK, A_DAY).slice(0, small.num_rows))


@pytest.mark.parametrize("table", [collateral, loan_guarantors])
def test_any_day_alone_is_the_same_as_after_others(table: ModuleType) -> None:
    worn = Bank(BankSettings())
    for day in (date(2026, 3, 7), date(2023, 6, 1), date(2024, 12, 31)):
        table.generate(worn, day)
    for day in (date(2025, 1, 1), date(2028, 1, 1)):  # a Wednesday, and a Saturday whose Friday is of another year
        assert table.generate(Bank(BankSettings()), day).equals(table.generate(worn, day))
