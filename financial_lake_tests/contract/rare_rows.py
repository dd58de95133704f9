"""Good rows of tables so sparse that five weeks of the smallest bank have none; by their name in SQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

RARE_ROWS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "marts.partition_revisions": [
        {
            "dt": date(2024, 10, 3),
            "table_name": "datalake.branches",
            "revision": 1,
            "rows_added": 0,
            "rows_removed": 0,
            "rows_changed": 1,
            "old_sha256": "0" * 64,
            "new_sha256": "1" * 64,
            "reason": "the branch moved",
            "made_by": "Ana Ruiz",
            "approved_by": "Ben Okafor",
        },
    ],
    "regulatory.currency_transaction_reports": [
        {
            "dt": date(2024, 10, 7),
            "ctr_id": "CT-2024-10-07-1001-in",
            "customer_id": 1001,
            "direction": "in",
            "amount": Decimal("10500.00"),
            "posting_count": 2,
            "branch_count": 2,
            "first_on": date(2024, 10, 5),
            "due_on": date(2024, 10, 22),
        },
    ],
    "curated.quarantine_decisions": [
        {
            "dt": date(2024, 10, 7),
            "quarantine_id": "Q-2024-10-03-0123456789ab-1",
            "decision": "released",
            "reason": "account number corrected by the branch",
            "maker": "Ana Ruiz",
            "checker": "Ben Okafor",
        },
    ],
    "datalake.loan_approvals": [
        {
            "dt": date(2024, 12, 10),
            "approval_id": 115024,
            "application_id": 115024,
            "customer_id": 1150,
            "decision": "approved",
            "approved_amount": Decimal("12500.00"),
            "interest_rate": Decimal("0.078125"),
            "term_months": 36,
            "rejection_reason": None,
            "decided_at": datetime(2024, 12, 10, 11, 20, 5),  # noqa: DTZ001 - instants carry no zone
            "decided_by": 103,
        },
        {
            "dt": date(2024, 12, 10),
            "approval_id": 116024,
            "application_id": 116024,
            "customer_id": 1160,
            "decision": "rejected",
            "approved_amount": None,
            "interest_rate": None,
            "term_months": None,
            "rejection_reason": "high_debt_ratio",
            "decided_at": datetime(2024, 12, 10, 15, 4, 30),  # noqa: DTZ001 - instants carry no zone
            "decided_by": 103,
        },
    ],
    "marts.audit_check_result": [
        {
            "dt": date(2024, 10, 3),
            "check_name": "raw_rows_conserved",
            "check_group": "G7",
            "table_name": "curated.transactions",
            "severity": "blocking",
            "expected": "8",
            "actual": "7",
            "difference": "-1",
            "is_passed": False,
            "sample": '["4"]',
            "rule": "C1",
        }
    ],
    "marts.partition_manifest": [{"dt": date(2024, 10, 3), "table_name": "curated.transactions"}],
    "marts.overdraft_repeat_customers": [
        {
            "dt": date(2024, 12, 31),
            "customer_id": 1001,
            "overdraft_count": 2,
            "total_overdraft_amount": Decimal("30.00"),
            "first_overdraft_on": date(2024, 10, 3),
            "last_overdraft_on": date(2024, 12, 31),
        }
    ],
    "marts.salary_detector": [
        {
            "dt": date(2024, 12, 31),
            "customer_id": 1001,
            "payer_name": "Wong and Salinas Foods",
            "currency": "USD",
            "payment_count": 3,
            "detected_frequency": "monthly",
            "median_amount": Decimal("3000.00"),
            "monthly_income": Decimal("3000.00"),
            "last_paid_on": date(2024, 12, 1),
            "next_expected_on": date(2025, 1, 1),
            "status": "active",
        }
    ],
    "marts.recurring_payments": [
        {
            "dt": date(2024, 12, 31),
            "customer_id": 1001,
            "payee": "7",
            "currency": "USD",
            "merchant_id": 7,
            "payee_name": "Yarrowhythe Streaming",
            "kind": "subscription",
            "frequency": "monthly",
            "payment_count": 3,
            "current_amount": Decimal("11.99"),
            "previous_amount": Decimal("9.99"),
            "price_change": Decimal("2.00"),
            "yearly_cost": Decimal("143.88"),
            "last_paid_on": date(2024, 12, 7),
            "next_expected_on": date(2025, 1, 7),
        }
    ],
}
