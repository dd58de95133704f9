"""M12: the worked example, equal values, each segment in its order, and spending unlike the persona's."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.marts.customer.customer_segmentation import CustomerSegmentation, picture
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake.simulation.personas import PERSONAS
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer, table_of

YEAR_END = date(2024, 12, 31)
LONG_AGO = date(2015, 1, 1)
EXAMPLE = ((1, 40, "4000.00"), (3, 25, "2500.00"), (10, 25, "900.00"), (45, 4, "300.00"), (88, 1, "20.00"))


def segmented(
    customers: Any, *, since: date = LONG_AGO, status: str = "active", facts: Any = (), end: date = YEAR_END
) -> list[dict[str, Any]]:
    """Segments of customers 1001, 1002 ... who last spent so many days ago, so often and so much in 90 days."""
    spent, records = [], []
    for number, (recency, frequency, monetary) in enumerate(customers, 1001):
        spending = {"spend_count": frequency, "spend_amount_usd": monetary, "transaction_count": frequency}
        spent.append({"dt": end - timedelta(days=recency), "customer_id": number, **spending})
        record = {"onboarding_date": since, "customer_status": status, "persona": PERSONAS[0]}
        records.append({"dt": end, "customer_id": number, **record})
    inputs: dict[Any, Any] = {CustomerDay: spent, CustomerRecords: records, FactTransaction: facts}
    return answer(CustomerSegmentation, [end], inputs)


def test_the_example() -> None:
    rows = segmented(EXAMPLE)
    assert [row["rfm_code"] for row in rows] == ["555", "444", "343", "222", "111"]
    assert [row["segment"] for row in rows] == ["champion", "champion", "loyal", "hibernating", "hibernating"]
    assert picture(table_of(CustomerSegmentation, rows)).startswith(b"\x89PNG")


def test_equal_values_have_equal_scores_the_better_ones() -> None:
    rows = segmented([(5, 3, "10.00")] * 4)
    assert {row["rfm_code"] for row in rows} == {"555"}


def test_who_spent_nothing_in_90_days_was_last_seen_91_days_ago() -> None:
    rows = segmented([(89, 1, "5.00"), (90, 1, "5.00"), (0, 0, "-3.00")])
    assert [row["recency_days"] for row in rows] == [89, 91, 91]
    assert [row["frequency_90d"] for row in rows] == [1, 0, 0]
    assert [row["monetary_90d"] for row in rows] == [Decimal("5.00"), 0, Decimal("-3.00")]


SCALE = [(80, 1, "1.00"), (60, 2, "2.00"), (40, 3, "3.00"), (20, 4, "4.00")]
"""Four others: a customer worse than all scores 1, between them 2 to 4, better than all 5."""


@pytest.mark.parametrize(
    ("customer", "code", "segment"),
    [
        ((10, 9, "9.00"), "555", "champion"),
        ((50, 9, "9.00"), "355", "loyal"),
        ((50, 9, "0.50"), "351", "loyal"),
        ((50, 1, "9.00"), "325", "big_spender"),
        ((85, 9, "0.50"), "151", "at_risk"),
        ((85, 1, "9.00"), "125", "at_risk"),
        ((85, 1, "0.50"), "121", "hibernating"),
        ((10, 1, "0.50"), "521", "promising"),
        ((50, 1, "0.50"), "321", "regular"),
    ],
)
def test_a_customer_is_in_the_first_segment_that_fits(customer: Any, code: str, segment: str) -> None:
    row = segmented([*SCALE, customer])[-1]
    assert (row["rfm_code"], row["segment"]) == (code, segment)


@pytest.mark.parametrize(("days", "segment"), [(179, "new_customer"), (180, "hibernating")])
def test_new_customers_joined_within_180_days(days: int, segment: str) -> None:
    rows = segmented([*SCALE, (85, 1, "0.50")], since=YEAR_END - timedelta(days=days))
    assert rows[-1]["segment"] == segment


def bought(customer: int, category: str, amount: str, **other: Any) -> dict[str, Any]:
    """A purchase."""
    kind = {"flow_class": "spend", "is_completed": 1, "transaction_count": 1, "mcc_category": category}
    return {"dt": YEAR_END, "customer_id": customer, "transaction_amount_usd": f"-{amount}", **kind, **other}


def test_deviation_is_the_share_outside_the_personas_three_largest_categories() -> None:
    facts = [
        *[bought(1001, category, "100.00") for category in ("dining", "gas", "groceries")],
        bought(1002, "dining", "30.00"),
        bought(1002, "travel", "10.00"),
        bought(1002, "travel", "999.00", transaction_count=0),
        bought(1002, "travel", "999.00", flow_class="refund"),
        bought(1002, "travel", "999.00", dt=YEAR_END - timedelta(days=90)),
    ]
    rows = segmented([(1, 1, "1.00")] * 3, facts=facts)
    assert [row["persona_deviation"] for row in rows] == [0, Decimal("0.25"), None]


def test_who_has_left_is_in_no_segment() -> None:
    assert segmented(EXAMPLE, status="closed") == []


def test_nothing_stands_on_a_day_that_ends_no_month() -> None:
    assert segmented(EXAMPLE, end=date(2024, 12, 30)) == []
