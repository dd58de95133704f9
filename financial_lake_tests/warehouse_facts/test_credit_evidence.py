"""Credit exposures: what counts as owed or still to be drawn, and by which evidence it is judged."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.contract.listed_rows import listed_rows
from financial_lake.curated.changes.collateral_changes import CollateralChanges
from financial_lake.curated.changes.loan_changes import LoanChanges
from financial_lake.curated.regulatory_parameters import RegulatoryParameters
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.lending.loan_applications import LoanApplications
from financial_lake.datalake.lending.loan_approvals import LoanApprovals
from financial_lake.datalake.lending.risk_assessments import RiskAssessments
from financial_lake.warehouse_facts.fact_credit_exposure import FactCreditExposure
from financial_lake_tests.warehouse_facts.exposures import (
    BEFORE,
    DAY,
    INPUTS,
    Given,
    account,
    exposures,
    loan,
    one,
    pledge,
    rated,
    statements,
)
from financial_lake_tests.worked_examples import answer


def test_what_is_paid_off_closed_or_in_credit_is_no_exposure() -> None:
    nothing = (
        loan(1, "auto", "0.00", status="paid_off"),
        account(2, "0.00", "500.00", status="closed"),
        account(3, "120.00"),
        account(4, "0.00"),
    )
    assert exposures(*nothing) == {}


def test_an_overdrawn_account_is_owed_and_a_frozen_card_may_not_be_drawn() -> None:
    cards = (account(2, "-100.00", "500.00", status="frozen"), account(3, "50.00", "500.00"))
    rows = exposures(account(1, "-40.00"), *cards)
    columns = ("exposure_type", "drawn_amount", "undrawn_amount", "exposure_amount")
    told = [tuple(row[name] for name in columns) for row in rows.values()]
    assert told == [("overdraft", 40, 0, 40), ("card", 100, 0, 100), ("card", 0, 550, 55)]
    assert rows[2]["loss_given_default"] == Decimal("0.75")


def test_a_foreign_card_counts_in_dollars() -> None:
    row = one(account(1, "-100.00", "500.00", usd="-80.00"))
    assert (row["drawn_amount"], row["undrawn_amount"]) == (80, 320)


@pytest.mark.parametrize(
    ("carried", "weight"),
    [(["0.00"] * 12, "0.45"), (["0.00"] * 11, "0.75"), ([*["0.00"] * 11, "0.01"], "0.75"),
     ([*["0.00"] * 12, "9.00"], "0.45")],
    ids=["a year", "eleven months", "carried once", "carried a year ago"],
)  # fmt: skip
def test_a_transactor_paid_in_full_for_a_year(carried: list[str], weight: str) -> None:
    assert one(account(1, "-100.00", "500.00"), statements(1, carried))["risk_weight"] == Decimal(weight)


def approved(day: date, number: int = 1) -> Given:
    application = {"application_id": number, "customer_id": 7, "loan_type": "auto", "product_id": 14}
    return {
        LoanApprovals: [
            {"dt": day, "approval_id": number, "decision": "approved", "approved_amount": "10000.00"} | application
        ],
        LoanApplications: [{"dt": DAY} | application],
    }


def test_an_approved_loan_counts_until_it_is_paid_out() -> None:
    row = one(approved(BEFORE))
    assert (row["exposure_type"], row["drawn_amount"], row["undrawn_amount"]) == ("commitment", 0, 10000)
    assert (row["credit_conversion_factor"], row["risk_weighted_assets"]) == (Decimal("0.4"), 3000)
    assert one(approved(BEFORE), loan(1, "auto", "10000.00"))["exposure_type"] == "loan"
    assert exposures(approved(DAY - timedelta(days=30))) == {}
    refused = approved(BEFORE)
    refused[LoanApprovals][0]["decision"] = "rejected"
    assert exposures(refused) == {}


def restructured(day: date, **said: Any) -> Given:
    moved = {"maturity_date": date(2030, 1, 5), "previous_maturity_date": date(2028, 1, 5)}
    return {LoanChanges: [{"dt": day, "effective_on": day, "op": "U", "loan_id": 1} | moved | said]}


@pytest.mark.parametrize(("back", "is_defaulted"), [(0, True), (364, True), (365, False)])
def test_a_restructured_loan_is_on_probation_for_a_year(back: int, *, is_defaulted: bool) -> None:
    row = one(loan(1, "personal", "1000.00", status="restructured"), restructured(DAY - timedelta(days=back)))
    assert (row["is_defaulted"], row["specific_provision"]) == (is_defaulted, 0)
    assert row["risk_weight"] == (Decimal("1.5") if is_defaulted else Decimal("0.75"))


def test_only_a_moved_end_tells_a_restructuring() -> None:
    same = restructured(BEFORE, previous_maturity_date=date(2030, 1, 5))
    assert not one(loan(1, "personal", "1000.00", status="restructured"), same)["is_defaulted"]


def test_the_lowest_appraisal_seen_counts() -> None:
    seen = {CollateralChanges: [
        {"dt": DAY - timedelta(days=back), "collateral_id": 11, "loan_id": 1, "collateral_type": "real_estate",
         "appraised_value": value, "appraisal_date": day}
        for back, value, day in ((399, "150.00", date(2024, 1, 6)), (400, "90.00", date(2023, 12, 1)))
    ]}  # fmt: skip
    row = one(loan(1, "mortgage", "90.00"), pledge(1, "200.00", appraised=date(2024, 9, 1)), seen)
    assert (row["collateral_value"], row["ltv_ratio"]) == (150, Decimal("0.6"))
    assert row["is_value_at_origination"] is False
    assert one(loan(1, "mortgage", "90.00"), pledge(1, "200.00"))["is_value_at_origination"] is True


def test_loss_is_expected_by_the_latest_weekly_rating() -> None:
    row = one(
        loan(1, "auto", "10000.00"),
        rated(1, "0.020000", BEFORE),
        rated(1, "0.030000", DAY - timedelta(days=9)),
        rated(1, "0.900000", application_id=1, assessed_by=5),
    )
    assert (row["probability_default"], row["loss_given_default"], row["expected_loss"]) == (
        Decimal("0.02"),
        Decimal("0.45"),
        90,
    )
    late = one(loan(1, "auto", "10000.00"), rated(1, "0.020000", DAY - timedelta(days=14)))
    assert (late["probability_default"], late["expected_loss"]) == (None, None)


def test_a_weekend_shows_fridays_loans() -> None:
    saturday = date(2024, 11, 2)
    friday = loan(1, "auto", "10.00")
    friday[LoanAccounts][0]["dt"] = saturday - timedelta(days=1)
    assert one(friday, day=saturday)["exposure_key"] == 12 * 100_000 + 45_596


def test_exposures_name_the_parameters_they_were_computed_by() -> None:
    row = one(loan(1, "auto", "10.00"))
    changed = listed_rows(RegulatoryParameters).to_pylist()
    for each in changed:
        each["value"] = Decimal("0.80") if each["parameter_id"] == "CR-03.regulatory_retail" else each["value"]
    inputs: Given = {model: [] for model in INPUTS} | loan(1, "auto", "10.00") | {RegulatoryParameters: changed}
    (other,) = answer(FactCreditExposure, [DAY], inputs)
    assert (row["risk_weight"], other["risk_weight"]) == (Decimal("0.75"), Decimal("0.8"))
    assert row["parameter_set"] != other["parameter_set"]


def test_a_day_alone_is_the_day_in_a_range() -> None:
    given: Given = {model: [] for model in INPUTS}
    for day in (BEFORE, DAY):
        given[LoanAccounts] += [row | {"dt": day} for row in loan(1, "personal", "500.00", 95)[LoanAccounts]]
        given[RiskAssessments] += rated(1, "0.01" if day == DAY else "0.02", day)[RiskAssessments]
    together = answer(FactCreditExposure, [BEFORE, DAY], given)
    assert together == [row for day in (BEFORE, DAY) for row in answer(FactCreditExposure, [day], given)]
