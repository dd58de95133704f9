"""M29: the worked example, medians and ninth deciles, what is open, who complains again, and months seen whole."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.datalake.crm.complaints import Complaints
from financial_lake.marts.crm.complaint_resolution import ComplaintResolution, picture
from financial_lake_tests.worked_examples import answer, table_of

MONTH_END = date(2024, 11, 30)


def filed(*hours: int | None, priority: str = "critical", on: date = date(2024, 11, 5), first: int = 1) -> list[Any]:
    """Complaints of one kind as they stand at the month's end, by the hours each took; None is still open."""
    return [
        {
            "dt": MONTH_END,
            "complaint_id": first + place,
            "customer_id": first + place,
            "complaint_type": "fees",
            "priority": priority,
            "filed_date": on,
            "status": "open" if took is None else "resolved",
            "resolution_time_hours": took,
            "resolved_date": None if took is None else on + timedelta(hours=took),
        }
        for place, took in enumerate(hours)
    ]


def measured(complaints: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    return answer(ComplaintResolution, days or (MONTH_END,), {Complaints: complaints})


def test_the_example_resolves_two_of_three_in_time() -> None:
    (row,) = measured(filed(30, 10, 20))
    assert (row["filing_month"], row["filed_count"], row["resolved_within_sla_count"]) == (date(2024, 11, 1), 3, 2)
    assert (row["sla_rate"], row["median_resolution_hours"]) == (Decimal("0.666667"), 20)
    assert (row["open_count"], row["backlog_age_days"], row["repeat_complainer_count"]) == (0, None, 0)


@pytest.mark.parametrize(
    ("hours", "median", "ninth_decile"),
    [
        ((7,), "7", 7),
        ((10, 21), "15.5", 21),
        (tuple(range(1, 11)), "5.5", 9),
        (tuple(range(1, 12)), "6", 10),
        ((5, 5, 9, None), "5", 9),
    ],
)
def test_middle_and_ninth_decile_of_what_is_resolved(
    hours: tuple[int | None, ...], median: str, ninth_decile: int
) -> None:
    (row,) = measured(filed(*hours))
    assert (row["median_resolution_hours"], row["p90_resolution_hours"]) == (Decimal(median), ninth_decile)


@pytest.mark.parametrize(("priority", "hours"), [("critical", 24), ("high", 72), ("medium", 168), ("low", 336)])
def test_in_time_is_within_the_hours_of_the_priority(priority: str, hours: int) -> None:
    (row,) = measured(filed(hours, hours + 1, priority=priority))
    assert (row["resolved_within_sla_count"], row["sla_rate"]) == (1, Decimal("0.5"))


def test_what_is_open_has_an_age_and_no_hours() -> None:
    (row,) = measured([*filed(None), *filed(None, on=date(2024, 11, 20), first=8)])
    assert (row["open_count"], row["backlog_age_days"], row["resolved_count"], row["sla_rate"]) == (2, 25, 0, None)
    assert (row["median_resolution_hours"], row["p90_resolution_hours"]) == (None, None)


def test_who_complains_twice_in_ninety_days_is_counted_in_each_cell() -> None:
    again, anew = filed(5), filed(9, on=date(2024, 10, 2), first=2)
    anew[0]["customer_id"] = again[0]["customer_id"]
    assert [row["repeat_complainer_count"] for row in measured([*again, *anew, *filed(7, first=3)])] == [1, 1]


def test_months_of_filing_are_shown_while_they_are_seen_whole() -> None:
    days = (date(2024, 9, 2), date(2024, 9, 30), date(2024, 10, 1), MONTH_END)
    rows = measured([each for place, day in enumerate(days) for each in filed(5, on=day, first=10 * place)])
    assert [row["filing_month"] for row in rows] == [date(2024, 10, 1), date(2024, 11, 1)]
    early = [row | {"dt": date(2025, 2, 28)} for row in filed(5, on=date(2024, 12, 1))]
    assert [row["filing_month"] for row in measured(early, date(2025, 2, 28))] == [date(2024, 12, 1)]


def test_only_month_ends_have_rows_and_each_stands_alone() -> None:
    october = [row | {"dt": date(2024, 10, 31)} for row in filed(None, on=date(2024, 10, 31))]
    rows = [*filed(5), *october, *filed(5, first=9)]
    days = (date(2024, 10, 31), date(2024, 11, 15), MONTH_END)
    assert measured(rows, *days) == [*measured(rows, days[0]), *measured(rows, MONTH_END)]
    assert measured(rows, days[1]) == []


def test_the_picture_is_a_png() -> None:
    assert picture(table_of(ComplaintResolution, measured(filed(5, None)))).startswith(b"\x89PNG")
