"""The audit in the graph: what it found as a table, and one check a group that whatever follows must pass.

An evaluation costs a row in the event log for good, so 165 checks are told by 14, whose metadata lists what failed.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.audit.catalogue import catalogue
from financial_lake.audit.check import GROUPS, Severity
from financial_lake.audit.making import MADE_HERE, make_check_results
from financial_lake.audit.registry import audited_models
from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models
from financial_lake.errors import PartitionUnreadable
from financial_lake.marts.audit.audit_check_result import AuditCheckResult
from financial_lake.marts.audit.audit_day import AuditDay
from financial_lake.orchestration.catalog import AsAsset, asset_arguments, asset_key
from financial_lake.orchestration.check_evaluations import Verdict, evaluations, finished
from financial_lake.orchestration.making import DISK_RETRIES, make_partitions
from financial_lake.orchestration.partitions import days_of
from financial_lake.orchestration.resources import LakeResource
from financial_lake.orchestration.watching import Watcher
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_partition

SHOWN = 20
READ = ("check_name", "check_group", "table_name", "severity", "expected", "actual", "is_passed", "sample")
"""Columns of the results that a verdict tells of."""


def audit_assets(
    calendar: dg.DailyPartitionsDefinition, home: Path, watcher: Watcher | None = None
) -> list[dg.AssetsDefinition]:
    """The tables the audit makes, after everything else of the day."""
    return [_asset(model, calendar, home, watcher) for model in MADE_HERE]


def _asset(
    model: type[LakeTable], calendar: dg.DailyPartitionsDefinition, home: Path, watcher: Watcher | None
) -> dg.AssetsDefinition:
    make_days = MADE_HERE[model]
    arguments = asset_arguments(model, "/".join((home.as_uri(), *model.address())))
    arguments["kinds"] = {"parquet", "python"}
    judged = [asset_key(each) for each in audited_models()]
    star = [asset_key(each) for each in models("warehouse") if make_days is make_check_results]
    as_asset: AsAsset = dg.asset(
        **arguments,
        deps=[*judged, *star],
        partitions_def=calendar,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=DISK_RETRIES,
    )

    @as_asset
    def make(context: dg.AssetExecutionContext, lake: LakeResource) -> dg.MaterializeResult[None]:
        make_partitions(context, lake, model, lambda days: make_days(lake.lake(), lake.bank(), days), watcher)
        return dg.MaterializeResult()

    return make


def audit_checks(calendar: dg.DailyPartitionsDefinition) -> dg.AssetChecksDefinition:
    """One check a group, on the verdict of the day: what is downstream of it waits for every blocking group."""
    specs = [_spec(group, calendar) for group in GROUPS]

    @dg.multi_asset_check(specs=specs, name="audit", can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, lake: LakeResource
    ) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        chosen = {each.name for each in context.selected_asset_check_keys}
        days = _days_asked(context, lake.lake())
        found = {day: _found(lake.lake(), day) for day in days}
        for group, spec in zip(GROUPS, specs, strict=True):
            if spec.name in chosen:
                verdicts = {day.isoformat(): _verdict(group, found[day]) for day in days}
                yield from evaluations(context, spec, verdicts)
                yield finished(spec)

    return check


def _spec(group: str, calendar: dg.DailyPartitionsDefinition) -> dg.AssetCheckSpec:
    of_group = [each for each in catalogue().values() if each.group == group]
    meanings = "\n".join(f"- **{each.name}** {each.meaning}" for each in of_group)
    return dg.AssetCheckSpec(
        f"audit_{group.lower()}_{GROUPS[group]}",
        asset=asset_key(AuditDay),
        additional_deps=[asset_key(AuditCheckResult)],
        partitions_def=calendar,
        blocking=any(each.severity is Severity.BLOCKING for each in of_group),
        description=f"What the audit found of the day, group {group}:\n{meanings}",
    )


def _days_asked(context: dg.AssetCheckExecutionContext, lake: Lake) -> list[date]:
    run = context.op_execution_context
    if run.has_partition_key or run.has_partition_key_range:
        return days_of(list(run.partition_keys))
    return lake.stored_days(AuditCheckResult.address())


@dataclass(frozen=True, slots=True)
class _Found:
    """What the audit found of a day.

    Attributes:
        counted: (group, is_passed) -> how many results.
        failed: rows of those that fail.
    """

    counted: Counter[tuple[str, bool | None]]
    failed: list[dict[str, Any]]


def _found(lake: Lake, day: date) -> _Found | None:
    try:
        rows = read_partition(lake, AuditCheckResult, day, READ)
    except PartitionUnreadable:
        return None
    counted = Counter(zip(rows["check_group"].to_pylist(), rows["is_passed"].to_pylist(), strict=True))
    return _Found(counted, rows.filter(pc.equal(rows["is_passed"], pa.scalar(value=False))).to_pylist())


def _verdict(group: str, found: _Found | None) -> Verdict:
    if found is None:
        return Verdict(passed=False, metadata={}, description="The day was not audited.")
    passed, unanswered = found.counted[group, True], found.counted[group, None]
    failed = [row for row in found.failed if row["check_group"] == group]
    asked = passed + unanswered + len(failed)
    only_warnings = all(row["severity"] == Severity.WARN.value for row in failed)
    return Verdict(
        passed=not failed,
        metadata={
            "passed": dg.MetadataValue.int(passed),
            "not_evaluated": dg.MetadataValue.int(unanswered),
            **({"failed": dg.MetadataValue.md(_listed(failed))} if failed else {}),
        },
        description=f"{len(failed)} of {asked} fail" if failed else f"{passed} of {asked} pass",
        severity=dg.AssetCheckSeverity.WARN if only_warnings else dg.AssetCheckSeverity.ERROR,
    )


def _listed(failed: Sequence[dict[str, Any]]) -> str:
    """The failed names with what must be and what is, as a Markdown list."""
    lines = [
        f"- **{row['check_name']}** {row['table_name'] or ''}: expected {row['expected']}, actual {row['actual']} "
        f"{', '.join(json.loads(row['sample'])[:3])}"
        for row in failed[:SHOWN]
    ]
    if len(failed) > SHOWN:
        lines.append(f"- and {len(failed) - SHOWN} more in marts.audit_check_result")
    return "\n".join(lines)
