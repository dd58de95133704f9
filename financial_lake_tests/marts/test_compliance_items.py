"""M32: the worked example, ages, what is still open, and kinds of events that did not occur."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.datalake.compliance.aml_checks import AmlChecks
from financial_lake.datalake.compliance.compliance_events import ComplianceEvents
from financial_lake.marts.compliance.compliance_open_items import ComplianceOpenItems
from financial_lake.marts.compliance.compliance_summary_daily import ComplianceSummaryDaily
from financial_lake.marts.rollups.transaction_rollup_day import TransactionRollupDay
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 10)


def event(place: int, status: str, on: date, kind: str = "aml_flag", **changes: Any) -> dict[str, Any]:
    """An event as it stands on the day; reviewed on the day unless it is open."""
    reviewed = None if status == "open" else DAY
    return {
        "dt": DAY,
        "event_id": place,
        "customer_id": 1001,
        "event_type": kind,
        "status": status,
        "event_date": on,
        "review_date": reviewed,
        **changes,
    }


EVENTS = [
    event(1, "cleared", date(2024, 10, 1)),
    event(2, "open", date(2024, 10, 3)),
    event(3, "escalated", date(2024, 10, 10)),
    event(4, "open", date(2024, 10, 8)),
    event(5, "cleared", date(2024, 10, 10), kind="pep_check"),
]


def summary() -> dict[str, dict[str, Any]]:
    rollup = [{"dt": DAY, "transaction_code": code, "transaction_count": 400} for code in ("rent", "salary")]
    rows = answer(ComplianceSummaryDaily, [DAY], {ComplianceEvents: EVENTS, TransactionRollupDay: rollup})
    return {row["event_type"]: row for row in rows}


def test_the_example_took_nine_days() -> None:
    row = summary()["aml_flag"]
    assert row["mean_resolution_days"] == Decimal(9)
    assert (row["open_count"], row["escalated_count"], row["cleared_count"], row["new_count"]) == (2, 1, 1, 1)
    assert row["oldest_open_days"] == 7
    assert row["new_per_1000_postings"] == Decimal("1.25")


def test_all_kinds_together_and_kinds_that_did_not_occur_have_rows() -> None:
    rows = summary()
    assert len(rows) == 6
    assert (rows["all"]["event_count"], rows["all"]["mean_resolution_days"]) == (5, Decimal("4.5"))
    nothing = rows["sanctions_screen"]
    assert (nothing["event_count"], nothing["oldest_open_days"], nothing["mean_resolution_days"]) == (0, None, None)


def test_open_and_escalated_events_are_listed_with_their_age() -> None:
    rows = answer(ComplianceOpenItems, [DAY], {ComplianceEvents: EVENTS, AmlChecks: []})
    assert [(row["item_id"], row["status"], row["age_days"]) for row in rows] == [
        (2, "open", 7),
        (3, "escalated", 0),
        (4, "open", 2),
    ]


def test_screenings_are_listed_for_thirty_days_unless_found_false() -> None:
    checks = [
        {"dt": DAY - timedelta(days=back), "check_id": place, "customer_id": 1001, "check_type": "watchlist",
         "aml_flag": result != "clear", "screening_result": result, "reviewed_by": 104}
        for place, (back, result) in enumerate(
            [(0, "escalated"), (29, "potential_match"), (30, "escalated"), (1, "false_positive"), (0, "clear")]
        )
    ]  # fmt: skip
    given: dict[Any, Any] = {ComplianceEvents: EVENTS[1:2], AmlChecks: checks}
    rows = answer(ComplianceOpenItems, [DAY], given)
    assert [(row["item_source"], row["item_id"], row["status"], row["age_days"]) for row in rows] == [
        ("aml_check", 0, "escalated", 0),
        ("aml_check", 1, "open", 29),
        ("event", 2, "open", 7),
    ]
    earlier = DAY - timedelta(days=1)
    assert answer(ComplianceOpenItems, [earlier, DAY], given) == [
        *answer(ComplianceOpenItems, [earlier], given),
        *rows,
    ]
