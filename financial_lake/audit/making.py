"""Keeping what the audit found: days of its marts, stored like all others.

`audit_day` follows from `audit_check_result` by SQL; the two tables made here come from files and manifests.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from time import perf_counter

import pyarrow as pa

from financial_lake.audit.auditing import Audit
from financial_lake.audit.catalogue import catalogue
from financial_lake.audit.check import CheckResult
from financial_lake.audit.manifests import Manifests
from financial_lake.audit.registry import audited_models
from financial_lake.contract import LakeTable
from financial_lake.marts.audit.audit_check_result import AuditCheckResult
from financial_lake.marts.audit.partition_manifest import PartitionManifest
from financial_lake.marts.audit.partition_revisions import PartitionRevisions
from financial_lake.production.batches import Batch, RowsOfDay
from financial_lake.production.storing import MadeDay, stored
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import landed_models
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import read_manifest, stored_content
from financial_lake.storage.revisions import revisions

Rows = list[dict[str, object]]
ENGINE = "audit"


def make_check_results(lake: Lake, bank: Bank, days: Sequence[date]) -> Iterator[MadeDay]:
    """Audit days and store what was found; yields each once it is in its place."""
    start = perf_counter()
    results = Audit(lake, bank).results(days)
    yield from keep(lake, days, results, (perf_counter() - start) / max(1, len(days)))


def keep(lake: Lake, days: Sequence[date], results: Sequence[CheckResult], seconds: float = 0.0) -> Iterator[MadeDay]:
    """Store what an audit found."""
    found: dict[date, Rows] = {day: [] for day in days}
    for result in results:
        found[result.day].append(as_row(result))
    yield from _stored(lake, AuditCheckResult, days, found.__getitem__, seconds)


def make_partition_manifests(lake: Lake, _bank: Bank, days: Sequence[date]) -> Iterator[MadeDay]:
    """Collect the manifests of days and store them; yields each day once it is in its place."""
    manifests = Manifests(lake)

    def rows(day: date) -> Rows:
        return [
            _manifest_row(day, model, read_manifest(lake, model.address(), day))
            for model in audited_models()
            if manifests.has(model, day)
        ]

    yield from _stored(lake, PartitionManifest, days, rows, 0.0)


def make_partition_revisions(lake: Lake, _bank: Bank, days: Sequence[date]) -> Iterator[MadeDay]:
    """Collect what days held before they were delivered again; yields each day once it is in its place."""

    def rows(day: date) -> Rows:
        return [
            {"dt": day, "table_name": model.sql_name(), **asdict(revision)}
            for model in landed_models()
            for revision in revisions(lake, model.address(), day)
        ]

    yield from _stored(lake, PartitionRevisions, days, rows, 0.0)


MADE_HERE = {
    AuditCheckResult: make_check_results,
    PartitionManifest: make_partition_manifests,
    PartitionRevisions: make_partition_revisions,
}
"""Table -> who makes its days."""


def as_row(result: CheckResult) -> dict[str, object]:
    """A result as it is stored."""
    check = catalogue()[result.check]
    return {
        "dt": result.day,
        "check_name": result.check,
        "check_group": check.group,
        "table_name": result.table or None,
        "severity": check.severity.value,
        "expected": result.expected,
        "actual": result.actual,
        "difference": result.difference,
        "is_passed": result.is_passed,
        "sample": json.dumps(result.sample),
        "rule": check.rule,
    }


def _manifest_row(day: date, model: type[LakeTable], manifest: Manifest) -> dict[str, object]:
    totals = {name: [each.sum, each.count] for name, each in manifest.control_totals.items()}
    return {
        "dt": day,
        "table_name": model.sql_name(),
        "layer": model.address()[0],
        "row_count": manifest.row_count,
        "control_totals": json.dumps(totals, sort_keys=True),
        "first_key": " ".join(manifest.first_key),
        "last_key": " ".join(manifest.last_key),
        "content_sha256": manifest.content_sha256,
        "file_sha256": manifest.file_sha256,
        "file_bytes": manifest.file_bytes,
        "settings_seal": manifest.settings_seal,
        "code_version": manifest.code_version,
        "engine": manifest.engine,
        "planted_defects": json.dumps(dict(manifest.planted_defects), sort_keys=True),
        "inputs": json.dumps(dict(manifest.inputs), sort_keys=True),
    }


def _stored(
    lake: Lake, model: type[LakeTable], days: Sequence[date], rows: Callable[[date], Rows], seconds: float
) -> Iterator[MadeDay]:
    manifests = Manifests(lake)
    batch = Batch(
        model,
        [
            RowsOfDay(
                day,
                pa.Table.from_pylist(rows(day), schema=model.arrow_schema()),
                seconds,
                inputs=_inputs(manifests, day),
                engine=ENGINE,
            )
            for day in days
        ],
    )
    yield from stored(lake, [batch])


def _inputs(manifests: Manifests, day: date) -> dict[str, str]:
    """Content of everything stored for the day: what the audit looked at first."""
    return {
        f"{model.sql_name()} {day}": stored_content(manifests.lake, model.address(), day)
        for model in audited_models()
        if manifests.has(model, day)
    }
