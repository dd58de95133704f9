"""At most two checks a table, per partition, that look at the stored files and can be run again.

`contract` runs as soon as its table is made, and stops what is downstream when it fails. `reconciliation`
compares tables, so the checks of a layer run together once the layer is made: run any earlier, a rule would
meet partitions that do not exist yet and say nothing. A run without partitions (the button "Execute all")
looks at every stored day.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import source_tables
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.check_evaluations import Verdict, evaluations, finished
from financial_lake.orchestration.partitions import days_of
from financial_lake.orchestration.resources import LakeResource
from financial_lake.orchestration.verdicts import contract_verdict, reconciliation_verdict
from financial_lake.orchestration.watching import Watcher
from financial_lake.reconciliation.evidence import model_of
from financial_lake.reconciliation.registry import reconcile, resolve_references, rules_of, tables_read
from financial_lake.reconciliation.stored_contract import check_stored
from financial_lake.storage.lake import Lake

CONTRACT = "contract"
RECONCILIATION = "reconciliation"

Evaluations = Iterator[dg.AssetCheckEvaluation | dg.Output[None]]


def source_checks(
    calendar: dg.DailyPartitionsDefinition, watcher: Watcher | None = None
) -> list[dg.AssetChecksDefinition]:
    """The checks of all source tables; `watcher` is told of each table checked."""
    return checks_of([table.model for table in source_tables()], calendar, watcher)


def checks_of(
    tables: Sequence[type[LakeTable]], calendar: dg.DailyPartitionsDefinition, watcher: Watcher | None = None
) -> list[dg.AssetChecksDefinition]:
    """The checks of some partitioned tables: a contract check each, and the reconciliation of each layer."""
    contracts = [_contract_check(model, calendar, watcher) for model in tables]
    reconciled = [model for model in tables if rules_of(name_in_rules(model))]
    layers = dict.fromkeys(model.address()[0] for model in reconciled)
    return contracts + [
        _reconciliation_checks(layer, [each for each in reconciled if each.address()[0] == layer], calendar)
        for layer in layers
    ]


def name_in_rules(model: type[LakeTable]) -> str:
    """How reconciliation rules name a table: source tables alone, others `layer.table`."""
    layer = model.address()[0]
    return model.short_name() if layer == "datalake" else f"{layer}.{model.short_name()}"


def _contract_check(
    model: type[LakeTable], calendar: dg.DailyPartitionsDefinition, watcher: Watcher | None
) -> dg.AssetChecksDefinition:
    spec = dg.AssetCheckSpec(
        CONTRACT,
        asset=asset_key(model),
        blocking=True,
        partitions_def=calendar,
        description="The stored file is whole, its rows keep every rule of the contract, and its references resolve.",
    )

    @dg.multi_asset_check(specs=[spec], name=f"{'_'.join(model.address())}_contract")
    def check(context: dg.AssetCheckExecutionContext, lake: LakeResource) -> Evaluations:
        days = _days_asked(context, lake.lake(), model)
        findings = check_stored(lake.lake(), model, days)
        references = resolve_references(lake.lake(), lake.bank(), name_in_rules(model), days)
        if watcher is not None:
            watcher.checked(model.short_name(), days)
        verdicts = {day: contract_verdict(findings[day], references[day]) for day in days}
        yield from evaluations(context, spec, _by_key(verdicts))
        yield finished(spec)

    return check


def _reconciliation_checks(
    layer: str, tables: Sequence[type[LakeTable]], calendar: dg.DailyPartitionsDefinition
) -> dg.AssetChecksDefinition:
    specs = {asset_key(model): _reconciliation_spec(model, calendar) for model in tables}

    @dg.multi_asset_check(specs=list(specs.values()), can_subset=True, name=f"{layer}_reconciliation")
    def check(context: dg.AssetCheckExecutionContext, lake: LakeResource) -> Evaluations:
        chosen = {each.asset_key for each in context.selected_asset_check_keys}
        for model in tables:
            spec = specs[asset_key(model)]
            if spec.asset_key in chosen:
                days = _days_asked(context, lake.lake(), model)
                outcomes = reconcile(lake.lake(), lake.bank(), name_in_rules(model), days)
                verdicts = {day: reconciliation_verdict(day, outcomes[day]) for day in days}
                yield from evaluations(context, spec, _by_key(verdicts))
                yield finished(spec)

    return check


def _reconciliation_spec(model: type[LakeTable], calendar: dg.DailyPartitionsDefinition) -> dg.AssetCheckSpec:
    name, key = name_in_rules(model), asset_key(model)
    meanings = "\n".join(f"- **{rule.name}** {rule.meaning}" for rule in rules_of(name))
    return dg.AssetCheckSpec(
        RECONCILIATION,
        asset=key,
        additional_deps=sorted({asset_key(model_of(table)) for table in tables_read(name)} - {key}),
        partitions_def=calendar,
        description=f"Tolerance zero, from the stored files:\n{meanings}",
    )


def _days_asked(context: dg.AssetCheckExecutionContext, lake: Lake, model: type[LakeTable]) -> list[date]:
    run = context.op_execution_context
    if run.has_partition_key or run.has_partition_key_range:
        return days_of(list(run.partition_keys))
    return lake.stored_days(model.address())


def _by_key(verdicts: dict[date, Verdict]) -> dict[str, Verdict]:
    return {day.isoformat(): verdict for day, verdict in verdicts.items()}
