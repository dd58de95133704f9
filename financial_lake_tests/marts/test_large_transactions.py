"""M31: the worked example, the limits to the cent, the window's edge, and postings that were corrected."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.marts.compliance.large_transaction_monitoring import LargeTransactionMonitoring
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 31)


def posting(place: int, amount: str, back: int = 0, **changes: Any) -> dict[str, Any]:
    """A completed wire out of customer 1."""
    return {
        "dt": DAY - timedelta(days=back),
        "transaction_key": place * 10 + changes.get("revision_number", 0),
        "transaction_id": place,
        "customer_id": 1,
        "amount": Decimal(amount),
        "exchange_rate": "1.000000",
        "transaction_type": "payment",
        "flow_class": "spend",
        "is_completed": 1,
        **changes,
    }


def reviewed(facts: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    return answer(LargeTransactionMonitoring, days or (DAY,), {FactTransaction: facts})


def test_five_of_ten_and_a_half_thousand_are_reviewed_for_their_count() -> None:
    kinds = ["payment", "deposit", "payment", "transfer", "deposit"]
    facts = [posting(place, "10500.00", back=place, transaction_type=kind) for place, kind in enumerate(kinds)]
    (row,) = reviewed(facts)
    assert (row["large_transaction_count"], row["reason"]) == (5, "count")
    assert (row["total_amount"], row["avg_amount"], row["max_amount"]) == (52_500, 10_500, 10_500)
    assert row["transaction_types"] == "deposit,payment,transfer"
    assert row["first_seen_on"] == DAY - timedelta(days=4)
    assert reviewed(facts[:4]) == []


def test_one_above_a_hundred_thousand_is_reviewed_for_its_sum() -> None:
    (row,) = reviewed([posting(1, "100000.01")])
    assert row["reason"] == "sum"
    assert reviewed([posting(1, "100000.00")]) == []


def test_five_worth_more_than_a_hundred_thousand_are_reviewed_for_both() -> None:
    (row,) = reviewed([posting(place, "20000.01", flow_class="financing") for place in range(5)])
    assert (row["reason"], row["financing_count"], row["avg_amount"]) == ("both", 5, Decimal("20000.01"))


def test_exactly_ten_thousand_is_not_large_and_failed_attempts_do_not_count() -> None:
    assert reviewed([posting(place, "10000.00") for place in range(5)]) == []
    assert reviewed([posting(place, "90000.00", is_completed=0) for place in range(5)]) == []


def test_the_thirtieth_day_before_is_forgotten() -> None:
    facts = [posting(place, "10500.00") for place in range(4)]
    assert len(reviewed([*facts, posting(4, "10500.00", back=29)])) == 1
    assert reviewed([*facts, posting(4, "10500.00", back=30)]) == []


def test_a_foreign_amount_counts_in_dollars() -> None:
    assert reviewed([posting(1, "100000.00", exchange_rate="1.100000")])[0]["total_amount"] == 110_000
    assert reviewed([posting(1, "120000.00", exchange_rate="0.800000")]) == []


def test_a_correction_takes_the_place_of_what_it_corrects_from_its_day_on() -> None:
    facts = [posting(1, "150000.00", back=2), posting(1, "120000.00", back=1, revision_number=1)]
    days = [DAY - timedelta(days=2), DAY - timedelta(days=1)]
    first, second = reviewed(facts, *days)
    assert (first["total_amount"], second["total_amount"]) == (150_000, 120_000)
    small = [posting(1, "150000.00", back=2), posting(1, "30.00", back=1, revision_number=1)]
    assert [row["dt"] for row in reviewed(small, *days)] == days[:1]


def test_a_day_is_the_same_alone_and_within_a_range() -> None:
    facts = [posting(place, "30000.00", back=place * 3) for place in range(20)]
    days = [DAY - timedelta(days=back) for back in (9, 3, 0)]
    assert reviewed(facts, *days) == [row for day in days for row in reviewed(facts, day)]
