"""The floor of a run: assets that do nothing, with the partitions and checks of the real graph.

What such a run costs is what Dagster costs; `financial-lake bench` measures it beside the real one.
"""

import warnings
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import dagster as dg

from financial_lake.contract.discovery import source_tables
from financial_lake.orchestration.asset_checks import CONTRACT, RECONCILIATION, name_in_rules
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.check_evaluations import Verdict, evaluations, finished
from financial_lake.orchestration.launch import QUIET_LOGGERS
from financial_lake.orchestration.partitions import calendar_of, range_tags
from financial_lake.orchestration.query_assets import day_models
from financial_lake.reconciliation.registry import rules_of
from financial_lake.settings import BankSettings

CHECKS = (CONTRACT, RECONCILIATION)


def run_empty_graph(home: Path, first: date, last: date) -> tuple[int, int]:
    """Materialize it for all days from `first` to `last` in one run, in a new Dagster instance as Dagster ships it.

    Returns:
        Materializations and check evaluations recorded.
    """
    home.mkdir(parents=True)
    shipped = files("financial_lake.orchestration").joinpath("dagster.yaml").read_text("utf-8")
    (home / "dagster.yaml").write_text(shipped, "utf-8")
    calendar = calendar_of(BankSettings(opening_day=first, allow_weekend_opening=True))
    with warnings.catch_warnings():
        for kind in (dg.BetaWarning, dg.PreviewWarning):
            warnings.simplefilter("ignore", category=kind)
        job = _empty_definitions(calendar).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.from_config(str(home)) as instance:
        outcome = job.execute_in_process(instance=instance, tags=range_tags(first, last), run_config=QUIET_LOGGERS)
    kinds = [event.event_type for event in outcome.all_events]
    return kinds.count(dg.DagsterEventType.ASSET_MATERIALIZATION), kinds.count(
        dg.DagsterEventType.ASSET_CHECK_EVALUATION
    )


def _empty_definitions(calendar: dg.DailyPartitionsDefinition) -> dg.Definitions:
    assets, checks = [], []
    for model in (*(table.model for table in source_tables()), *day_models()):
        key = asset_key(model)
        names = CHECKS if rules_of(name_in_rules(model)) else CHECKS[:1]
        assets.append(_empty_asset(key, calendar))
        checks.append(_empty_checks([dg.AssetCheckSpec(name, asset=key, partitions_def=calendar) for name in names]))
    return dg.Definitions(assets=assets, asset_checks=checks, executor=dg.in_process_executor)


def _empty_asset(key: dg.AssetKey, calendar: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(key=key, partitions_def=calendar, backfill_policy=dg.BackfillPolicy.single_run())
    def empty() -> dg.MaterializeResult[None]:
        return dg.MaterializeResult()

    return empty


def _empty_checks(specs: Sequence[dg.AssetCheckSpec]) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(specs=specs, name="_".join((*specs[0].asset_key.path, "checks")))
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        verdicts = {key: Verdict(passed=True, metadata={}) for key in context.op_execution_context.partition_keys}
        for spec in specs:
            yield from evaluations(context, spec, verdicts)
            yield finished(spec)

    return check
