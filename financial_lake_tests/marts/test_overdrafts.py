"""M23: the worked example, the sizes at their bounds, days without an overdraft, and who comes back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.datalake.accounts.overdraft_events import OverdraftEvents
from financial_lake.marts.product.overdraft_repeat_customers import OverdraftRepeatCustomers
from financial_lake.marts.product.overdraft_revenue_daily import OverdraftRevenueDaily, picture
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 12, 31)


def event(
    place: int, amount: str = "40.00", *, waived: bool = False, back: int = 0, customer: int = 1
) -> dict[str, Any]:
    """An overdraft of the day, or of some days before it."""
    return {
        "dt": DAY - timedelta(days=back),
        "overdraft_id": place,
        "customer_id": customer,
        "overdraft_amount": amount,
        "fee_amount": Decimal(0) if waived else Decimal(35),
        "fee_waived": waived,
    }


def test_the_example_parts_fees_kept_from_fees_let_off() -> None:
    events = [event(place, waived=place == 3, customer=place // 2) for place in range(5)]
    (row,) = answer(OverdraftRevenueDaily, [DAY], {OverdraftEvents: events})
    fees = (row["potential_fees"], row["waived_fees"], row["net_fee_revenue"])
    assert fees == (Decimal("175.00"), Decimal("35.00"), Decimal("140.00"))
    assert row["recovery_rate"] == Decimal("0.8")
    assert (row["event_count"], row["customer_count"]) == (5, 3)


def test_the_upper_bound_belongs_to_a_size() -> None:
    amounts = ["50.00", "50.01", "100.00", "100.01", "250.00", "250.01", "500.00", "500.01"]
    events = [event(place, amount) for place, amount in enumerate(amounts)]
    (row,) = answer(OverdraftRevenueDaily, [DAY], {OverdraftEvents: events})
    sizes = ("count_to_50", "count_to_100", "count_to_250", "count_to_500", "count_above_500")
    assert [row[size] for size in sizes] == [1, 2, 2, 2, 1]


def test_a_day_without_an_overdraft_is_a_row_of_zeros() -> None:
    (row,) = answer(OverdraftRevenueDaily, [DAY], {OverdraftEvents: [event(1, back=1)]})
    assert (row["event_count"], row["potential_fees"], row["recovery_rate"]) == (0, 0, None)


def test_two_in_ninety_days_come_back_and_the_ninety_first_is_forgotten() -> None:
    events = [
        event(1, "10.00", back=89),
        event(2, "20.00", waived=True),
        event(3, back=90, customer=2),
        event(4, customer=2),
        event(5, customer=3),
    ]
    (row,) = answer(OverdraftRepeatCustomers, [DAY], {OverdraftEvents: events})
    assert (row["customer_id"], row["overdraft_count"], row["waived_count"]) == (1, 2, 1)
    assert (row["total_overdraft_amount"], row["fees_charged"]) == (Decimal("30.00"), Decimal("35.00"))
    assert (row["first_overdraft_on"], row["last_overdraft_on"]) == (DAY - timedelta(days=89), DAY)


def test_a_day_is_the_same_alone_and_within_a_range() -> None:
    events = [event(place, back=place * 40) for place in range(4)]
    days = [DAY - timedelta(days=back) for back in (80, 40, 1, 0)]
    for mart in (OverdraftRepeatCustomers, OverdraftRevenueDaily):
        together = answer(mart, days, {OverdraftEvents: events})
        assert together == [row for day in days for row in answer(mart, [day], {OverdraftEvents: events})]


def test_the_picture_is_a_png() -> None:
    assert picture(table_of(OverdraftRevenueDaily, [{"dt": DAY, "event_count": 2}])).startswith(b"\x89PNG")
