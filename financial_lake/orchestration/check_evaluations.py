"""Check results of a range run, one per partition.

Dagster 1.13 attributes an AssetCheckResult of a range run to no partition at all, and shows every partition
as skipped. Yielding one AssetCheckEvaluation per partition, aimed at that partition's materialization, is
shown correctly. The one import outside Dagster's public names lives here and is pinned by a test.
"""

import time
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
    context: dg.AssetCheckExecutionContext,
    specs: list[dg.AssetCheckSpec],
    verdicts: Mapping[str, Mapping[str, Verdict]],
) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
    """Evaluations of the given checks (of one asset) for every partition, then the outputs Dagster waits for.

    Args:
        context: of the running check.
        specs: the checks to report.
        verdicts: check name -> partition key -> verdict.
    """
    op = context.op_execution_context
    asset = specs[0].asset_key
    keys = {key for found in verdicts.values() for key in found}
    records = op.instance.get_latest_storage_id_by_partition(
        asset, dg.DagsterEventType.ASSET_MATERIALIZATION, keys
    )
    for spec in specs:
        for key, verdict in sorted(verdicts[spec.name].items()):
            target = None
            if key in records:
                target = AssetCheckEvaluationTargetMaterializationData(
                    storage_id=records[key], run_id=op.run_id, timestamp=time.time()
                )
            yield dg.AssetCheckEvaluation(
                asset_key=asset,
                check_name=spec.name,
                passed=verdict.passed,
                partition=key,
                severity=verdict.severity,
                blocking=spec.blocking,
                description=verdict.description,
                metadata=dict(verdict.metadata),
                target_materialization_data=target,
            )
        yield dg.Output(None, output_name=spec.get_python_identifier())
