"""M22: the worked example, reasons that did not occur, and payments at merchants that are watched."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.marts.product.card_authorization_daily import CardAuthorizationDaily, picture
from financial_lake.marts.product.high_risk_merchant_activity import HighRiskMerchantActivity
from financial_lake.warehouse_facts.fact_card_transaction import FactCardTransaction
from financial_lake_tests.worked_examples import answer, table_of

DAY, BEFORE = date(2024, 10, 3), date(2024, 10, 2)


def attempt(place: int, reason: str | None = None, amount: str = "10.00", **changes: Any) -> dict[str, Any]:
    """A debit card attempt, approved unless there is a reason."""
    approved = reason is None
    return {
        "dt": DAY,
        "card_txn_key": place,
        "card_type": "debit",
        "card_txn_type": "purchase",
        "amount": Decimal(amount),
        "approved_amount": Decimal(amount) if approved else Decimal(0),
        "declined_amount": Decimal(0) if approved else Decimal(amount),
        "attempt_count": 1,
        "approved_count": int(approved),
        "declined_count": int(not approved),
        "is_remote": place % 4 == 0,
        "decline_reason": reason,
        **changes,
    }


def refund(place: int, amount: str = "10.00", **changes: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("attempt_count", "approved_count", "declined_count", "approved_amount"), 0)
    return attempt(place, amount=amount, card_txn_type="refund", **{**counts, **changes})


def test_the_example_leaves_refunds_out() -> None:
    reasons = ["technical"] * 2 + ["wrong_pin"] * 3
    attempts = [attempt(place) for place in range(95)]
    attempts += [attempt(95 + place, reason, "80.00") for place, reason in enumerate(reasons)]
    attempts += [refund(200), refund(201)]
    rows = answer(CardAuthorizationDaily, [DAY], {FactCardTransaction: attempts})
    of = {(row["card_type"], row["decline_reason"]): row for row in rows}
    whole = of["debit", "all"]
    assert (whole["attempt_count"], whole["approval_rate"]) == (100, Decimal("0.95"))
    assert (whole["approved_amount"], whole["declined_amount"]) == (Decimal(950), Decimal(400))
    assert whole["remote_share"] == Decimal("0.25")
    assert [of["debit", each]["declined_count"] for each in ("technical", "wrong_pin", "account_frozen")] == [2, 3, 0]
    assert len(rows) == 2 * 7
    assert (of["credit", "all"]["attempt_count"], of["credit", "all"]["approval_rate"]) == (0, None)


def test_high_risk_payments_are_listed_above_five_hundred() -> None:
    risky = {"mcc_risk_level": "high"}
    attempts = [
        attempt(1, amount="500.00", **risky),
        attempt(2, amount="500.01", **risky),
        attempt(3, "suspected_fraud", "900.00", **risky),
        attempt(4, amount="900.00", mcc_risk_level="medium"),
        attempt(5, amount="900.00", dt=BEFORE, **risky),
    ]
    rows = answer(HighRiskMerchantActivity, [DAY], {FactCardTransaction: attempts})
    assert [(row["card_txn_id"], row["is_approved"]) for row in rows] == [(2, True), (3, False)]


def test_a_day_is_the_same_alone_and_within_a_range() -> None:
    attempts = [attempt(1), attempt(2, "technical", dt=BEFORE), attempt(3, card_type="credit")]
    together = answer(CardAuthorizationDaily, [BEFORE, DAY], {FactCardTransaction: attempts})
    alone = [
        row for day in (BEFORE, DAY) for row in answer(CardAuthorizationDaily, [day], {FactCardTransaction: attempts})
    ]
    assert together == alone


def test_the_picture_is_a_png() -> None:
    rows = [
        {"dt": DAY, "card_type": card, "decline_reason": reason, "approval_rate": "0.95"}
        for card in ("debit", "credit")
        for reason in ("all", "technical")
    ]
    assert picture(table_of(CardAuthorizationDaily, rows)).startswith(b"\x89PNG")
