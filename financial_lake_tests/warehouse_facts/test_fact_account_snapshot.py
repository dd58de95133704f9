"""Month-end snapshots: accounts from their daily balances, loans and investment accounts from theirs."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.curated.contract_records import ContractRecords
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.warehouse_facts.fact_account_snapshot import FactAccountSnapshot
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake_tests.worked_examples import answer

FRIDAY, LAST = date(2024, 11, 29), date(2024, 11, 30)  # the month ends on a Saturday
BEGIN = date(2024, 11, 1)
DEPOSIT, CARD = 10_011_001, 10_013_001


def balance(day: date, contract: int = DEPOSIT, **said: Any) -> dict[str, Any]:
    """A day's balance of a deposit account."""
    plain = {"balance_key": contract * 100_000 + day.day, "account_id": contract // 10, "customer_id": 1001}
    return {"dt": day, "contract_id": contract, "product_id": 1, "currency": "USD", **plain, **said}


def loan(day: date, owed: str, **said: Any) -> dict[str, Any]:
    """A loan in the snapshot of a weekday."""
    plain = {"loan_id": 5, "customer_id": 1001, "product_id": 13, "original_amount": "1200.00",
             "interest_rate": "0.060000", "origination_date": date(2024, 1, 2)}  # fmt: skip
    return {"dt": day, "current_balance": owed, **plain, **said}


def investment(day: date, value: str) -> dict[str, Any]:
    """An investment account in the snapshot of a weekday."""
    return {"dt": day, "investment_id": 10011, "customer_id": 1001, "product_id": 21, "current_value": value}


def contract(number: int, *, is_open: bool = True) -> dict[str, Any]:
    """A contract in Friday's records."""
    return {"dt": FRIDAY, "contract_id": number, "customer_id": 1001, "is_open": is_open}


def snapshots(
    balances: list[dict[str, Any]] | None = None,
    loans: list[dict[str, Any]] | None = None,
    investments: list[dict[str, Any]] | None = None,
    days: tuple[date, ...] = (LAST,),
) -> list[dict[str, Any]]:
    """The snapshots of those days; 1001 has two open contracts and a closed one."""
    contracts = [contract(DEPOSIT), contract(52), contract(CARD, is_open=False)]
    inputs = {FactBalance: balances or [], LoanAccounts: loans or [], Investments: investments or []}
    return answer(FactAccountSnapshot, days, inputs | {ContractRecords: contracts})


def test_an_account_sums_its_days() -> None:
    days = [
        balance(BEGIN - timedelta(days=1), interest_earned="9.00000000", closing_balance="100.00"),
        balance(BEGIN, interest_earned="0.00250000", opening_balance="100.00", credit_amount="50.00",
                net_movement="50.00", closing_balance="150.00"),
        balance(LAST, interest_earned="0.00250000", debit_amount="20.00", net_movement="-20.00",
                opening_balance="150.00", closing_balance="130.00", average_balance="140.00"),
    ]  # fmt: skip
    (row,) = snapshots(days)
    assert (row["balance"], row["month_end_balance"], row["month_avg_balance"]) == (130, 130, 140)
    assert (row["total_credits_mtd"], row["total_debits_mtd"], row["net_cash_flow_mtd"]) == (50, 20, 30)
    assert row["interest_accrued"] == Decimal("0.01")  # 0.005, half a cent, goes up
    assert (row["available_credit"], row["principal_remaining"]) == (None, None)
    assert (row["customer_product_count"], row["snapshot_id"]) == (2, DEPOSIT * 1_000_000 + 202411)
    assert (row["snapshot_date"], row["created_at"]) == (LAST, datetime(2024, 11, 30, 23, 59, 59))  # noqa: DTZ001


def test_a_card_shows_what_its_limit_leaves_and_what_interest_cost() -> None:
    terms = {"credit_limit": "900.00", "utilization": "0.333333"}
    (row,) = snapshots([balance(LAST, CARD, closing_balance="-300.00", interest_charged="4.00", **terms)])
    assert (row["available_credit"], row["credit_utilization_pct"]) == (600, Decimal("33.33"))
    assert row["interest_accrued"] == 4


def test_a_loan_shows_the_mean_of_all_days_and_a_month_of_interest() -> None:
    weekdays = [BEGIN + timedelta(days=step) for step in range(29)]
    loans = [loan(day, "1000.00" if day.day < 15 else "900.00") for day in weekdays if day.weekday() < 5]
    (row,) = snapshots(loans=loans)
    assert (row["balance"], row["principal_paid"], row["principal_remaining"]) == (900, 300, 900)
    assert row["month_avg_balance"] == Decimal("946.67")  # fourteen days of 1,000 and sixteen of 900
    assert row["interest_accrued"] == Decimal("4.50")
    assert (row["contract_id"], row["contract_class"], row["total_credits_mtd"]) == (52, "loan", None)


def test_a_loan_is_averaged_from_its_first_day_and_gone_after_its_last() -> None:
    young = loan(FRIDAY, "1000.00", origination_date=FRIDAY)
    ended = loan(FRIDAY, "0.00", loan_id=6, closed_on=FRIDAY)
    (row,) = snapshots(loans=[young, ended])
    assert (row["account_id"], row["month_avg_balance"]) == (5, 1000)


def test_an_investment_account_is_averaged_over_its_weekdays() -> None:
    values = [investment(BEGIN, "100.00"), investment(date(2024, 11, 28), "100.00"), investment(FRIDAY, "100.01")]
    (row,) = snapshots(investments=values)
    assert (row["balance"], row["month_avg_balance"]) == (Decimal("100.01"), Decimal("100.00"))
    assert (row["contract_id"], row["interest_accrued"]) == (100114, None)


def test_only_the_last_day_of_a_month_has_rows() -> None:
    days = [balance(FRIDAY, closing_balance="1.00"), balance(LAST, closing_balance="1.00")]
    assert {row["dt"] for row in snapshots(days, days=(FRIDAY, LAST))} == {LAST}
    assert snapshots(days, days=(FRIDAY,)) == []
