"""M35: the worked example, where each line comes from, roundings, and losses that start and end with a loan."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.contract_records import ContractRecords
from financial_lake.curated.fx_rates import FxRates
from financial_lake.datalake.branches.branch_visits import BranchVisits
from financial_lake.datalake.insurance.policies import Policies
from financial_lake.datalake.insurance.premium_payments import PremiumPayments
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.people.employees import Employees
from financial_lake.marts.finance.profit_and_loss_daily import LINES, ProfitAndLossDaily, picture
from financial_lake.marts.finance.treasury_position_daily import TreasuryPositionDaily
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake.warehouse_facts.fact_card_transaction import FactCardTransaction
from financial_lake.warehouse_facts.fact_credit_exposure import FactCreditExposure
from financial_lake.warehouse_facts.fact_interaction import FactInteraction
from financial_lake.warehouse_facts.fact_loan_payment import FactLoanPayment
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 30)
BEFORE = DAY - timedelta(days=1)
INPUTS = (
    ContractRecords,
    FxRates,
    BranchVisits,
    Policies,
    PremiumPayments,
    Investments,
    LoanAccounts,
    Employees,
    TreasuryPositionDaily,
    FactBalance,
    FactCardTransaction,
    FactCreditExposure,
    FactInteraction,
    FactLoanPayment,
    FactTransaction,
)
Given = dict[Any, list[dict[str, Any]]]


def posting(code: str, amount: str, flow: str, product: int = 4, **said: Any) -> dict[str, Any]:
    return {"dt": DAY, "transaction_code": code, "transaction_amount_usd": amount, "flow_class": flow,
            "product_id": product, "is_completed": 1, "transaction_count": 1} | said  # fmt: skip


def provision(amount: str, day: date, contract: int = 12, product: int = 14) -> dict[str, Any]:
    return {"dt": day, "contract_id": contract, "product_id": product, "general_provision": amount}


def loan(number: int, day: date = DAY, status: str = "delinquent") -> dict[str, Any]:
    return {"dt": day, "loan_id": number, "loan_status": status}


def told(given: Given, day: date = DAY) -> dict[tuple[str, int | None], Decimal]:
    """Amounts of the day by line and product, without those of nothing."""
    rows = answer(ProfitAndLossDaily, [day], {model: given.get(model, []) for model in INPUTS})
    assert all(row["kind"] == LINES[row["line"]] for row in rows)
    return {(row["line"], row["product_id"]): row["amount"] for row in rows if row["amount"]}


def test_the_worked_example() -> None:
    amounts = told(
        {
            FactLoanPayment: [{"dt": DAY, "product_id": 14, "interest_amount": "900.00"}],
            FactTransaction: [
                posting("interest_credit", "150.00", "interest", transaction_count=0),
                posting("maintenance_fee", "-70.00", "charge", transaction_count=0),
            ],
            FactCreditExposure: [provision("1000.00", BEFORE), provision("1040.00", DAY)],
            LoanAccounts: [loan(1)],
            Employees: [{"dt": DAY, "employment_status": "active", "salary": "109500.00"}],
        }
    )
    assert amounts == {
        ("loan_interest_income", 14): 900,
        ("deposit_interest_expense", 4): 150,
        ("fee_income", 4): 70,
        ("credit_loss_expense", 14): 40,
        ("staff_cost", None): 300,
        ("net_income", None): 480,
    }


def test_postings_earn_by_their_code_and_cost_by_their_number() -> None:
    given: Given = {
        FactTransaction: [
            posting("card_interest", "-12.34", "card_interest", 10),
            posting("card_late_fee", "-30.00", "charge", 10),
            posting("card_purchase", "-99.00", "spend", 10),
            posting("card_purchase", "0.00", "spend", 10, is_completed=0),
            posting("maintenance_fee", "12.00", "charge", 1, transaction_count=0),
        ],
        FactLoanPayment: [{"dt": DAY, "product_id": 14, "late_fee_amount": "25.00"}],
        FactCardTransaction: [
            {"dt": DAY, "product_id": 10, "interchange_amount": amount} for amount in ("3.50", "-0.50")
        ],
    }
    amounts = told(given)
    assert amounts["card_interest_income", 10] == Decimal("12.34")
    assert [amounts["fee_income", product] for product in (10, 14, 1)] == [30, 25, -12]
    assert amounts["interchange_income", 10] == 3
    assert amounts["servicing_cost", 10] == Decimal("0.15")
    assert ("servicing_cost", 1) not in amounts


def test_commission_is_rounded_premium_by_premium_and_portfolio_by_portfolio() -> None:
    paid = {"dt": DAY, "policy_id": 1, "amount": "10.04", "payment_status": "completed"}
    given: Given = {
        PremiumPayments: [paid | {"payment_id": 1}, paid | {"payment_id": 2}, paid | {"payment_status": "failed"}],
        Policies: [{"dt": DAY, "policy_id": 1, "product_id": 18}],
        Investments: [
            {"dt": DAY, "product_id": 23, "current_value": value} for value in ("912500.00", "304.16", "304.17")
        ],
    }
    amounts = told(given)
    assert amounts["commission_income", 18] == Decimal("2.40")
    assert amounts["commission_income", 23] == Decimal("15.01")


def test_the_treasury_earns_and_pays_by_the_line() -> None:
    lines = {("asset", "365000.00"): "0.045", ("liability", "36500.00"): "0.05", ("asset", "9.00"): None}
    given: Given = {
        TreasuryPositionDaily: [
            {"dt": DAY, "line": str(place), "side": side, "amount": amount, "yearly_yield": rate}
            for place, ((side, amount), rate) in enumerate(lines.items())
        ]
    }
    amounts = told(given)
    assert amounts == {("treasury_income", None): 45, ("wholesale_funding_cost", None): 5, ("net_income", None): 40}


@pytest.mark.parametrize(
    ("before", "now", "loans", "expense"),
    [
        ([provision("100.00", BEFORE)], [provision("30.00", DAY)], [loan(1)], -70),
        ([provision("100.00", BEFORE)], [], [loan(1, status="paid_off")], -100),
        ([provision("100.00", BEFORE)], [], [], None),
        ([provision("100.00", BEFORE)], [provision("60.00", DAY, 22)], [loan(2)], 60),
        ([], [provision("60.00", DAY)], [loan(1)], None),
    ],
    ids=["recovers", "is paid off", "was written off and left", "one left, one new", "nothing known of the day before"],
)
def test_losses_follow_what_is_set_aside(before: Any, now: Any, loans: Any, expense: int | None) -> None:
    amounts = told({FactCreditExposure: [*before, *now], LoanAccounts: loans})
    assert amounts.get(("credit_loss_expense", 14)) == expense


def test_a_first_loss_counts_when_the_day_before_is_known() -> None:
    given: Given = {
        FactCreditExposure: [provision("0.00", BEFORE, 22), provision("60.00", DAY)],
        LoanAccounts: [loan(1)],
    }
    assert told(given)["credit_loss_expense", 14] == 60


def test_people_visits_and_contacts_cost() -> None:
    staff = ["active", "on_leave", "terminated"]
    given: Given = {
        Employees: [{"dt": DAY, "employment_status": each, "salary": "50000.00"} for each in staff],
        BranchVisits: [{"dt": DAY}] * 2,
        FactInteraction: [{"dt": DAY, "service_mode": mode} for mode in ("agent", "agent", "chatbot")],
    }
    amounts = told(given)
    assert amounts["staff_cost", None] == Decimal("273.97")
    assert amounts["servicing_cost", None] == Decimal("21.30")


def test_open_contracts_cost_on_the_last_day_of_the_month() -> None:
    end = date(2024, 11, 30)
    contracts = [
        {"dt": date(2024, 11, 29), "contract_id": number, "product_id": 4, "is_open": number < 3}
        for number in (1, 2, 3)
    ]
    assert told({ContractRecords: contracts}, end)["servicing_cost", 4] == 3
    assert told({ContractRecords: contracts}, date(2024, 11, 29)) == {}


def test_a_memo_tells_what_deposits_earn() -> None:
    earning = [{"dt": DAY, "currency": each, "interest_earned": "0.40400000"} for each in ("USD", "CAD")]
    rates = [{"dt": DAY, "currency": each, "usd_rate": rate} for each, rate in (("USD", "1.0"), ("CAD", "0.75"))]
    amounts = told({FactBalance: earning, FxRates: rates})
    assert amounts == {("accrued_deposit_interest", None): Decimal("0.71")}


def test_a_day_alone_is_the_day_in_a_range_and_makes_a_picture() -> None:
    given: Given = {model: [] for model in INPUTS} | {
        FactCreditExposure: [provision("10.00", BEFORE), provision("30.00", DAY)],
        LoanAccounts: [loan(1, BEFORE), loan(1)],
        FactLoanPayment: [{"dt": day, "product_id": 14, "interest_amount": "9.00"} for day in (BEFORE, DAY)],
    }
    together = answer(ProfitAndLossDaily, [BEFORE, DAY], given)
    assert together == [row for day in (BEFORE, DAY) for row in answer(ProfitAndLossDaily, [day], given)]
    assert picture(table_of(ProfitAndLossDaily, together)).startswith(b"\x89PNG")
