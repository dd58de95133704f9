"""Check results of a range run, one per partition.

Dagster 1.13 attributes an AssetCheckResult of a range run to no partition at all, and shows every partition
as skipped. Yielding one AssetCheckEvaluation per partition, aimed at that partition's materialization, is
shown correctly. The one import outside Dagster's public names lives here and is pinned by a test.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found on one partition."""

    passed: bool
    metadata: Mapping[str, Any]
    description: str | None = None
    severity: dg.AssetCheckSeverity = field(default=dg.AssetCheckSeverity.ERROR)


def evaluations(
    context: dg.AssetCheckExecutionContext, spec: dg.AssetCheckSpec, verdicts: Mapping[str, Verdict]
) -> Iterator[dg.AssetCheckEvaluation]:
    """Evaluations of one check, each aimed at the latest materialization of its partition.

    Args:
        context: of the running check.
        spec: the check.
        verdicts: partition key -> verdict.
    """
    targets = _latest_materializations(context.instance, spec.asset_key, set(verdicts))
    for key, verdict in sorted(verdicts.items()):
        yield dg.AssetCheckEvaluation(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=verdict.passed,
            partition=key,
            severity=verdict.severity,
            blocking=spec.blocking,
            description=verdict.description,
            metadata=dict(verdict.metadata),
            target_materialization_data=targets.get(key),
        )


def finished(spec: dg.AssetCheckSpec) -> dg.Output[None]:
    """The output Dagster waits for after a check's evaluations."""
    return dg.Output(None, output_name=spec.get_python_identifier())


def _latest_materializations(
    instance: dg.DagsterInstance, asset: dg.AssetKey, keys: set[str]
) -> dict[str, AssetCheckEvaluationTargetMaterializationData]:
    """What the partitions were last made by; without it Dagster takes an evaluation for outdated."""
    latest = instance.get_latest_storage_id_by_partition(asset, dg.DagsterEventType.ASSET_MATERIALIZATION, keys)
    if not latest:
        return {}
    asked = dg.AssetRecordsFilter(asset_key=asset, storage_ids=list(latest.values()))
    return {
        str(record.partition_key): AssetCheckEvaluationTargetMaterializationData(
            storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp
        )
        for record in instance.fetch_materializations(asked, limit=len(latest)).records
    }
