"""At most two checks a source table, per partition, that look at the stored files and can be run again."""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import source_tables
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.check_evaluations import Verdict, evaluations
from financial_lake.orchestration.partitions import days_of
from financial_lake.orchestration.resources import LakeResource
from financial_lake.orchestration.watching import Watcher
from financial_lake.reconciliation.registry import reconcile, resolve_references, rules_of
from financial_lake.reconciliation.rule import Outcome, State
from financial_lake.reconciliation.stored_contract import ContractFinding, check_stored

CONTRACT = "contract"
RECONCILIATION = "reconciliation"


def source_checks(
    calendar: dg.DailyPartitionsDefinition, watcher: Watcher | None = None
) -> list[dg.AssetChecksDefinition]:
    """The checks of all source tables; `watcher` is told of each table checked."""
    return [_checks_of(table.model, table.name, calendar, watcher) for table in source_tables()]


def query_checks(
    chosen: Sequence[type[LakeTable]], calendar: dg.DailyPartitionsDefinition, watcher: Watcher | None = None
) -> list[dg.AssetChecksDefinition]:
    """The checks of partitioned tables made by SQL; their rules name them `layer.table`."""
    return [
        _checks_of(model, f"{model.address()[0]}.{model.short_name()}", calendar, watcher) for model in chosen
    ]


def _checks_of(
    model: type[LakeTable], name: str, calendar: dg.DailyPartitionsDefinition, watcher: Watcher | None
) -> dg.AssetChecksDefinition:
    key = asset_key(model)
    specs = [
        dg.AssetCheckSpec(
            CONTRACT,
            asset=key,
            blocking=True,
            partitions_def=calendar,
            description="The stored file is whole, its rows keep every rule of the contract, and its references resolve.",
        )
    ]
    if rules_of(name):
        meanings = "\n".join(f"- **{rule.name}** {rule.meaning}" for rule in rules_of(name))
        specs.append(
            dg.AssetCheckSpec(
                RECONCILIATION,
                asset=key,
                partitions_def=calendar,
                description=f"Tolerance zero, from the stored files:\n{meanings}",
            )
        )

    @dg.multi_asset_check(specs=specs, can_subset=True, name=f"{'_'.join(model.address())}_checks")
    def check(
        context: dg.AssetCheckExecutionContext, lake: LakeResource
    ) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        chosen = {each.name for each in context.selected_asset_check_keys}
        days = days_of(list(context.op_execution_context.partition_keys))
        verdicts: dict[str, dict[str, Verdict]] = {}
        if CONTRACT in chosen:
            findings = check_stored(lake.lake(), model, days)
            references = resolve_references(lake.lake(), lake.bank(), name, days)
            verdicts[CONTRACT] = {
                day.isoformat(): contract_verdict(findings[day], references[day]) for day in days
            }
        if RECONCILIATION in chosen:
            outcomes = reconcile(lake.lake(), lake.bank(), name, days)
            verdicts[RECONCILIATION] = {
                day.isoformat(): reconciliation_verdict(day, outcomes[day]) for day in days
            }
        if watcher is not None:
            watcher.checked(model.short_name(), days)
        yield from evaluations(context, [spec for spec in specs if spec.name in chosen], verdicts)

    return check


def contract_verdict(finding: ContractFinding, references: Sequence[Outcome]) -> Verdict:
    """The contract check's answer: rows, failed rows, rule names and a sample of failure cases."""
    orphans = [outcome for outcome in references if outcome.state is State.FAILED]
    unseen = [outcome for outcome in references if outcome.state is State.NOT_EVALUATED]
    failed_rows = finding.failed_rows + sum(outcome.offenders for outcome in orphans)
    broken = [*finding.broken_rules, *(outcome.rule for outcome in orphans)]
    metadata: dict[str, dg.MetadataValue] = {
        "rows": dg.MetadataValue.int(finding.rows),
        "failed_rows": dg.MetadataValue.int(failed_rows),
        "references_compared": dg.MetadataValue.int(sum(outcome.compared for outcome in references)),
    }
    if unseen:
        metadata["not_evaluated"] = dg.MetadataValue.text(_unseen(unseen))
    if not broken:
        return Verdict(passed=True, metadata=metadata)
    metadata["failed_rules"] = dg.MetadataValue.text(", ".join(broken))
    metadata["failure_rate"] = dg.MetadataValue.float(failed_rows / max(1, finding.rows))
    sample = [
        *finding.sample,
        *({"column": each.rule, "check": "reference resolves", "failure_case": item} for each in orphans for item in each.sample),
    ]
    if sample:
        metadata["failure_cases"] = dg.MetadataValue.table([dg.TableRecord(dict(case)) for case in sample[:10]])
    problem = finding.problem or f"{finding.day}: {', '.join(outcome.rule for outcome in orphans)} found no row."
    return Verdict(passed=False, metadata=metadata, description=problem)


def reconciliation_verdict(day: date, outcomes: Sequence[Outcome]) -> Verdict:
    """The reconciliation check's answer: per rule the rows compared, the largest difference and a sample."""
    failed = [outcome for outcome in outcomes if outcome.state is State.FAILED]
    unseen = [outcome for outcome in outcomes if outcome.state is State.NOT_EVALUATED]
    evaluated = [outcome for outcome in outcomes if outcome.state is not State.NOT_EVALUATED]
    metadata: dict[str, dg.MetadataValue] = {
        "rows_compared": dg.MetadataValue.int(sum(outcome.compared for outcome in outcomes)),
        "offenders": dg.MetadataValue.int(sum(outcome.offenders for outcome in failed)),
        "rules_evaluated": dg.MetadataValue.int(len(evaluated)),
        "rules_not_evaluated": dg.MetadataValue.int(len(unseen)),
    }
    if evaluated:
        metadata["rules"] = dg.MetadataValue.table([_record(outcome) for outcome in evaluated])
    if unseen:
        metadata["not_evaluated"] = dg.MetadataValue.text(_unseen(unseen))
    if not failed:
        return Verdict(passed=True, metadata=metadata)
    names = ", ".join(f"{outcome.rule} ({outcome.offenders:,} of {outcome.compared:,})" for outcome in failed)
    return Verdict(passed=False, metadata=metadata, description=f"{day} does not reconcile: {names}.")


def _record(outcome: Outcome) -> dg.TableRecord:
    return dg.TableRecord(
        {
            "rule": outcome.rule,
            "state": outcome.state.value,
            "rows_compared": outcome.compared,
            "offenders": outcome.offenders,
            "largest_difference": outcome.largest_difference,
            "sample": "; ".join(outcome.sample),
        }
    )


def _unseen(outcomes: Sequence[Outcome]) -> str:
    return "; ".join(f"{outcome.rule} (not stored: {', '.join(outcome.missing)})" for outcome in outcomes)
