"""Oddities of Dagster we rely on or work around; when one of these fails, something here can become simpler."""

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from financial_lake.orchestration.check_evaluations import Verdict, evaluations, finished

pytestmark = [
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
    pytest.mark.filterwarnings("ignore::dagster.PreviewWarning"),
]
DAYS = ["2024-10-01", "2024-10-02", "2024-10-03"]
RANGE = {"dagster/asset_partition_range_start": DAYS[0], "dagster/asset_partition_range_end": DAYS[-1]}
CALENDAR = dg.DailyPartitionsDefinition(DAYS[0], end_date="2024-10-04")
TABLE = dg.AssetKey("table")
CHECK = dg.AssetCheckKey(TABLE, "contract")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def table_that(body: Callable[[dg.AssetExecutionContext], None]) -> dg.AssetsDefinition:
    @dg.asset(key=TABLE, partitions_def=CALENDAR, backfill_policy=dg.BackfillPolicy.single_run())
    def make(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        body(context)
        return dg.MaterializeResult()

    return make


def spec() -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec("contract", asset=TABLE, partitions_def=CALENDAR)


def statuses(instance: dg.DagsterInstance) -> dict[str | None, tuple[str, bool]]:
    information = instance.event_log_storage.get_asset_check_partition_info([CHECK])
    return {each.partition_key: (each.latest_execution_status.value, each.is_current) for each in information}


def materialized(instance: dg.DagsterInstance) -> list[str]:
    return sorted(instance.get_materialized_partitions(TABLE))


def test_a_plain_check_result_of_a_range_run_belongs_to_no_day(instance: dg.DagsterInstance) -> None:
    @dg.asset_check(asset=TABLE, name="contract", partitions_def=CALENDAR)
    def check() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    assert dg.materialize([table_that(lambda _: None), check], instance=instance, tags=RANGE).success
    found = statuses(instance)
    assert not [day for day in DAYS if found[day][0] == "SUCCEEDED"]


@pytest.mark.parametrize("tags", [RANGE, {"dagster/partition": DAYS[0]}])
def test_evaluations_given_day_by_day_belong_to_their_days(instance: dg.DagsterInstance, tags: dict[str, str]) -> None:
    the_spec = spec()
    days = DAYS if tags is RANGE else DAYS[:1]

    @dg.multi_asset_check(specs=[the_spec])
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        verdicts = {day: Verdict(passed=day != DAYS[1], metadata={}) for day in days}
        yield from evaluations(context, the_spec, verdicts)
        yield finished(the_spec)

    assert dg.materialize([table_that(lambda _: None), check], instance=instance, tags=tags).success
    expected = {day: ("FAILED" if day == DAYS[1] else "SUCCEEDED", True) for day in days}
    assert {day: each for day, each in statuses(instance).items() if day} == expected


def test_an_evaluation_without_its_materialization_counts_as_outdated(instance: dg.DagsterInstance) -> None:
    the_spec = spec()

    @dg.multi_asset_check(specs=[the_spec])
    def check() -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        yield dg.AssetCheckEvaluation(
            asset_key=TABLE, check_name="contract", passed=True, partition=DAYS[0], metadata={}
        )
        yield finished(the_spec)

    assert dg.materialize([table_that(lambda _: None), check], instance=instance, tags=RANGE).success
    assert statuses(instance)[DAYS[0]] == ("SUCCEEDED", False)


def test_the_private_class_still_takes_what_we_give_it() -> None:
    aimed = AssetCheckEvaluationTargetMaterializationData(storage_id=1, run_id="run", timestamp=1.0)
    assert (aimed.storage_id, aimed.run_id, aimed.timestamp) == (1, "run", 1.0)


def test_a_range_that_fails_keeps_no_day_by_itself(instance: dg.DagsterInstance) -> None:
    def fail(_context: dg.AssetExecutionContext) -> None:
        raise ZeroDivisionError

    assert not dg.materialize([table_that(fail)], instance=instance, tags=RANGE, raise_on_error=False).success
    assert materialized(instance) == []


def test_days_logged_before_a_range_fails_stay(instance: dg.DagsterInstance) -> None:
    def fail_later(context: dg.AssetExecutionContext) -> None:
        context.log_event(dg.AssetMaterialization(TABLE, partition=DAYS[0]))
        raise ZeroDivisionError

    assert not dg.materialize([table_that(fail_later)], instance=instance, tags=RANGE, raise_on_error=False).success
    assert materialized(instance) == DAYS[:1]


def test_figures_added_by_day_stay_with_their_day(instance: dg.DagsterInstance) -> None:
    def count(context: dg.AssetExecutionContext) -> None:
        for rows, day in enumerate(context.partition_keys):
            context.add_asset_metadata({"rows": rows}, partition_key=day)

    assert dg.materialize([table_that(count)], instance=instance, tags=RANGE).success
    records = instance.fetch_materializations(TABLE, limit=10).records
    shown = {each.partition_key: each.asset_materialization for each in records}
    assert {day: each.metadata["rows"].value for day, each in shown.items() if each} == dict(
        zip(DAYS, range(3), strict=True)
    )


def test_a_job_of_checks_alone_has_no_calendar() -> None:
    @dg.asset_check(asset=TABLE, name="contract", partitions_def=CALENDAR)
    def check() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    job = dg.define_asset_job("again", selection=dg.AssetSelection.all_asset_checks())
    graph = dg.Definitions(assets=[table_that(lambda _: None)], asset_checks=[check], jobs=[job])
    assert graph.resolve_job_def("again").partitions_def is None
