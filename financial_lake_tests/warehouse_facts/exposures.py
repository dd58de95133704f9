"""Loans, cards, pledges and ratings written out by hand, and the credit exposures they make."""

from datetime import date, timedelta
from typing import Any

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.card_statements import CardStatements
from financial_lake.curated.changes.collateral_changes import CollateralChanges
from financial_lake.curated.changes.loan_changes import LoanChanges
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.fx_rates import FxRates
from financial_lake.curated.income_currencies import IncomeCurrencies
from financial_lake.datalake.lending.collateral import Collateral
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.lending.loan_applications import LoanApplications
from financial_lake.datalake.lending.loan_approvals import LoanApprovals
from financial_lake.datalake.lending.risk_assessments import RiskAssessments
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake.warehouse_facts.fact_credit_exposure import FactCreditExposure
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 31)
BEFORE = DAY - timedelta(days=2)
INPUTS = (
    Accounts,
    CardStatements,
    CollateralChanges,
    LoanChanges,
    CustomerRecords,
    FxRates,
    IncomeCurrencies,
    Collateral,
    LoanAccounts,
    LoanApplications,
    LoanApprovals,
    RiskAssessments,
    FactBalance,
)
Given = dict[Any, list[dict[str, Any]]]


def loan(number: int, kind: str, owed: str, late: int = 0, status: str = "", **said: Any) -> Given:
    """A loan of the day; each has a customer of its own."""
    standing = status or ("delinquent" if late >= 5 else "active")
    row = {"dt": DAY, "loan_id": number, "customer_id": number, "loan_type": kind, "current_balance": owed,
           "days_past_due": late, "loan_status": standing, "product_id": 13,
           "origination_date": date(2024, 1, 5)}  # fmt: skip
    return {LoanAccounts: [row | said]}


def pledge(number: int, value: str, kind: str = "real_estate", appraised: date = date(2023, 12, 20)) -> Given:
    return {
        Collateral: [
            {"dt": DAY, "collateral_id": number * 10 + 1, "loan_id": number, "collateral_type": kind,
             "appraised_value": value, "appraisal_date": appraised}
        ]
    }  # fmt: skip


def account(number: int, balance: str, limit: str | None = None, status: str = "active", usd: str = "") -> Given:
    """A credit card where it has a limit, else an account that takes deposits."""
    kind = "credit_card" if limit else "checking"
    currency = "CAD" if usd else "USD"
    return {
        Accounts: [
            {"dt": DAY, "account_id": number, "customer_id": number, "account_type": kind, "product_id": 10,
             "account_status": status, "credit_limit": limit, "currency": currency}
        ],
        FactBalance: [
            {"dt": DAY, "balance_key": number, "account_id": number, "contract_id": number * 10 + 1, "product_id": 10,
             "customer_id": number, "closing_balance": balance, "closing_balance_usd": usd or balance,
             "currency": currency}
        ],
    }  # fmt: skip


def statements(number: int, carried: list[str]) -> Given:
    """Statements of the month-ends up to the day, the latest first."""
    ends = [date(2024 - (back >= 10), (9 - back) % 12 + 1, 1) for back in range(len(carried))]
    months = [(end.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) for end in ends]
    return {
        CardStatements: [
            {"dt": end, "account_id": number, "carried_amount": amount}
            for end, amount in zip(months, carried, strict=True)
        ]
    }


def rated(customer: int, probability: str, day: date = DAY, **said: Any) -> Given:
    rating = {"assessment_id": (day - date(2024, 1, 1)).days * 1000 + customer, "probability_default": probability}
    return {RiskAssessments: [{"dt": day, "customer_id": customer} | rating | said]}


def exposures(*given: Given, day: date = DAY) -> dict[int, dict[str, Any]]:
    """Exposures of the day by contract number without its class."""
    inputs: Given = {model: [row for each in given for row in each.get(model, [])] for model in INPUTS}
    rates = {"USD": "1.0", "CAD": "0.8"}
    inputs[FxRates] = [{"dt": DAY, "currency": each, "usd_rate": rate} for each, rate in rates.items()]
    return {row["contract_id"] // 10: row for row in answer(FactCreditExposure, [day], inputs)}


def one(*given: Given, day: date = DAY) -> dict[str, Any]:
    (row,) = exposures(*given, day=day).values()
    return row
