"""Card attempts as facts: approved, declined, given back, and what the bank earns on them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.payments.card_transactions import CardTransactions
from financial_lake.datalake.payments.cards import Cards
from financial_lake.datalake.payments.merchant_categories import MerchantCategories
from financial_lake.warehouse_facts.fact_card_transaction import FactCardTransaction
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY = date(2024, 10, 4), date(2024, 10, 5)
CREDIT, DEBIT = 11, 12
CARDS = [
    {"dt": FRIDAY, "card_id": CREDIT, "card_type": "credit"},
    {"dt": FRIDAY, "card_id": DEBIT, "card_type": "debit"},
]
POSTED = {"purchase": "card_purchase", "cash_withdrawal": "atm_withdrawal", "refund": "card_refund"}


def attempt(amount: str, card: int = CREDIT, kind: str = "purchase", **said: Any) -> dict[str, Any]:
    """An approved purchase with a credit card, online."""
    plain = {
        "dt": FRIDAY,
        "card_txn_id": 1,
        "card_id": card,
        "account_id": 1001300,
        "card_txn_type": kind,
        "merchant_category_code": "5411",
        "amount": amount,
        "entry_mode": "online",
        "authorization_status": "approved",
        "reference_number": "CT-1",
    }
    return plain | said


def facts(*attempts: dict[str, Any], days: tuple[date, ...] = (FRIDAY,)) -> list[dict[str, Any]]:
    """The attempts as facts; what is approved is posted, its machine's fee beside it."""
    approved = [each for each in attempts if each["authorization_status"] == "approved"]
    postings = [
        {"dt": each["dt"], "transaction_id": number, "transaction_code": code, "reference_number": "CT-1"}
        for each in approved
        for number, code in ((70, "atm_fee"), (71, POSTED[each["card_txn_type"]]))
    ]
    trades = [
        {"dt": day, "mcc_code": "5411", "mcc_category": "groceries", "risk_level": "low"} for day in (FRIDAY, SATURDAY)
    ]
    accounts = [{"dt": FRIDAY, "account_id": 1001300, "product_id": 9}]
    inputs = {CardTransactions: attempts, Cards: CARDS, Accounts: accounts, Transactions: postings}
    return answer(FactCardTransaction, days, inputs | {MerchantCategories: trades})


def test_the_worked_example() -> None:
    (bought,) = facts(attempt("200.00"))
    assert (bought["interchange_amount"], bought["approved_amount"]) == (Decimal("3.50"), Decimal("200.00"))
    assert (bought["attempt_count"], bought["approved_count"], bought["declined_count"]) == (1, 1, 0)
    assert bought["posting_transaction_id"] == 71
    (refused,) = facts(attempt("80.00", authorization_status="declined", decline_reason="expired_card"))
    assert (refused["declined_amount"], refused["interchange_amount"]) == (Decimal("80.00"), Decimal("0.00"))
    assert (refused["attempt_count"], refused["approved_count"], refused["declined_count"]) == (1, 0, 1)
    assert refused["posting_transaction_id"] is None


def test_a_refund_is_no_attempt_and_gives_back_what_was_earned() -> None:
    (row,) = facts(attempt("200.00", kind="refund", original_card_txn_id=5))
    assert (row["refund_amount"], row["approved_amount"], row["interchange_amount"]) == (200, 0, Decimal("-3.50"))
    assert (row["attempt_count"], row["approved_count"], row["declined_count"]) == (0, 0, 0)
    assert row["posting_transaction_id"] == 71


@pytest.mark.parametrize(("amount", "earned"), [("1.00", "0.01"), ("0.99", "0.00"), ("300.00", "1.50")])
def test_debit_cards_earn_less_and_cents_are_rounded_half_up(amount: str, earned: str) -> None:
    (row,) = facts(attempt(amount, DEBIT))
    assert row["interchange_amount"] == Decimal(earned)


@pytest.mark.parametrize(("mode", "is_remote"), [("online", True), ("recurring", True), ("chip", False)])
def test_a_card_is_remote_online_and_in_subscriptions(mode: str, is_remote: bool) -> None:
    (row,) = facts(attempt("20.00", entry_mode=mode))
    assert row["is_remote"] is is_remote


def test_on_weekends_the_card_is_that_of_friday() -> None:
    attempts = attempt("20.00"), attempt("20.00", DEBIT, dt=SATURDAY, card_txn_id=2)
    rows = facts(*attempts, days=(FRIDAY, SATURDAY))
    assert [(row["card_type"], row["product_id"], row["mcc_category"]) for row in rows] == [
        ("credit", 9, "groceries"),
        ("debit", 9, "groceries"),
    ]
    assert facts(*attempts, days=(SATURDAY,)) == rows[1:]
