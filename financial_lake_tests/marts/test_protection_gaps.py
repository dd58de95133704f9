"""M16: the worked example of a mortgage without life insurance, and overdrafts without linked savings."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.accounts.account_relationships import AccountRelationships
from financial_lake.datalake.accounts.overdraft_events import OverdraftEvents
from financial_lake.datalake.insurance.policies import Policies
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.marts.customer.protection_gaps import ProtectionGaps
from financial_lake_tests.worked_examples import answer

YEAR_END = date(2024, 12, 31)
OURS = {"dt": YEAR_END, "customer_id": 1001}


def fired(given: dict[Any, Any], status: str = "active") -> list[tuple[str, Decimal, str]]:
    """Signals of the customer at the end of the year, with strength and detail."""
    nothing: dict[Any, Any] = {each: [] for each in (LoanAccounts, Policies, OverdraftEvents, AccountRelationships)}
    nothing[CustomerRecords] = [{**OURS, "customer_status": status}]
    rows = answer(ProtectionGaps, [YEAR_END], nothing | given)
    return [(row["signal"], row["strength_amount"], row["detail"]) for row in rows]


def loan(owed: str, number: int = 7, kind: str = "mortgage", closed: date | None = None) -> dict[str, Any]:
    """What is owed on a loan."""
    return {**OURS, "loan_id": number, "loan_type": kind, "current_balance": owed, "closed_on": closed}


def policy(kind: str, status: str = "active") -> dict[str, Any]:
    """An insurance of the customer."""
    return {**OURS, "policy_id": 1, "policy_type": kind, "policy_status": status}


@pytest.mark.parametrize(
    ("policies", "found"),
    [
        ([policy("property")], [("insurance_gap", Decimal(200_000), "1 mortgage")]),
        ([policy("life", "lapsed")], [("insurance_gap", Decimal(200_000), "1 mortgage")]),
        ([policy("life")], []),
    ],
)
def test_a_mortgage_without_life_insurance(policies: Any, found: Any) -> None:
    loans = [loan("200000.00"), loan("900.00", 8, "auto")]
    assert fired({LoanAccounts: loans, Policies: policies}) == found
    assert fired({LoanAccounts: loans}, "closed") == []
    assert fired({LoanAccounts: [loan("9.00", closed=YEAR_END), loan("0.00", 8)]}) == []


@pytest.mark.parametrize(
    ("days_ago", "link", "found"),
    [
        ((0, 89), "joint_owner", [("overdraft_protection", Decimal(35), "2 overdrafts")]),
        ((0, 90), "joint_owner", []),
        ((0, 89), "linked_savings", []),
    ],
)
def test_two_overdrafts_without_linked_savings(days_ago: Any, link: str, found: Any) -> None:
    events = [
        {**OURS, "dt": YEAR_END - timedelta(days=back), "overdraft_id": back, "fee_amount": fee}
        for back, fee in zip(days_ago, ("35.00", "0.00"), strict=True)
    ]
    links = [{"dt": YEAR_END, "relationship_id": 1, "relationship_type": link, "related_customer_id": 1001}]
    assert fired({OverdraftEvents: events, AccountRelationships: links}) == found


def test_months_stand_alone_and_other_days_have_no_rows() -> None:
    november = date(2024, 11, 30)
    friday = date(2024, 11, 29)
    given: dict[Any, Any] = {
        CustomerRecords: [{**OURS, "dt": day, "customer_status": "active"} for day in (november, YEAR_END)],
        LoanAccounts: [loan("5.00") | {"dt": friday}, loan("4.00"), loan("3.00", 8)],
        Policies: [],
        OverdraftEvents: [],
        AccountRelationships: [],
    }
    rows = answer(ProtectionGaps, [friday, november, YEAR_END], given)
    assert [(row["dt"], row["detail"]) for row in rows] == [(november, "1 mortgage"), (YEAR_END, "2 mortgages")]
    assert rows == answer(ProtectionGaps, [november], given) + answer(ProtectionGaps, [YEAR_END], given)
