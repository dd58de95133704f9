"""M10: the worked example, limits reached from below, windows, and what cannot be known."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.quarantine import Quarantine
from financial_lake.datalake.compliance.compliance_events import ComplianceEvents
from financial_lake.datalake.crm.complaints import Complaints
from financial_lake.datalake.payments.cards import Cards
from financial_lake.datalake.payments.wire_transfers import WireTransfers
from financial_lake.datalake.people.employee_training import EmployeeTraining
from financial_lake.datalake.people.employees import Employees
from financial_lake.marts.operations.data_quality_daily import DataQualityDaily
from financial_lake.marts.product.overdraft_revenue_daily import OverdraftRevenueDaily
from financial_lake.marts.risk.operational_risk_indicators import OperationalRiskIndicators, picture
from financial_lake.marts.rollups.transaction_rollup_day import TransactionRollupDay
from financial_lake.warehouse_facts.fact_card_transaction import FactCardTransaction
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 31)
INPUTS = (
    CustomerRecords,
    Quarantine,
    Cards,
    WireTransfers,
    Employees,
    DataQualityDaily,
    OverdraftRevenueDaily,
    TransactionRollupDay,
    FactCardTransaction,
    Complaints,
    ComplianceEvents,
    EmployeeTraining,
)


def before(back: int) -> date:
    return DAY - timedelta(days=back)


def indicators(given: dict[Any, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """All indicators of the day; what is not given is empty."""
    rows = answer(OperationalRiskIndicators, [DAY], {each: given.get(each, []) for each in INPUTS})
    return {row["indicator"]: row for row in rows}


@pytest.mark.parametrize(
    ("failed", "value", "status"),
    [(21, "0.003", "amber"), (13, "0.001857", "green"), (14, "0.002", "amber"), (35, "0.005", "red")],
)
def test_the_example_is_amber_and_a_limit_is_reached_from_below(failed: int, value: str, status: str) -> None:
    rollup = [
        {"dt": DAY, "transaction_code": "rent", "transaction_count": 4_000, "failed_count": failed},
        {"dt": DAY, "transaction_code": "salary", "transaction_count": 3_000 - failed},
    ]
    row = indicators({TransactionRollupDay: rollup})["failed_posting_rate"]
    assert (row["numerator"], row["denominator"]) == (failed, 7_000)
    assert (row["value"], row["status"]) == (Decimal(value), status)
    assert (row["amber_limit"], row["red_limit"]) == (Decimal("0.002"), Decimal("0.005"))


def test_what_is_not_stored_is_unknown_and_never_green() -> None:
    rows = indicators({})
    unknown = {name for name, row in rows.items() if row["status"] == "unknown"}
    assert unknown == set(rows) - {"quarantine_open_rows"}
    assert (rows["quarantine_open_rows"]["value"], rows["quarantine_open_rows"]["denominator"]) == (0, None)


def test_declines_defects_and_checks_are_those_of_the_day() -> None:
    attempts = [
        {"dt": DAY, "card_txn_key": place, "attempt_count": 1, "declined_count": int(reason is not None),
         "decline_reason": reason}
        for place, reason in enumerate(["technical", "wrong_pin", None, None])
    ]  # fmt: skip
    quality = [
        {"dt": DAY, "table_name": table, "reason_code": reason, "raw_rows": 1_000, "bad_rows": bad}
        for table, reason, bad in [("transactions", "a", 2), ("transactions", "b", 3), ("accounts", "a", 9)]
    ]
    states = [("expired", "active"), ("verified", "active"), ("expired", "closed"), ("verified", "dormant")]
    customers = [
        {"dt": DAY, "customer_id": place, "kyc_status": kyc, "customer_status": status}
        for place, (kyc, status) in enumerate(states)
    ]
    rows = indicators({FactCardTransaction: attempts, DataQualityDaily: quality, CustomerRecords: customers})
    assert rows["technical_decline_rate"]["value"] == Decimal("0.25")
    assert (rows["raw_defect_rate"]["value"], rows["raw_defect_rate"]["status"]) == (Decimal("0.005"), "amber")
    assert rows["overdue_kyc_share"]["value"] == Decimal("0.333333")


def test_wires_cards_quarantine_and_fees_look_back_thirty_days() -> None:
    wires = [
        {"dt": before(back), "wire_id": place, "status": status}
        for place, (back, status) in enumerate([(0, "completed"), (29, "rejected"), (30, "rejected"), (1, "pending")])
    ]
    cards = [
        {"dt": DAY, "card_id": place, "card_status": status, "block_reason": reason, "blocked_on": on}
        for place, (status, reason, on) in enumerate(
            [
                ("blocked", "fraud", before(29)),
                ("blocked", "fraud", before(30)),
                ("blocked", "lost", DAY),
                ("active", None, None),
                ("expired", None, None),
            ]
        )
    ]
    rejected = [{"dt": before(back), "quarantine_id": str(back)} for back in (0, 29, 30)]
    fees = [{"dt": before(back), "potential_fees": "70.00", "waived_fees": "35.00"} for back in (0, 29, 30)]
    rows = indicators({WireTransfers: wires, Cards: cards, Quarantine: rejected, OverdraftRevenueDaily: fees})
    assert rows["wire_rejection_rate"]["value"] == Decimal("0.333333")
    blocked = rows["fraud_blocked_cards_per_10000"]
    assert (blocked["numerator"], blocked["denominator"], blocked["value"]) == (1, 4, 2_500)
    assert rows["quarantine_open_rows"]["value"] == 2
    assert (rows["fee_waiver_share"]["numerator"], rows["fee_waiver_share"]["denominator"]) == (70, 140)
    assert rows["fee_waiver_share"]["status"] == "red"


def test_complaints_are_counted_against_a_thousand_customers() -> None:
    customers = [{"dt": DAY, "customer_id": each, "customer_status": "active"} for each in range(100)]
    complaints = [
        {"dt": DAY, "complaint_id": place, "resolved_date": resolved}
        for place, resolved in enumerate([None, None, None, DAY])
    ]
    row = indicators({CustomerRecords: customers, Complaints: complaints})["open_complaints_per_1000_customers"]
    assert (row["numerator"], row["denominator"], row["value"], row["status"]) == (3, 100, 30, "amber")
    assert indicators({CustomerRecords: customers})["open_complaints_per_1000_customers"]["value"] == 0


def test_a_training_is_overdue_after_ninety_days() -> None:
    trainings = [
        {"dt": DAY, "training_record_id": place, "status": status, "enrollment_date": before(back)}
        for place, (status, back) in enumerate(
            [
                ("enrolled", 90),
                ("in_progress", 91),
                ("enrolled", 5),
                ("enrolled", 1),
                ("completed", 91),
                ("dropped", 99),
            ]
        )
    ]
    row = indicators({EmployeeTraining: trainings})["overdue_training_share"]
    assert (row["numerator"], row["denominator"], row["status"]) == (1, 4, "red")


def test_the_backlog_of_alerts_is_as_old_as_the_oldest_that_is_open() -> None:
    def backlog(*events: tuple[str, str, int]) -> dict[str, Any]:
        rows = [
            {"dt": DAY, "event_id": place, "event_type": kind, "status": status, "event_date": before(back)}
            for place, (kind, status, back) in enumerate(events)
        ]
        return indicators({ComplianceEvents: rows})["alert_backlog_days"]

    others = [("kyc_review", "open", 80), ("aml_flag", "cleared", 60), ("aml_flag", "escalated", 50)]
    row = backlog(*others, ("aml_flag", "open", 15), ("aml_flag", "open", 3))
    assert (row["value"], row["denominator"], row["status"]) == (15, None, "amber")
    assert (backlog(*others)["value"], backlog(*others)["status"]) == (0, "green")


def test_a_year_of_leavers_needs_three_snapshots_and_counts_each_once() -> None:
    def seen(back: int, place: int, left: int | None = None) -> dict[str, Any]:
        status = "active" if left is None else "terminated"
        ended = None if left is None else before(left)
        return {"dt": before(back), "employee_id": place, "employment_status": status, "termination_date": ended}

    staff = [
        *[seen(0, place) for place in range(10)],
        seen(0, 20, left=179),
        seen(180, 20),
        seen(180, 21, left=190),
        seen(180, 21, left=190) | {"employee_id": 22},
        seen(360, 23, left=364),
        seen(360, 24, left=365),
    ]
    row = indicators({Employees: staff})["staff_turnover_365d"]
    assert (row["numerator"], row["denominator"], row["status"]) == (4, 10, "red")
    short = [each for each in staff if each["dt"] != before(360)]
    assert indicators({Employees: short})["staff_turnover_365d"]["status"] == "unknown"


def test_the_picture_is_a_png() -> None:
    rows = [
        {"dt": DAY, "indicator": each, "value": "0.10", "red_limit": "0.20"}
        for each in ("fee_waiver_share", "overdue_kyc_share")
    ]
    assert picture(table_of(OperationalRiskIndicators, rows)).startswith(b"\x89PNG")
