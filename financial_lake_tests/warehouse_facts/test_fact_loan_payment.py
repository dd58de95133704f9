"""Payments on loans as facts: their parts, their loan, and the posting that paid them."""

from datetime import date, datetime
from typing import Any

import pytest

from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.lending.loan_payments import LoanPayments
from financial_lake.warehouse_facts.fact_loan_payment import FactLoanPayment
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY, MONDAY = date(2024, 10, 4), date(2024, 10, 5), date(2024, 10, 7)


def payment(day: date, **said: Any) -> dict[str, Any]:
    """An instalment of 1,032.80 of a loan over 12,000.00 at 6 %, paid late with its fee."""
    plain = {"loan_payment_id": 5, "loan_id": 77, "customer_id": 1001, "installment_number": 1, "due_on": FRIDAY,
             "payment_amount": "1057.80", "principal_amount": "972.80", "interest_amount": "60.00",
             "late_fee_amount": "25.00", "remaining_balance": "11027.20", "payment_status": "paid",
             "from_account_id": 1001100, "reference_number": "LP-5",
             "paid_at": datetime.fromisoformat(f"{day} 07:10")}  # fmt: skip
    return {"dt": day, **plain, **said}


def posting(day: date, **said: Any) -> dict[str, Any]:
    """The posting of that payment."""
    return {"dt": day, "transaction_id": 99, "reference_number": "LP-5", "transaction_code": "loan_payment", **said}


def facts(days: list[date], payments: list[Any], *postings: Any, loans_of: date = FRIDAY) -> list[dict[str, Any]]:
    """The payments as facts, of a loan in the snapshot of one day."""
    loans = [{"dt": loans_of, "loan_id": 77, "product_id": 13}, {"dt": loans_of, "loan_id": 78, "product_id": 14}]
    return answer(FactLoanPayment, days, {LoanPayments: payments, LoanAccounts: loans, Transactions: postings})


def test_a_payment_is_bound_to_its_loan_and_its_posting() -> None:
    (row,) = facts([FRIDAY], [payment(FRIDAY)], posting(FRIDAY))
    assert (row["loan_payment_key"], row["date_key"], row["contract_id"], row["product_id"]) == (5, 20_241_004, 772, 13)
    assert (row["payment_number"], row["due_on"], row["posting_transaction_id"]) == (1, FRIDAY, 99)
    assert row["payment_amount"] == row["principal_amount"] + row["interest_amount"] + row["late_fee_amount"]


@pytest.mark.parametrize("said", [{"dt": SATURDAY}, {"reference_number": "LP-6"}, {"transaction_code": "loan_fee"}])
def test_only_the_payments_own_posting_of_the_day_paid_it(said: dict[str, Any]) -> None:
    (row,) = facts([FRIDAY], [payment(FRIDAY)], posting(FRIDAY) | said)
    assert row["posting_transaction_id"] is None


def test_a_corrected_posting_does_not_double_the_payment() -> None:
    (row,) = facts([FRIDAY], [payment(FRIDAY)], posting(FRIDAY), posting(FRIDAY, revision_number=1))
    assert row["posting_transaction_id"] == 99


def test_a_weekend_looks_at_the_loans_of_friday() -> None:
    (row,) = facts([SATURDAY], [payment(SATURDAY)])
    assert row["product_id"] == 13


def test_without_the_snapshot_of_its_loan_the_product_is_missing() -> None:
    (row,) = facts([MONDAY], [payment(MONDAY)])
    assert row["product_id"] is None


def test_a_day_alone_is_the_same_as_inside_a_range() -> None:
    payments, days = [payment(FRIDAY), payment(SATURDAY, loan_payment_id=6, loan_id=78)], [FRIDAY, SATURDAY, MONDAY]
    alone = [row for day in days for row in facts([day], payments, posting(FRIDAY))]
    assert facts(days, payments, posting(FRIDAY)) == alone
    assert len(alone) == 2
