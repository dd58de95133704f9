"""Merchant rollup: sales and refunds by merchant and instrument; cash at a machine is no sale."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.marts.rollups.merchant_rollup_day import MerchantRollupDay
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 3)


def fact(amount: str, **changes: Any) -> dict[str, Any]:
    """A card purchase of that many dollars at merchant 7; a positive amount is a refund."""
    is_refund = Decimal(amount) > 0
    return {
        "dt": DAY,
        "merchant_id": 7,
        "mcc_category": "groceries",
        "customer_id": 1001,
        "payment_method": "debit_card",
        "transaction_code": "card_refund" if is_refund else "card_purchase",
        "flow_class": "refund" if is_refund else "spend",
        "transaction_amount_usd": Decimal(amount),
        "is_completed": 1,
        "transaction_count": 1,
        **changes,
    }


def test_sales_and_refunds_are_summed_by_merchant_and_instrument() -> None:
    facts = [
        fact("-60.00"),
        fact("-40.00", customer_id=1002),
        fact("-40.00", customer_id=1002),
        fact("10.00", customer_id=1003),
        fact("-5.00", payment_method="credit_card"),
        fact("-3.00", merchant_id=8),
    ]
    rows = answer(MerchantRollupDay, [DAY], {FactTransaction: facts})
    assert [tuple(row.values())[1:] for row in rows] == [
        (7, "credit_card", "groceries", 1, Decimal("5.00"), Decimal("0.00"), 1),
        (7, "debit_card", "groceries", 3, Decimal("140.00"), Decimal("10.00"), 2),
        (8, "debit_card", "groceries", 1, Decimal("3.00"), Decimal("0.00"), 1),
    ]


def test_failed_attempts_cash_and_postings_without_merchant_are_no_sales() -> None:
    facts = [
        fact("-9.00", is_completed=0, transaction_amount_usd=Decimal(0)),
        fact("-9.00", transaction_code="atm_withdrawal"),
        fact("-9.00", merchant_id=None, mcc_category=None),
    ]
    assert answer(MerchantRollupDay, [DAY], {FactTransaction: facts}) == []


def test_a_correction_changes_the_amount_and_is_not_counted_again() -> None:
    facts = [fact("-80.00"), fact("50.00", transaction_code="card_purchase", flow_class="spend", transaction_count=0)]
    (row,) = answer(MerchantRollupDay, [DAY], {FactTransaction: facts})
    assert (row["purchase_count"], row["purchase_amount_usd"]) == (1, Decimal("30.00"))
    assert row["refund_amount_usd"] == 0
