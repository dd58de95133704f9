"""The registry of reports: the worked example's days, every state, what reports hold, and two people for each."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.people.employees import Employees
from financial_lake.marts.compliance.large_transaction_monitoring import LargeTransactionMonitoring
from financial_lake.marts.operations.daily_transaction_volume import DailyTransactionVolume
from financial_lake.production.whole_tables import rows_of
from financial_lake.regulatory.aml.currency_transaction_reports import CurrencyTransactionReports
from financial_lake.regulatory.aml.suspicious_activity_reports import SuspiciousActivityReports
from financial_lake.regulatory.reporting.regulatory_reports import RegulatoryReports
from financial_lake.regulatory.reporting.report_types import ReportTypes
from financial_lake_tests.worked_examples import answer

FIRST, YEAR_END = date(2024, 10, 1), date(2024, 12, 31)
NEXT_YEAR, DUE, ACCEPTED = date(2025, 1, 2), date(2025, 1, 15), date(2025, 1, 30)
LIQUIDITY = {
    "report_type": "liquidity",
    "period_kind": "month",
    "due_days": 15,
    "regulatory_body": "banking_supervisor",
    "is_active": True,
}


def reports(today: date, *kinds: dict[str, Any], officers: tuple[int, ...] = (104, 105), **given: Any) -> list[Any]:
    """All reports as of a day; active kinds as listed unless said."""
    staff = [
        {"dt": day, "employee_id": each, "job_role": "compliance_officer", "employment_status": "active"}
        for day in (NEXT_YEAR, date(2025, 1, 10), DUE, date(2025, 1, 30))
        for each in officers
        if day <= today
    ]
    inputs: dict[Any, Any] = {
        DailyTransactionVolume: [{"dt": FIRST}, {"dt": today}],
        Employees: staff,
        LargeTransactionMonitoring: given.get("watched", []),
        SuspiciousActivityReports: given.get("suspicions", []),
        CustomerRecords: given.get("customers", []),
        CurrencyTransactionReports: given.get("cash", []),
    }
    if kinds:
        inputs[ReportTypes] = list(kinds)
    return answer(RegulatoryReports, [], inputs)


def named(rows: list[Any], report: str) -> dict[str, Any]:
    (row,) = [row for row in rows if row["report_id"] == report]
    return dict(row)


def test_the_example_is_generated_submitted_and_accepted_on_its_days() -> None:
    row = named(reports(ACCEPTED, LIQUIDITY), "RR-liquidity-2024-12-v1")
    assert (row["generation_date"], row["due_date"], row["submitted_date"]) == (NEXT_YEAR, DUE, DUE)
    assert (row["accepted_date"], row["status"]) == (ACCEPTED, "accepted")
    assert (row["reporting_period_start"], row["reporting_period_end"]) == (date(2024, 12, 1), YEAR_END)
    assert (row["prepared_by"], row["approved_by"]) == (104, 105)
    assert row["file_path"] == "reports/regulatory/liquidity/2024-12/v1"


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (YEAR_END, "draft"),
        (date(2025, 1, 1), "draft"),
        (NEXT_YEAR, "generated"),
        (date(2025, 1, 14), "generated"),
        (DUE, "submitted"),
        (date(2025, 1, 29), "submitted"),
        (ACCEPTED, "accepted"),
    ],
)
def test_a_report_goes_through_its_states(today: date, status: str) -> None:
    assert named(reports(today, LIQUIDITY), "RR-liquidity-2024-12-v1")["status"] == status


def test_without_a_second_officer_nothing_is_submitted() -> None:
    row = named(reports(ACCEPTED, LIQUIDITY, officers=(104,)), "RR-liquidity-2024-12-v1")
    assert (row["status"], row["prepared_by"], row["approved_by"]) == ("generated", 104, None)


def test_a_due_day_on_a_weekend_is_met_on_friday() -> None:
    row = named(reports(ACCEPTED, LIQUIDITY | {"due_days": 11}), "RR-liquidity-2024-12-v1")
    assert (row["due_date"], row["submitted_date"]) == (date(2025, 1, 11), date(2025, 1, 10))


@pytest.mark.parametrize(
    ("kind", "periods"),
    [
        ("day", ["2024-10-01", "2024-10-02"]),
        ("month", ["2024-10"]),
        ("quarter", ["2024-Q4"]),
        ("half_year", ["2024-H2"]),
        ("year", ["2024"]),
    ],
)
def test_every_period_that_was_touched_has_a_report(kind: str, periods: list[str]) -> None:
    rows = reports(date(2024, 10, 2), LIQUIDITY | {"period_kind": kind})
    assert [row["reporting_period"] for row in rows] == periods
    assert reports(date(2024, 10, 2), LIQUIDITY | {"is_active": False}) == []


def test_reports_count_what_they_hold() -> None:
    watched = [
        {"dt": day, "customer_id": each, "total_amount": "100000.01"}
        for day in (date(2024, 11, 30), date(2024, 12, 1), YEAR_END)
        for each in (1, 2)
    ]
    suspicions = [
        {"sar_id": "SA-1", "filed_date": YEAR_END, "amount_involved": "27600.00"},
        {"sar_id": "SA-2", "filed_date": None, "amount_involved": "9.00"},
    ]
    customers = [
        {"dt": YEAR_END, "customer_id": each, "customer_status": status}
        for each, status in enumerate(["active", "closed", "dormant"])
    ]
    cash = [{"dt": YEAR_END, "customer_id": 1, "direction": each, "amount": "10000.01"} for each in ("in", "out")]
    rows = reports(NEXT_YEAR, watched=watched, suspicions=suspicions, customers=customers, cash=cash)
    told = {
        name: (named(rows, f"RR-{name}-v1")["row_count"], named(rows, f"RR-{name}-v1")["control_total"])
        for name in (
            "aml_large_transactions-2024-12",
            "ctr_batch-2024-12-31",
            "kyc_status-2024-Q4",
            "sar_batch-2024-12-31",
            "sar_batch-2024-12-30",
        )
    }
    assert told == {
        "aml_large_transactions-2024-12": (4, Decimal("400000.04")),
        "ctr_batch-2024-12-31": (2, Decimal("20000.02")),
        "kyc_status-2024-Q4": (2, None),
        "sar_batch-2024-12-31": (1, Decimal("27600.00")),
        "sar_batch-2024-12-30": (0, None),
    }
    assert named(rows, "RR-aml_large_transactions-2025-01-v1")["row_count"] is None


def test_ten_kinds_are_listed_and_four_are_made() -> None:
    kinds = rows_of(ReportTypes).to_pylist()
    assert len(kinds) == 10
    assert [row["report_type"] for row in kinds if row["is_active"]] == [
        "aml_large_transactions",
        "ctr_batch",
        "kyc_status",
        "sar_batch",
    ]
