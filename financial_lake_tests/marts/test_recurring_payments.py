"""M18: the worked example, bills, rare rhythms, subscriptions among other shopping, and services paid twice."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.payments.merchants import Merchants
from financial_lake.marts.customer.recurring_payments import RecurringPayments
from financial_lake_tests.worked_examples import answer

YEAR_END = date(2024, 12, 31)
SEVENTHS = [date(2024, month, 7) for month in (10, 11, 12)]


def debit(day: date, amount: str, **other: Any) -> dict[str, Any]:
    """A purchase at a merchant of streaming films."""
    return {
        "dt": day,
        "event_date": day,
        "transaction_id": day.toordinal(),
        "customer_id": 1001,
        "currency": "USD",
        "merchant_id": 7,
        "counterparty_name": "Yarrowhythe Streaming",
        "txn_type": "debit",
        "transaction_code": "card_purchase",
        "flow_class": "spend",
        "payment_method": "debit_card",
        "status": "completed",
        "amount": amount,
        **other,
    }


def monthly(*amounts: str, **other: Any) -> list[dict[str, Any]]:
    """Payments on the 7th of the last months of the year."""
    return [debit(day, amount, **other) for day, amount in zip(SEVENTHS, amounts, strict=True)]


def found(debits: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    """What is seen to recur, with two streaming merchants and one of power."""
    ends = days or (YEAR_END,)
    trades = {7: "5815", 8: "5815", 9: "4900"}
    merchants = [{"dt": end, "merchant_id": each, "mcc_code": mcc} for end in ends for each, mcc in trades.items()]
    return answer(RecurringPayments, ends, {Transactions: debits, Merchants: merchants})


def test_a_subscription_that_became_dearer() -> None:
    (row,) = found(monthly("9.99", "9.99", "11.99"))
    assert (row["kind"], row["frequency"], row["payee"], row["payment_count"]) == ("subscription", "monthly", "7", 3)
    assert (row["current_amount"], row["previous_amount"]) == (Decimal("11.99"), Decimal("9.99"))
    assert (row["price_change"], row["yearly_cost"]) == (Decimal("2.00"), Decimal("143.88"))
    assert (row["next_expected_on"], row["is_missed"]) == (date(2025, 1, 7), False)


def test_a_steady_subscription_has_no_previous_price() -> None:
    (row,) = found(monthly("9.99", "9.99", "9.99"))
    assert (row["kind"], row["previous_amount"], row["price_change"]) == ("subscription", None, None)


@pytest.mark.parametrize(("last", "kinds"), [("135.00", ["bill"]), ("135.01", []), ("65.00", ["bill"]), ("64.99", [])])
def test_a_bill_stays_within_thirty_five_percent_of_its_median(last: str, kinds: list[str]) -> None:
    rows = found([*monthly("99.99", "100.00", "100.00"), debit(date(2024, 9, 7), last)])
    assert [row["kind"] for row in rows] == kinds
    if kinds:
        (row,) = rows
        assert (row["previous_amount"], row["price_change"]) == (Decimal("100.00"), Decimal("0.00"))


def test_a_payee_without_a_number_goes_by_name() -> None:
    (row,) = found(monthly("900.00", "900.00", "900.00", merchant_id=None, counterparty_name="Yarrowcombe Residential"))
    assert (row["payee"], row["merchant_id"]) == ("Yarrowcombe Residential", None)


@pytest.mark.parametrize(
    ("gaps", "frequency", "times"),
    [
        ((7, 7), "weekly", 52),
        ((14, 14), "biweekly", 26),
        ((14, 17), "semimonthly", 24),
        ((85, 97), "quarterly", 4),
        ((355,), "annual", 1),
        ((375,), "annual", 1),
    ],
)
def test_rhythms_by_their_gaps(gaps: tuple[int, ...], frequency: str, times: int) -> None:
    days = [date(2024, 12, 20)]
    for gap in reversed(gaps):
        days.insert(0, days[0] - timedelta(days=gap))
    (row,) = found([debit(day, "20.00") for day in days])
    assert (row["frequency"], row["yearly_cost"]) == (frequency, 20 * times)


@pytest.mark.parametrize("gaps", [(84, 90), (90, 98), (354,), (376,), (90,), (30,)])
def test_other_gaps_are_no_rhythm(gaps: tuple[int, ...]) -> None:
    days = [date(2024, 12, 20)]
    for gap in reversed(gaps):
        days.insert(0, days[0] - timedelta(days=gap))
    assert found([debit(day, "20.00") for day in days]) == []


def test_two_unequal_payments_a_year_apart_prove_nothing() -> None:
    assert found([debit(date(2023, 12, 20), "20.00"), debit(date(2024, 12, 20), "20.01")]) == []


def test_a_subscription_is_seen_among_other_shopping_by_instrument_or_price() -> None:
    shopping = [debit(date(2024, 10, 20), "3.00"), debit(date(2024, 12, 24), "7.00")]
    (by_price,) = found([*monthly("9.99", "9.99", "9.99"), *shopping])
    assert (by_price["payment_count"], by_price["current_amount"]) == (3, Decimal("9.99"))
    (by_instrument,) = found([*monthly("30.00", "33.00", "36.00", payment_method="direct_debit"), *shopping])
    assert (by_instrument["kind"], by_instrument["current_amount"]) == ("bill", Decimal("36.00"))


@pytest.mark.parametrize(
    "other",
    [
        {"flow_class": "financing", "transaction_code": "loan_payment"},
        {"transaction_code": "atm_withdrawal"},
        {"status": "failed"},
        {"revision_number": 1},
        {"merchant_id": None, "counterparty_name": None},
    ],
)
def test_what_is_not_spent_at_somebody_does_not_count(other: dict[str, Any]) -> None:
    assert found(monthly("9.99", "9.99", "9.99", **other)) == []


def test_two_running_subscriptions_of_one_trade_are_duplicate_services() -> None:
    second = monthly("12.00", "12.00", "12.00", merchant_id=8)
    power = monthly("60.00", "60.00", "60.00", merchant_id=9)
    rows = found([*monthly("9.99", "9.99", "9.99"), *second, *power])
    assert [(row["payee"], row["is_duplicate_service"]) for row in rows] == [("7", True), ("8", True), ("9", False)]


def test_a_missed_payment_is_told_and_duplicates_nothing() -> None:
    missed = [
        {**each, "dt": day, "event_date": day}
        for each, day in zip(
            monthly("12.00", "12.00", "12.00", merchant_id=8),
            [date(2024, month, 19) for month in (8, 9, 10)],
            strict=True,
        )
    ]
    november = date(2024, 11, 30)
    running = [debit(day, "9.99") for day in (date(2024, 9, 7), *SEVENTHS)]
    rows = found([*running, *missed], november)
    assert [(row["payee"], row["is_missed"], row["is_duplicate_service"]) for row in rows] == [
        ("7", False, False),
        ("8", True, False),
    ]
    ends = [date(2024, 10, 31), november, YEAR_END]
    assert found([*running, *missed], *ends) == [row for end in ends for row in found([*running, *missed], end)]
