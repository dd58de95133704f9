"""Realism in the graph: on the last day of a quarter, public statistics beside the bank's own, row by row."""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg

from financial_lake.contract.discovery import source_tables
from financial_lake.marts.audit.audit_day import AuditDay
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.check_evaluations import Verdict, evaluations, finished
from financial_lake.orchestration.partitions import days_of
from financial_lake.orchestration.resources import LakeResource
from financial_lake.realism.measuring import Measured, agreement, measure, tables_read
from financial_lake.realism.quarters import ENOUGH_CUSTOMERS, measurable_quarters
from financial_lake.storage.lake import Lake

WANTED = 0.90
"""Share of the statistics that apply which must agree."""


def realism_checks(calendar: dg.DailyPartitionsDefinition) -> dg.AssetChecksDefinition:
    """One check on the verdict of the day; quarters that are not whole are not judged."""
    spec = _spec(calendar)

    @dg.multi_asset_check(specs=[spec], name="realism")
    def check(
        context: dg.AssetCheckExecutionContext, lake: LakeResource
    ) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        verdicts = {day.isoformat(): verdict(measure(lake.lake(), day)) for day in _judged(context, lake.lake())}
        yield from evaluations(context, spec, verdicts)
        yield finished(spec)

    return check


def verdict(found: Sequence[Measured]) -> Verdict:
    """How many agree, and every row with its target, tolerance, value and source."""
    held = agreement(found)
    misses = ", ".join(each.target.metric for each in held.missed)
    return Verdict(
        passed=held.share >= WANTED,
        metadata={
            "applying": dg.MetadataValue.int(len(held.counted)),
            "within_tolerance": dg.MetadataValue.int(len(held.met)),
            "share_within_tolerance": dg.MetadataValue.float(held.share),
            "statistics": dg.MetadataValue.table([_record(each) for each in found]),
            **({"misses": dg.MetadataValue.text(misses)} if misses else {}),
        },
        description=f"{len(held.met)} of {len(held.counted)} public statistics agree",
        severity=dg.AssetCheckSeverity.WARN,
    )


def _spec(calendar: dg.DailyPartitionsDefinition) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        "realism",
        asset=asset_key(AuditDay),
        additional_deps=[asset_key(table.model) for table in source_tables() if table.name in tables_read()],
        partitions_def=calendar,
        description=(
            f"Of the public statistics that apply at least {WANTED:.0%} agree with this bank within their tolerance. "
            f"Judged on the last day of a quarter that is stored whole, in a bank of {ENOUGH_CUSTOMERS:,} customers "
            "or more. `docs/realism.md` explains every miss."
        ),
    )


def _judged(context: dg.AssetCheckExecutionContext, lake: Lake) -> list[date]:
    """The last days of stored quarters among those asked for."""
    run = context.op_execution_context
    quarters = measurable_quarters(lake)
    if run.has_partition_key or run.has_partition_key_range:
        return [day for day in days_of(list(run.partition_keys)) if day in quarters]
    return quarters


def _record(each: Measured) -> dg.TableRecord:
    target = each.target
    told = "agrees" if each.is_met else "misses" if each.value is not None else "not measured"
    return dg.TableRecord(
        {
            "topic": target.topic,
            "statistic": target.metric,
            "target": target.target,
            "lowest": target.low,
            "highest": target.high,
            "value": each.value,
            "unit": target.unit,
            "verdict": told if target.applies else "not counted",
            "why_not_counted": target.not_counted,
            "remark": target.note,
            "source": f"{target.source}, {target.year}, {target.url}",
        }
    )
