"""Contracts of all classes in one shape."""

from datetime import date
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.contract_records import ContractRecords
from financial_lake.curated.customers import Customers
from financial_lake.datalake.accounts.products import Products
from financial_lake.datalake.branches.branches import Branches
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.insurance.policies import Policies
from financial_lake.datalake.investments.holdings import Holdings
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.investments.securities import Securities
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY, MONDAY = date(2024, 10, 4), date(2024, 10, 5), date(2024, 10, 7)
DAYS = [FRIDAY, SATURDAY, MONDAY]
ACCOUNT = {
    "account_id": 1001100,
    "customer_id": 1001,
    "product_id": 4,
    "account_type": "savings",
    "account_status": "active",
    "account_number_masked": "****5566",
    "open_date": date(2021, 6, 1),
    "currency": "CAD",
    "interest_rate": "0.031000",
    "branch_id": 26,
}
LOAN = {
    "loan_id": 77,
    "customer_id": 1001,
    "product_id": 13,
    "loan_number": "L******4321",
    "loan_type": "mortgage",
    "loan_status": "active",
    "original_amount": "250000.00",
    "interest_rate": "0.062500",
    "term_months": 360,
    "installment_amount": "1539.29",
    "origination_date": date(2022, 2, 1),
    "maturity_date": date(2052, 2, 1),
    "linked_account_id": 1001100,
}
POLICY = {
    "policy_id": 1001201,
    "customer_id": 1001,
    "product_id": 29,
    "policy_number": "P******8765",
    "policy_type": "health",
    "policy_status": "active",
    "coverage_amount": "150000.00",
    "premium_amount": "140.00",
    "premium_frequency": "monthly",
    "start_date": date(2022, 5, 3),
    "end_date": date(2025, 5, 3),
    "linked_account_id": 1001100,
}
INVESTMENT = {
    "investment_id": 10011,
    "customer_id": 1001,
    "product_id": 23,
    "account_type": "ira",
    "opened_on": date(2023, 3, 1),
    "settlement_account_id": 1001100,
}


def inputs(*days: date, **changes: Any) -> dict[Any, Any]:
    """The registers on those days; changes by register."""
    shelves = {4: ("premium_savings", "casa"), 13: ("mortgage", "loans"), 23: ("ira_account", "securities"),
               29: ("health_insurance", "insurance")}  # fmt: skip
    return {
        Accounts: [{"dt": day, **ACCOUNT, **changes.get("account", {})} for day in days],
        LoanAccounts: [{"dt": day, **LOAN, **changes.get("loan", {})} for day in days],
        Policies: [{"dt": day, **POLICY, **changes.get("policy", {})} for day in days],
        Investments: [{"dt": day, **INVESTMENT} for day in days],
        Products: [
            {"dt": day, "product_id": number, "product_name": name, "product_category": shelf}
            for day in days
            for number, (name, shelf) in shelves.items()
        ],
        Branches: [{"dt": day, "branch_id": 26, "region": "canada_east"} for day in days],
        Customers: [{"dt": day, "customer_id": 1001, "tin_type": "sin", "tin_number": "***-**-1234"} for day in days],
        CustomerProfiles: [{"dt": day, "customer_id": 1001} for day in days],
        Securities: [
            {"dt": day, "security_id": number, "security_type": kind}
            for day in days
            for number, kind in ((1, "stock"), (47, "bond"), (34, "etf"))
        ],
        Holdings: [
            {"dt": day, "holding_id": number, "investment_id": 10011, "security_id": security, "current_value": value}
            for day in days
            for number, security, value in ((100111, 1, "10.00"), (100113, 34, "90.00"), (100112, 47, "90.00"))
        ],
    }


def test_the_example_has_a_contract_of_each_class() -> None:
    by_class = {row["contract_class"]: row for row in answer(ContractRecords, [FRIDAY], inputs(FRIDAY))}
    account, loan, policy, investment = (by_class[name] for name in ("account", "loan", "policy", "investment"))
    assert [row["contract_id"] for row in (account, loan, policy, investment)] == [10011001, 772, 10012013, 100114]
    assert account["annual_yield"] == account["interest_rate"]
    assert (account["branch_region"], account["opening_year"], account["currency"]) == ("canada_east", 2021, "CAD")
    assert (loan["account_number_masked"], loan["principal_amount"], loan["annual_yield"]) == ("****4321", 250000, None)
    assert (loan["linked_account_id"], investment["linked_account_id"]) == (1001100, 1001100)
    assert (investment["status"], investment["is_open"], investment["product_category"]) == (
        "active",
        True,
        "securities",
    )


def policy_on(day: date, **said: Any) -> dict[str, Any]:
    """The policy's record of a weekday."""
    (row,) = [
        row for row in answer(ContractRecords, [day], inputs(day, policy=said)) if row["contract_class"] == "policy"
    ]
    return row


def test_a_running_policy_ends_with_its_term() -> None:
    row = policy_on(FRIDAY)
    assert (row["status"], row["policy_status"], row["policy_sub_status"], row["is_open"]) == (
        "active",
        "active",
        None,
        True,
    )
    assert (row["account_type"], row["open_date"], row["maturity_date"], row["closing_date"]) == (
        "health",
        date(2022, 5, 3),
        date(2025, 5, 3),
        None,
    )
    assert (row["coverage_amount"], row["premium_amount"], row["premium_frequency"]) == (150000, 140, "monthly")
    assert (row["account_number_masked"], row["linked_account_id"], row["currency"]) == ("****8765", 1001100, "USD")


@pytest.mark.parametrize(("status", "early"), [("lapsed", "lapsed"), ("cancelled", "cancelled"), ("matured", None)])
def test_an_ended_policy_is_closed_and_says_whether_before_its_time(status: str, early: str | None) -> None:
    row = policy_on(FRIDAY, policy_status=status, end_date=date(2024, 10, 2))
    assert (row["is_open"], row["closing_date"], row["policy_sub_status"]) == (False, date(2024, 10, 2), early)


def test_policies_are_kept_on_weekends_too_and_shown_on_weekdays_only() -> None:
    rows = inputs(FRIDAY, SATURDAY)
    stored = inputs(FRIDAY) | {Policies: rows[Policies], Products: rows[Products]}
    assert {row["dt"] for row in answer(ContractRecords, [FRIDAY, SATURDAY], stored)} == {FRIDAY}


def test_the_largest_holding_names_the_kind_of_security_and_the_first_of_equals_counts() -> None:
    (investment,) = [
        row for row in answer(ContractRecords, [FRIDAY], inputs(FRIDAY)) if row["contract_class"] == "investment"
    ]
    assert investment["security_type"] == "bond"


def test_ended_contracts_are_not_open() -> None:
    ended = inputs(
        FRIDAY,
        account={"account_status": "closed", "closing_date": FRIDAY},
        loan={"loan_status": "defaulted", "closed_on": FRIDAY},
    )
    rows = answer(ContractRecords, [FRIDAY], ended)
    assert {row["contract_class"]: row["is_open"] for row in rows} == {
        "account": False,
        "loan": False,
        "policy": True,
        "investment": True,
    }


def test_a_contract_whose_owner_is_not_in_the_register_yet_is_there() -> None:
    without = inputs(FRIDAY) | {Customers: [], CustomerProfiles: []}
    rows = answer(ContractRecords, [FRIDAY], without)
    assert [row["tin_type"] for row in rows] == [None] * 4


def test_a_weekend_has_no_rows_and_a_range_equals_its_days() -> None:
    rows = inputs(FRIDAY, MONDAY)
    together = answer(ContractRecords, DAYS, rows)
    assert {row["dt"] for row in together} == {FRIDAY, MONDAY}
    assert together == [row for day in DAYS for row in answer(ContractRecords, [day], rows)]
