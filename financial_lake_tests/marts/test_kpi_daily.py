"""M33: the worked example, each figure on a written day, shares of nothing, and what the figures were."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.branches.branch_visits import BranchVisits
from financial_lake.datalake.crm.satisfaction_surveys import SatisfactionSurveys
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.marts.executive.kpi_daily import KpiDaily, picture
from financial_lake.marts.executive.kpi_value_day import KPIS, KpiValueDay
from financial_lake.marts.finance.profit_and_loss_daily import ProfitAndLossDaily
from financial_lake.marts.finance.treasury_position_daily import TreasuryPositionDaily
from financial_lake.marts.operations.data_quality_daily import DataQualityDaily
from financial_lake.marts.product.card_authorization_daily import CardAuthorizationDaily
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake.marts.rollups.transaction_rollup_day import TransactionRollupDay
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 11, 15)
FIRST = DAY.replace(day=1)


def ago(days: int) -> date:
    """So many days before the day."""
    return DAY - timedelta(days=days)


def rolled(debit: str, credit: str, count: int, day: date = DAY) -> dict[str, Any]:
    """Postings of a kind."""
    return {"dt": day, "debit_amount_usd": debit, "credit_amount_usd": credit, "transaction_count": count}


def customer(number: int, joined: date, left: date | None = None) -> dict[str, Any]:
    """A customer of the day."""
    status = "active" if left is None else "closed"
    return {"dt": DAY, "customer_id": number, "customer_status": status, "onboarding_date": joined, "churn_on": left}


def balance(dollars: str, limit: str | None = None) -> dict[str, Any]:
    """A balance of the day."""
    return {"dt": DAY, "closing_balance_usd": dollars, "credit_limit": limit}


def quality(reason: str, bad: int, table: str = "transactions") -> dict[str, Any]:
    """Bad rows of a feed of a thousand."""
    return {"dt": DAY, "table_name": table, "reason_code": reason, "bad_rows": bad, "raw_rows": 1000}


def earned(line: str, dollars: str, day: date = DAY, product: int = 1) -> dict[str, Any]:
    """A line of profit and loss."""
    return {"dt": day, "line": line, "product_id": product, "amount": dollars}


def held(line: str, dollars: str, day: date = DAY) -> dict[str, Any]:
    """A line of what the bank owns."""
    return {"dt": day, "line": line, "amount": dollars}


WRITTEN: dict[Any, Any] = {
    CustomerRecords: [
        customer(1, date(2015, 1, 1)),
        customer(2, ago(365)),
        customer(3, date(2024, 11, 1)),
        customer(4, date(2024, 10, 31)),
        customer(5, date(2015, 1, 1), ago(364)),
        customer(6, date(2015, 1, 1), ago(365)),
    ],
    Accounts: [
        {"dt": DAY, "account_id": number, "account_status": status}
        for number, status in enumerate(("active", "frozen", "closed"))
    ],
    FactBalance: [balance("500.00"), balance("-20.00"), balance("-300.00", "1000.00"), balance("5.00", "1000.00")],
    TransactionRollupDay: [rolled("250.00", "0.00", 3), rolled("0.00", "150.00", 1), rolled("1.00", "0.00", 9, ago(1))],
    LoanAccounts: [
        {"dt": DAY, "loan_id": 1, "current_balance": "750.00", "days_past_due": 29},
        {"dt": DAY, "loan_id": 2, "current_balance": "250.00", "days_past_due": 30},
        {"dt": DAY, "loan_id": 3, "current_balance": "9.00", "days_past_due": 0, "closed_on": DAY},
    ],
    Investments: [{"dt": DAY, "investment_id": 11, "current_value": "100.00"}],
    BranchVisits: [{"dt": DAY, "visit_id": number} for number in (1, 2)],
    CustomerDay: [
        {"dt": DAY, "customer_id": 1, "open_contract_count": 7, "spend_count": 0},
        {"dt": ago(29), "customer_id": 1, "open_contract_count": 9, "spend_count": 2},
        {"dt": ago(20), "customer_id": 1, "open_contract_count": 9, "spend_count": 1},
        {"dt": ago(30), "customer_id": 2, "open_contract_count": 9, "spend_count": 5},
    ],
    CardAuthorizationDaily: [
        {"dt": DAY, "card_type": "debit", "decline_reason": "all", "approved_count": 5, "attempt_count": 6},
        {"dt": DAY, "card_type": "credit", "decline_reason": "all", "approved_count": 4, "attempt_count": 4},
        {"dt": DAY, "card_type": "debit", "decline_reason": "wrong_pin", "approved_count": 0, "attempt_count": 1},
    ],
    SatisfactionSurveys: [
        {"dt": ago(back), "survey_id": place, "nps_score": score}
        for place, (back, score) in enumerate([(0, 10), (89, 9), (50, 8), (1, 6), (90, 0), (91, 0)])
    ],
    ProfitAndLossDaily: [
        *[earned("loan_interest_income", "30.00"), earned("loan_interest_income", "20.00", product=2)],
        *[earned("treasury_income", "10.00"), earned("card_interest_income", "10.00", FIRST)],
        *[earned("deposit_interest_expense", "5.00"), earned("wholesale_funding_cost", "5.00")],
        *[
            earned("fee_income", "20.00"),
            earned("commission_income", "5.00"),
            earned("interchange_income", "5.00", FIRST),
        ],
        *[earned("staff_cost", "30.00"), earned("servicing_cost", "7.50"), earned("credit_loss_expense", "99.00")],
        *[earned("net_income", "-46.50"), earned("loan_interest_income", "1000.00", ago(15))],
    ],
    TreasuryPositionDaily: [
        *[held("mortgage_loans", "40000.00"), held("card_receivables", "2000.00"), held("cash_and_vault", "1000.00")],
        *[
            held("government_bonds", "4000.00"),
            held("agency_bonds", "1000.00"),
            held("central_bank_reserves", "2000.00"),
        ],
        *[held("premises", "9999.00"), held("provisions", "-500.00"), held("overdrafts", "77.00")],
        *[held("auto_loans", "50000.00", FIRST), held("auto_loans", "70000.00", ago(15))],
    ],
    DataQualityDaily: [quality("too_late", 2), quality("trim_lower", 3), quality("name_case", 99, "customers")],
}


@pytest.mark.parametrize(
    ("kpi", "value"),
    [
        ("customers", "4"),
        ("accounts", "2"),
        ("total_balance", "185"),
        ("transactions", "4"),
        ("transaction_value", "400"),
        ("average_value", "100"),
        ("loans", "2"),
        ("loan_balance", "1000"),
        ("branch_visits", "2"),
        ("deposits_usd", "500"),
        ("card_outstanding", "300"),
        ("assets_under_management", "600"),
        ("active_customers_30d", "1"),
        ("products_per_customer", "1.75"),
        ("new_customers_mtd", "1"),
        ("churn_rate_12m", "0.333333"),
        ("net_interest_margin_mtd", "0.219"),  # 60 on 100,000 dollar days
        ("cost_income_mtd", "0.416667"),  # 37.50 of 90
        ("approval_rate", "0.9"),
        ("nps_90d", "25"),
        ("delinquency_30_plus", "0.25"),
        ("defect_rate", "0.005"),
    ],
)
def test_each_figure_on_a_written_day(kpi: str, value: str) -> None:
    values = {row["kpi"]: row["value"] for row in answer(KpiValueDay, [DAY], WRITTEN)}
    assert values.keys() == KPIS.keys()
    assert values[kpi] == Decimal(value)


def test_a_day_without_anything_counts_nothing_and_has_no_shares() -> None:
    nothing: dict[Any, Any] = {each: [] for each in WRITTEN}
    values = {row["kpi"]: row["value"] for row in answer(KpiValueDay, [DAY], nothing)}
    shares = {name for name, value in values.items() if value is None}
    assert shares == {
        "average_value",
        "products_per_customer",
        "churn_rate_12m",
        "net_interest_margin_mtd",
        "cost_income_mtd",
        "approval_rate",
        "nps_90d",
        "delinquency_30_plus",
        "defect_rate",
    }
    assert all(value == 0 for value in values.values() if value is not None)


def test_the_average_is_rounded_half_a_cent_up() -> None:
    given = WRITTEN | {TransactionRollupDay: [rolled("1.00", "0.01", 2)]}
    values = {row["kpi"]: row["value"] for row in answer(KpiValueDay, [DAY], given)}
    assert values["average_value"] == Decimal("0.51")


def test_a_weekend_takes_fridays_snapshots_and_a_day_alone_is_the_day_in_a_range() -> None:
    sunday = DAY + timedelta(days=2)
    rows = answer(KpiValueDay, [DAY, sunday], WRITTEN)
    assert rows == answer(KpiValueDay, [DAY], WRITTEN) + answer(KpiValueDay, [sunday], WRITTEN)
    values = {row["kpi"]: row["value"] for row in rows if row["dt"] == sunday}
    assert (values["accounts"], values["loans"], values["transactions"]) == (2, 2, 0)


def valued(day: date, value: str | None, kpi: str = "customers") -> dict[str, Any]:
    """A figure of a day."""
    return {"dt": day, "kpi": kpi, "value": value and Decimal(value)}


def test_figures_stand_beside_what_they_were() -> None:
    october = date(2024, 10, 31)
    given: dict[Any, Any] = {
        KpiValueDay: [
            *[valued(DAY, "110"), valued(ago(1), "100"), valued(october, "80")],
            *[valued(DAY, "5", "loans"), valued(ago(1), "0", "loans")],
            *[valued(DAY, None, "defect_rate"), valued(ago(1), "0.5", "defect_rate")],
        ]
    }
    rows = answer(KpiDaily, [DAY], given)
    told = {
        row["kpi"]: (row["value"], row["value_previous_day"], row["value_previous_month_end"], row["change_ratio"])
        for row in rows
    }
    assert told == {
        "customers": (110, 100, 80, Decimal("0.1")),
        "loans": (5, 0, None, None),
        "defect_rate": (None, Decimal("0.5"), None, None),
    }
    assert answer(KpiDaily, [ago(1), DAY], given)[3:] == rows
    assert picture(table_of(KpiDaily, rows)).startswith(b"\x89PNG")
