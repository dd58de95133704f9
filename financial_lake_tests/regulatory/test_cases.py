"""From alerts to cases, reports and violations: the worked example, every stage, and two people for each report."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.datalake.people.employees import Employees
from financial_lake.marts.operations.daily_transaction_volume import DailyTransactionVolume
from financial_lake.regulatory.aml.alerts import Alerts
from financial_lake.regulatory.aml.cases import Cases
from financial_lake.regulatory.aml.rule_violations import RuleViolations
from financial_lake.regulatory.aml.suspicious_activity_reports import SuspiciousActivityReports
from financial_lake_tests.worked_examples import answer

FOUND, OPENED, SECOND = date(2024, 10, 9), date(2024, 10, 10), date(2024, 10, 11)
DECIDED = date(2024, 10, 22)
FILED = date(2024, 10, 25)


def alert(
    rule: str = "AML-02", score: int = 60, found: date = FOUND, triaged: date = OPENED, **said: Any
) -> dict[str, Any]:
    customer = said.get("customer_id", 1001)
    return {
        "dt": found,
        "alert_id": f"AL-{rule}-{found}-{customer}",
        "rule_id": rule,
        "customer_id": customer,
        "account_id": 10011,
        "amount": "27600.00",
        "posting_count": 3,
        "alert_score": score,
        "is_escalated": score >= 40,
        "triaged_on": triaged,
        "triaged_by": 104,
    } | said


EXAMPLE = [alert(), alert("AML-17", found=SECOND, triaged=date(2024, 10, 15), amount="3000.00")]


def cases(alerts: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    return answer(Cases, [], {Alerts: alerts, DailyTransactionVolume: [{"dt": today}]})


def reports(alerts: list[dict[str, Any]], today: date, officers: tuple[int, ...] = (104, 105, 106)) -> list[Any]:
    staff = [
        {"dt": day, "employee_id": each, "job_role": "compliance_officer", "employment_status": "active"}
        for day in (OPENED, DECIDED, FILED)
        for each in officers
        if day <= today
    ]
    given: dict[Any, Any] = {
        Cases: cases(alerts, today),
        DailyTransactionVolume: [{"dt": today}],
        Employees: staff,
    }
    return answer(SuspiciousActivityReports, [], given)


def violations(alerts: list[dict[str, Any]], today: date) -> dict[str, tuple[Any, ...]]:
    given = {Alerts: alerts, Cases: cases(alerts, today), DailyTransactionVolume: [{"dt": today}]}
    return {
        row["rule_id"]: (row["status"], row["resolved_date"], row["resolved_by"])
        for row in answer(RuleViolations, [], given)
    }


def test_the_example_is_recommended_with_seventy_points() -> None:
    (first,) = cases(EXAMPLE[:1], SECOND)
    assert (first["opened_on"], first["case_score"], first["status"]) == (OPENED, 60, "investigating")
    (row,) = cases(EXAMPLE, DECIDED)
    assert (row["case_id"], row["alert_count"], row["rules"]) == ("CA-2024-10-1001", 2, "AML-02,AML-17")
    assert (row["case_score"], row["status"], row["decided_on"]) == (70, "sar_recommended", DECIDED)
    assert (row["amount"], row["handled_by"]) == (Decimal("27600.00"), 104)


@pytest.mark.parametrize(
    ("today", "status"),
    [(FOUND, None), (OPENED, "open"), (SECOND, "investigating"), (DECIDED, "closed_no_action")],
)
def test_a_case_goes_through_its_stages(today: date, status: str | None) -> None:
    assert [row["status"] for row in cases(EXAMPLE[:1], today)] == ([status] if status else [])


@pytest.mark.parametrize(
    ("alerts", "status"),
    [
        ([alert(score=70)], "sar_recommended"),
        ([alert(score=69)], "closed_no_action"),
        ([alert(score=70, amount="5000.00")], "sar_recommended"),
        ([alert(score=70, amount="4999.99")], "closed_no_action"),
        ([alert(), alert("AML-17", 39, SECOND)], "closed_no_action"),
        ([alert(), alert("AML-17", found=date(2024, 10, 23), triaged=date(2024, 10, 24))], "closed_no_action"),
    ],
)
def test_a_report_needs_seventy_points_and_five_thousand_dollars(alerts: Any, status: str) -> None:
    assert [row["status"] for row in cases(alerts, FILED)] == [status]


def test_a_month_and_a_customer_have_one_case() -> None:
    others = [alert(customer_id=1002), alert(found=date(2024, 11, 4), triaged=date(2024, 11, 5)), alert("AML-18", 20)]
    rows = cases([*EXAMPLE, *others], date(2024, 12, 31))
    assert [row["case_id"] for row in rows] == ["CA-2024-10-1001", "CA-2024-10-1002", "CA-2024-11-1001"]


@pytest.mark.parametrize(
    ("today", "status", "filed"),
    [
        (date(2024, 10, 21), None, None),
        (DECIDED, "draft", None),
        (date(2024, 10, 23), "under_review", None),
        (date(2024, 10, 24), "under_review", None),
        (FILED, "filed", FILED),
    ],
)
def test_a_report_is_drafted_reviewed_and_filed(today: date, status: str | None, filed: date | None) -> None:
    rows = reports(EXAMPLE, today)
    assert [(row["sar_status"], row["filed_date"]) for row in rows] == ([(status, filed)] if status else [])


def test_a_report_names_what_is_suspected_and_two_officers() -> None:
    (row,) = reports(EXAMPLE, FILED)
    assert (row["sar_id"], row["activity_type"], row["regulatory_tier"]) == ("SA-2024-10-1001", "structuring", "tier2")
    assert (row["report_date"], row["due_on"]) == (DECIDED, date(2024, 11, 9))
    assert (row["filed_by"], row["approved_by"]) == (104, 106)
    assert row["account_id"] == 10011


def test_without_a_second_officer_a_report_is_not_filed() -> None:
    (row,) = reports(EXAMPLE, FILED, officers=(104,))
    assert (row["sar_status"], row["filed_by"], row["approved_by"]) == ("under_review", None, None)


@pytest.mark.parametrize(
    ("rule", "amount", "kind", "tier"),
    [
        ("AML-11", "99999.99", "high_risk_country", "tier2"),
        ("AML-16", "100000.00", "high_risk_country", "tier1"),
        ("AML-15", "24999.99", "unusual_pattern", "tier3"),
        ("AML-02", "25000.00", "structuring", "tier2"),
    ],
)
def test_kinds_and_tiers(rule: str, amount: str, kind: str, tier: str) -> None:
    (row,) = reports([alert(rule, 80, amount=amount)], FILED)
    assert (row["activity_type"], row["regulatory_tier"]) == (kind, tier)


def test_violations_are_as_far_as_their_case() -> None:
    low = alert("AML-18", 20)
    late = alert("AML-15", 40, date(2024, 10, 23), date(2024, 10, 24))
    assert violations([*EXAMPLE, low], FOUND) == dict.fromkeys(("AML-02", "AML-17", "AML-18"), ("open", None, None))
    assert violations([*EXAMPLE, low], date(2024, 10, 15)) == {
        "AML-02": ("investigating", None, None),
        "AML-17": ("investigating", None, None),
        "AML-18": ("false_positive", OPENED, 104),
    }
    assert violations([*EXAMPLE, late], FILED) == {
        "AML-02": ("resolved", DECIDED, 104),
        "AML-17": ("resolved", DECIDED, 104),
        "AML-15": ("resolved", date(2024, 10, 24), 104),
    }
    assert violations([alert()], FILED) == {"AML-02": ("false_positive", DECIDED, 104)}


@pytest.mark.parametrize(
    ("score", "severity"), [(80, "critical"), (79, "high"), (60, "high"), (59, "medium"), (40, "medium"), (39, "low")]
)
def test_how_serious_a_violation_is(score: int, severity: str) -> None:
    given = {Alerts: [alert(score=score)], Cases: [], DailyTransactionVolume: [{"dt": FOUND}]}
    (row,) = answer(RuleViolations, [], given)
    assert (row["severity"], row["entity_id"], row["violation_id"]) == (severity, 1001, f"VI-AML-02-{FOUND}-1001")
