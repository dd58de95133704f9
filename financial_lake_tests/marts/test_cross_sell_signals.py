"""M16: the worked example, every signal at its limits, and since when a signal fires."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.card_statements import CardStatements
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.fx_rates import FxRates
from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.customers.credit_scores import CreditScores
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.payments.cards import Cards
from financial_lake.marts.customer.cross_sell_evidence import CrossSellEvidence
from financial_lake.marts.customer.cross_sell_signals import CrossSellSignals
from financial_lake.marts.customer.protection_gaps import ProtectionGaps
from financial_lake.marts.customer.salary_detector import SalaryDetector
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake_tests.worked_examples import answer

OCTOBER, NOVEMBER, YEAR_END = date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)
OURS = {"dt": YEAR_END, "customer_id": 1001}
INPUTS = (
    Accounts, CardStatements, Transactions, CreditScores, Investments, LoanAccounts, Cards, SalaryDetector, FactBalance,
)  # fmt: skip


def fired(signal: str, given: dict[Any, Any], status: str = "active") -> list[tuple[Decimal, str]]:
    """Strength and detail of the customer's signals of that kind at the end of the year."""
    rates = [
        {"dt": day, "currency": currency, "usd_rate": rate}
        for day in (OCTOBER, NOVEMBER, YEAR_END)
        for currency, rate in (("USD", "1.00"), ("EUR", "1.10"))
    ]
    nothing: dict[Any, Any] = {each: [] for each in INPUTS}
    customer = {CustomerRecords: [{**OURS, "customer_status": status}], FxRates: rates}
    rows = answer(CrossSellEvidence, [YEAR_END], nothing | customer | given)
    return [(row["strength_amount"], row["detail"]) for row in rows if row["signal"] == signal]


def account(kind: str, number: int = 1, status: str = "active", opened: date = date(2020, 1, 1)) -> dict[str, Any]:
    """An account of the customer."""
    return {**OURS, "account_id": number, "account_type": kind, "account_status": status, "open_date": opened}


def balance(dollars: str, number: int = 1, day: date = YEAR_END) -> dict[str, Any]:
    """What it holds."""
    return {**OURS, "dt": day, "balance_key": number, "account_id": number, "closing_balance_usd": dollars}


def loan(owed: str, number: int = 7, closed: date | None = None) -> dict[str, Any]:
    """What is owed on a loan."""
    return {**OURS, "loan_id": number, "current_balance": owed, "closed_on": closed}


@pytest.mark.parametrize(
    ("saved", "loans", "found"),
    [
        ("10200.00", [loan("10000.00")], [(Decimal(0), "loan 7")]),
        ("10199.99", [loan("10000.00")], []),
        ("10300.00", [loan("10000.00"), loan("500.00", 6), loan("99999.00", 8)], [(Decimal(100), "loan 7")]),
        ("10300.00", [loan("10000.00", closed=OCTOBER), loan("0.00", 8)], []),
        ("0.02", [loan("0.01")], [(Decimal("0.01"), "loan 7")]),
    ],
)
def test_savings_that_pay_off_a_loan(saved: str, loans: Any, found: Any) -> None:
    given: dict[Any, Any] = {
        Accounts: [account("savings"), account("money_market", 2), account("checking", 3)],
        FactBalance: [balance("0.00"), balance(saved, 2), balance("50000.00", 3)],
        LoanAccounts: loans,
    }
    assert fired("prepayment_potential", given) == found
    assert fired("prepayment_potential", given, "closed") == []


def transfer(dollars: str, days: int = 0, to: str = "Thistlewick Invest", **other: Any) -> dict[str, Any]:
    """A transfer to a broker so many days ago."""
    kind = {"transaction_code": "account_transfer_out", "status": "completed", "counterparty_name": to}
    return {**OURS, "dt": YEAR_END - timedelta(days=days), "amount_usd": dollars, **kind, **other}


@pytest.mark.parametrize(
    ("transfers", "found"),
    [
        ([transfer("500.00"), transfer("500.00", 89)], [(Decimal(1000), "2 transfers")]),
        ([transfer("500.00"), transfer("499.99")], []),
        ([transfer("5000.00")], []),
        ([transfer("500.00"), transfer("500.00", 90)], []),
        ([transfer("500.00"), transfer("500.00", to="Invest Lettings")], []),
        ([transfer("500.00"), transfer("500.00", status="failed")], []),
        ([transfer("500.00"), transfer("500.00", transaction_code="p2p_out")], []),
        (
            [transfer("600.00", to="A Brokerage"), transfer("600.00", to="B Securities")],
            [(Decimal(1200), "2 transfers")],
        ),
    ],
)
def test_money_that_goes_to_outside_brokers(transfers: Any, found: Any) -> None:
    assert fired("external_investor", {Transactions: transfers}) == found
    assert fired("external_investor", {Transactions: transfers, Investments: [OURS]}) == []


def scores(*points: int) -> list[dict[str, Any]]:
    """What the bureaus say."""
    return [{**OURS, "credit_score_id": place, "score": each} for place, each in enumerate(points)]


def salary(income: str, currency: str = "USD", status: str = "active") -> dict[str, Any]:
    """A detected income."""
    return {**OURS, "payer_name": f"firm {income}", "currency": currency, "monthly_income": income, "status": status}


@pytest.mark.parametrize(
    ("points", "accounts", "salaries", "found"),
    [
        ((670, 670), [account("checking")], [salary("3000.00")], [(Decimal(3000), "mean score 670")]),
        ((669, 670), [account("checking")], [salary("3000.00")], []),
        ((), [account("checking")], [salary("3000.00")], []),
        (
            (700,),
            [account("cd", opened=YEAR_END - timedelta(days=180))],
            [salary("9.99")],
            [(Decimal("9.99"), "mean score 700")],
        ),
        ((700,), [account("cd", opened=YEAR_END - timedelta(days=179))], [salary("9.99")], []),
        ((700,), [account("checking"), account("credit_card", 2)], [salary("9.99")], []),
        (
            (700,),
            [account("checking"), account("credit_card", 2, "closed")],
            [salary("9.99")],
            [(Decimal("9.99"), "mean score 700")],
        ),
        ((700,), [account("checking")], [salary("9.99", status="stopped")], []),
        ((700,), [account("checking")], [salary("100.00", "EUR"), salary("50.00")], [(Decimal(160), "mean score 700")]),
    ],
)
def test_good_earners_without_a_credit_card(points: Any, accounts: Any, salaries: Any, found: Any) -> None:
    given: dict[Any, Any] = {CreditScores: scores(*points), Accounts: accounts, SalaryDetector: salaries}
    assert fired("credit_card_gap", given) == found


@pytest.mark.parametrize(
    ("earlier", "today", "others", "found"),
    [
        ("20000.00", "20000.02", [], [(Decimal("15000.01"), "checking alone")]),
        ("20000.00", "20000.00", [], []),
        ("20000.00", "50000.00", [account("savings", 2)], []),
        ("20000.00", "50000.00", [account("money_market", 2)], []),
        ("20000.00", "50000.00", [account("cd", 2)], [(Decimal("30000.00"), "checking alone")]),
    ],
)
def test_much_on_checking_alone(earlier: str, today: str, others: Any, found: Any) -> None:
    balances = [
        balance(today),
        balance(earlier, day=YEAR_END - timedelta(days=89)),
        balance("9.00", day=YEAR_END - timedelta(days=90)),
        balance("99999.00", 2),
    ]
    assert fired("idle_balance", {Accounts: [account("checking"), *others], FactBalance: balances}) == found


def statement(day: date, carried: str, number: int = 5, currency: str = "USD") -> dict[str, Any]:
    """A card's statement."""
    return {**OURS, "dt": day, "account_id": number, "carried_amount": carried, "currency": currency}


@pytest.mark.parametrize(
    ("carried", "currency", "points", "found"),
    [
        (("2000.01", "3000.00", "2500.00"), "USD", (670,), [(Decimal(2500), "1 card")]),
        (("2000.00", "3000.00", "2500.00"), "USD", (670,), []),
        (("2000.01", "3000.00", "2500.00"), "USD", (669,), []),
        (("3000.00", "2500.00"), "USD", (670,), []),
        (("1900.00", "1900.00", "1900.00"), "EUR", (670,), [(Decimal(2090), "1 card")]),
    ],
)
def test_much_carried_over_on_three_statements(carried: Any, currency: str, points: Any, found: Any) -> None:
    days = (OCTOBER, NOVEMBER, YEAR_END)[-len(carried) :]
    statements = [statement(day, each, currency=currency) for day, each in zip(days, carried, strict=True)]
    given: dict[Any, Any] = {CardStatements: statements, CreditScores: scores(*points)}
    assert fired("balance_transfer", given) == found


def test_missing_products_are_counted_and_named() -> None:
    everything = [account("checking"), account("savings", 2), account("credit_card", 3)]
    card = {**OURS, "card_id": 1, "card_status": "active"}
    assert fired("product_gap", {}) == [(Decimal(5), "checking,savings,credit_card,card,investment")]
    assert fired("product_gap", {Accounts: everything, Cards: [card], Investments: [OURS]}) == []
    blocked = {**card, "card_status": "blocked"}
    assert fired("product_gap", {Accounts: everything, Cards: [blocked], Investments: [OURS]}) == [(Decimal(1), "card")]


def evidence(day: date, signal: str = "idle_balance", customer: int = 1001) -> dict[str, Any]:
    """A signal that fires."""
    return {"dt": day, "customer_id": customer, "signal": signal, "strength_amount": "7.00", "detail": "-"}


def test_a_signal_has_fired_since_the_first_month_end_without_a_break() -> None:
    september = date(2024, 9, 30)
    given: dict[Any, Any] = {
        CrossSellEvidence: [
            *[evidence(day) for day in (september, OCTOBER, NOVEMBER, YEAR_END)],
            *[evidence(day, "product_gap") for day in (september, NOVEMBER, YEAR_END)],
            *[evidence(day, "idle_balance", 1002) for day in (september, OCTOBER, NOVEMBER)],
            evidence(YEAR_END, "idle_balance", 1003),
        ],
        ProtectionGaps: [evidence(day, "insurance_gap") for day in (OCTOBER, NOVEMBER, YEAR_END)],
    }
    rows = answer(CrossSellSignals, [YEAR_END], given)
    assert [(row["customer_id"], row["signal"], row["first_fired_on"]) for row in rows] == [
        (1001, "idle_balance", september),
        (1001, "insurance_gap", OCTOBER),
        (1001, "product_gap", NOVEMBER),
        (1003, "idle_balance", YEAR_END),
    ]
    both = answer(CrossSellSignals, [NOVEMBER, YEAR_END], given)
    assert both == answer(CrossSellSignals, [NOVEMBER], given) + rows
