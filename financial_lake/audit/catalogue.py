"""Every audit check by name, and those that wait for tables still to come."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from financial_lake.audit.check import AuditCheck, Severity

NIGHTLY = frozenset(
    {
        "defect_free_twin_equal",
        "published_copy_equals_warehouse",
        "rerun_same_bytes",
        "order_free",
        "one_day_alone",
        "backfill_cascade_complete",
        "no_wall_clock_in_rows",
        "bank_grows_by_appending",
        "labels_do_not_leak",
        "public_targets_met",
    }
)
"""Checks that make days again somewhere else, or look at much more than the day: run when asked for."""

WAITING: Mapping[str, str] = {
    "capital_exposure_equals_balance_sheet": "reports of capital",
    "report_figures_equal_marts": "report files",
    "signal_recall_met": "labelled life events",
    "audit_chain_unbroken": "the access log",
    "erasure_reached_every_layer": "recorded erasures",
}
"""Name of a check that cannot be answered yet -> what it waits for."""


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, AuditCheck]:
    """All checks of the specification by name, in its order."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: AuditCheck(
                number=int(row["number"]),
                name=row["name"],
                group=row["group"],
                meaning=row["meaning"],
                severity=Severity(row["severity"]),
                rule=row["rule"],
            )
            for row in csv.DictReader(file)
        }
