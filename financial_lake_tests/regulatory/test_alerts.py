"""Alerts: the worked example, each reason for more points, and who looks at it the next business day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.people.employees import Employees
from financial_lake.regulatory.aml.alerts import Alerts
from financial_lake.regulatory.aml.rule_hits import RuleHits
from financial_lake_tests.worked_examples import answer

WEDNESDAY = date(2024, 10, 9)


def hit(rule: str = "AML-02", amount: str = "20000.01", day: date = WEDNESDAY, **said: Any) -> dict[str, Any]:
    return {
        "dt": day,
        "rule_id": rule,
        "customer_id": 1001,
        "account_id": 10011,
        "window_start": day,
        "amount": amount,
        "posting_count": 3,
        "explanation": "seen",
    } | said


def alerts(
    hits: list[dict[str, Any]], *days: date, risk: str = "low", opened: date = date(2020, 1, 1), officers: int = 3
) -> list[dict[str, Any]]:
    every = {row["dt"] for row in hits}
    given: dict[Any, Any] = {
        RuleHits: hits,
        CustomerRecords: [{"dt": day, "customer_id": 1001, "risk_rating": risk} for day in every],
        Accounts: [
            {"dt": day, "account_id": each, "customer_id": 1001, "open_date": opened, "account_status": "active"}
            for day in every
            for each in (10011, 10012)
        ],
        Employees: [
            {"dt": day, "employee_id": 100 + each, "job_role": "compliance_officer", "employment_status": "active"}
            for day in every
            for each in range(officers)
        ],
    }
    return answer(Alerts, days or (WEDNESDAY,), given)


def test_the_example_has_sixty_points_and_is_looked_at_on_thursday() -> None:
    (row,) = alerts([hit(amount="27600.00")])
    assert (row["alert_id"], row["alert_score"], row["is_escalated"]) == ("AL-AML-02-2024-10-09-1001", 60, True)
    assert (row["triaged_on"], row["triaged_by"]) == (date(2024, 10, 10), 102)  # 1001 leaves 2 over 3


@pytest.mark.parametrize(
    ("rule", "points", "is_escalated"),
    [("AML-02", 50, True), ("AML-11", 50, True), ("AML-15", 40, True), ("AML-17", 20, False), ("AML-18", 20, False)],
)
def test_a_score_begins_with_the_points_of_the_rule(rule: str, points: int, is_escalated: bool) -> None:
    (row,) = alerts([hit(rule)])
    assert (row["alert_score"], row["is_escalated"]) == (points, is_escalated)


def test_each_reason_is_worth_ten_and_a_score_ends_at_a_hundred() -> None:
    assert alerts([hit()], risk="high")[0]["alert_score"] == 60
    assert alerts([hit(amount="24999.99")])[0]["alert_score"] == 50
    assert alerts([hit(amount="25000.00")])[0]["alert_score"] == 60
    assert alerts([hit(is_listed_counterparty=True)])[0]["alert_score"] == 60
    assert alerts([hit()], opened=WEDNESDAY - timedelta(days=179))[0]["alert_score"] == 60
    assert alerts([hit()], opened=WEDNESDAY - timedelta(days=180))[0]["alert_score"] == 50
    both = [
        hit(amount="25000.00", is_listed_counterparty=True),
        hit("AML-17", day=WEDNESDAY - timedelta(days=29)),
    ]
    assert alerts(both, risk="high", opened=WEDNESDAY)[0]["alert_score"] == 100


@pytest.mark.parametrize(
    ("rule", "back", "points"), [("AML-17", 29, 60), ("AML-17", 30, 50), ("AML-02", 5, 50), ("AML-17", -1, 50)]
)
def test_another_rule_counts_for_thirty_days(rule: str, back: int, points: int) -> None:
    assert alerts([hit(), hit(rule, day=WEDNESDAY - timedelta(days=back))])[0]["alert_score"] == points


def test_an_alert_without_account_takes_the_customers_first_and_a_bank_without_officers_names_none() -> None:
    (row,) = alerts([hit(account_id=None)], officers=0)
    assert (row["account_id"], row["triaged_by"]) == (10011, None)


def test_rules_that_do_not_run_raise_nothing_and_each_day_stands_alone() -> None:
    assert alerts([hit("AML-03")]) == []
    friday = date(2024, 10, 11)
    hits = [hit(), hit("AML-17", "10.00", friday)]
    rows = alerts(hits, WEDNESDAY, friday)
    assert rows == [*alerts(hits), *alerts(hits, friday)]
    assert [row["triaged_on"] for row in rows] == [date(2024, 10, 10), date(2024, 10, 15)]  # Monday is Columbus Day
    assert [row["amount"] for row in rows] == [Decimal("20000.01"), Decimal("10.00")]
