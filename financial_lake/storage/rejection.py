"""Keeping what broke its contract: the rows and a report under rejected/, never in the place of a good day."""

import json
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation
from financial_lake.storage import layout
from financial_lake.storage.disk import told_plainly, write_whole
from financial_lake.storage.lake import Lake
from financial_lake.storage.parquet import WRITING
from financial_lake.storage.partitions import how_to_build

CASES_KEPT = 200
CASES_SHOWN = 20


def reject(
    lake: Lake, model: type[LakeTable], day: date, rows: pa.Table, violation: ContractViolation
) -> ContractViolation:
    """Keep a day's bad rows and why they are bad; returns the violation that says where.

    Raises:
        StorageRefused: when even that cannot be written.
    """
    address = model.address()
    folder = lake.rejected_folder(address, day)
    cases = violation.failures if isinstance(violation.failures, pd.DataFrame) else pd.DataFrame()
    stored = lake.has(address, day)
    report: dict[str, Any] = {
        "table": "/".join(address),
        "dt": day.isoformat(),
        "settings_seal": lake.seal,
        "row_count": rows.num_rows,
        "failure_cases": len(cases),
        "failures_by_rule": _by_rule(cases),
        "why": str(violation),
        "stored_partition": "the earlier, good one is still in place" if stored else "none",
        "what_to_do": how_to_build(address, day, again=True),
        "sample": [{name: str(value) for name, value in case.items()} for case in _records(cases, CASES_KEPT)],
    }
    with told_plainly("Keeping rejected rows", folder):
        folder.mkdir(parents=True, exist_ok=True)
        sink = pa.BufferOutputStream()
        pq.write_table(rows.combine_chunks(), sink, **WRITING)
        write_whole(folder / layout.PARTITION_FILE, sink.getvalue(), durable=False)
        write_whole(folder / layout.READABLE_REPORT_FILE, _readable(report).encode(), durable=False)
        write_whole(folder / layout.REPORT_FILE, (json.dumps(report, indent=1) + "\n").encode())
    message = (
        f"{violation} The day {day} was not promoted; its rows and a report are kept in {folder}. "
        f"Mend the cause, then run the day again. {report['what_to_do']}"
    )
    return ContractViolation(message, violation.failures)


def _by_rule(cases: pd.DataFrame) -> dict[str, int]:
    if not {"column", "check"} <= set(cases.columns):
        return {}
    counted = (cases["column"].astype(str) + ": " + cases["check"].astype(str)).value_counts(sort=False)
    return {rule: int(counted[rule]) for rule in sorted(counted.index)}


def _records(cases: pd.DataFrame, most: int) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in each.items()} for each in cases.head(most).to_dict("records")]


def _readable(report: dict[str, Any]) -> str:
    lines = [
        f"# Rejected: {report['table']} of {report['dt']}",
        "",
        f"{report['row_count']:,} rows, {report['failure_cases']:,} failure cases. {report['why']}",
        f"Stored partition: {report['stored_partition']}.",
        "",
        "| rule | failure cases |",
        "|---|---|",
        *(f"| {rule} | {count:,} |" for rule, count in report["failures_by_rule"].items()),
        "",
        f"The first {min(CASES_SHOWN, len(report['sample']))} cases:",
        "",
        *(
            f"- {', '.join(f'{name} {value}' for name, value in case.items())}"
            for case in report["sample"][:CASES_SHOWN]
        ),
        "",
        f"Mend the cause, then run the day again. {report['what_to_do']}",
    ]
    return "\n".join(lines) + "\n"
