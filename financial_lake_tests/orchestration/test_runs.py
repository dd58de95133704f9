"""Runs of the graph, recorded in the lake's own instance: per day, whether the run made one day or many."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pytest
from dagster import AssetKey

from financial_lake.contract.discovery import SourceTable, source_table, source_tables
from financial_lake.datalake.investments import fx_rates
from financial_lake.orchestration import source_assets
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.graph import graph_of
from financial_lake.orchestration.instances import instance_of
from financial_lake.orchestration.launch import RunReport, run_days
from financial_lake.orchestration.query_assets import day_models
from financial_lake.simulation.bank import Bank
from financial_lake.storage import Lake
from financial_lake.storage.partitions import read_manifest
from financial_lake_tests.orchestration.conftest import FIVE_DAYS
from financial_lake_tests.orchestration.corruption import FRIDAY, MONDAY, SATURDAY, THURSDAY, forge, last_row_twice

DAYS = ["2024-10-03", "2024-10-04", "2024-10-05", "2024-10-06", "2024-10-07"]
TUESDAY = date(2024, 10, 8)


@contextmanager
def opened(home: Path) -> Iterator[dg.DagsterInstance]:
    with instance_of(Lake.open(home)) as instance:
        yield instance


def materializations(instance: dg.DagsterInstance, key: AssetKey) -> dict[str, dg.AssetMaterialization]:
    records = instance.fetch_materializations(key, limit=100, ascending=True).records
    assert len({record.partition_key for record in records}) == len(records), "a day was recorded twice"
    return {
        str(record.partition_key): record.asset_materialization for record in records if record.asset_materialization
    }


def evaluations(instance: dg.DagsterInstance, key: AssetKey, check: str) -> dict[str, dg.AssetCheckEvaluation]:
    history = instance.event_log_storage.get_asset_check_execution_history(dg.AssetCheckKey(key, check), limit=100)
    found = [each.event.dagster_event.event_specific_data for each in history if each.event]
    return {each.partition: each for each in found if isinstance(each, dg.AssetCheckEvaluation)}


def test_a_range_run_succeeds_with_all_checks_green(built: tuple[Path, RunReport]) -> None:
    report = built[1]
    assert (report.succeeded, report.failures, report.failed_checks) == (True, (), ())


def test_every_day_of_a_range_has_figures_of_its_own(built: tuple[Path, RunReport]) -> None:
    lake, transactions = Lake.open(built[0]), source_table("transactions").model
    with opened(built[0]) as instance:
        made = materializations(instance, asset_key(transactions))
    assert list(made) == DAYS
    for day, shown in made.items():
        manifest = read_manifest(lake, transactions.address(), date.fromisoformat(day))
        assert shown.metadata["dagster/partition_row_count"].value == manifest.row_count > 0
        assert shown.metadata["bytes"].value == manifest.file_bytes
        assert shown.metadata["sum_amount"].value == manifest.control_totals["amount"].sum
        assert shown.metadata["sha256"].value == manifest.file_sha256
        assert Path(str(shown.metadata["file"].value)).exists()


def test_every_partition_of_the_graph_is_recorded(built: tuple[Path, RunReport]) -> None:
    with opened(built[0]) as instance:
        for model in [*(table.model for table in source_tables()), *day_models()]:
            assert list(materializations(instance, asset_key(model))) == DAYS, model


def test_a_weekend_without_snapshot_says_why_it_is_empty(built: tuple[Path, RunReport]) -> None:
    with opened(built[0]) as instance:
        made = materializations(instance, asset_key(source_table("accounts").model))
    assert "why_empty" not in made["2024-10-04"].metadata
    assert made["2024-10-05"].metadata["dagster/partition_row_count"].value == 0
    assert "Saturday and Sunday" in str(made["2024-10-05"].metadata["why_empty"].value)


def test_every_check_of_a_range_run_is_recorded_for_its_day(built: tuple[Path, RunReport]) -> None:
    keys = [
        dg.AssetCheckKey(asset_key(model), "contract")
        for model in [*(table.model for table in source_tables()), *day_models()]
    ]
    with opened(built[0]) as instance:
        information = instance.event_log_storage.get_asset_check_partition_info(keys)
        reconciled = evaluations(instance, asset_key(source_table("transactions").model), "reconciliation")
    assert {(each.check_key, each.partition_key) for each in information} == {
        (key, day) for key in keys for day in DAYS
    }
    assert all(each.latest_execution_status.value == "SUCCEEDED" and each.is_current for each in information)
    assert sorted(reconciled) == DAYS
    assert all(each.metadata["rows_compared"].value > 0 for each in reconciled.values())  # type: ignore[operator]


def test_rules_are_silent_only_for_want_of_days_before_the_bank_opened(built: tuple[Path, RunReport]) -> None:
    with opened(built[0]) as instance:
        for model in [*(table.model for table in source_tables()), *day_models()]:
            for found in evaluations(instance, asset_key(model), "reconciliation").values():
                said = str(found.metadata["not_evaluated"].value) if "not_evaluated" in found.metadata else ""
                assert all(day < DAYS[0] for day in re.findall(r"\d{4}-\d{2}-\d{2}", said)), (model, said)


def test_the_mart_of_the_last_day_shows_a_plot_and_its_rows(built: tuple[Path, RunReport]) -> None:
    with opened(built[0]) as instance:
        made = materializations(instance, AssetKey(["marts", "operations", "daily_transaction_volume"]))
    assert str(made["2024-10-07"].metadata["plot"].value).startswith(
        "![daily_transaction_volume](data:image/png;base64,"
    )
    assert "| 2024-10-07 |" in str(made["2024-10-07"].metadata["preview"].value)
    assert "plot" not in made["2024-10-03"].metadata


def test_one_day_of_the_whole_graph_by_its_partition(lake: Lake) -> None:
    with instance_of(lake) as instance:
        job = graph_of(Path(str(lake.root))).resolve_job_def("whole_graph")
        outcome = job.execute_in_process(instance=instance, partition_key=TUESDAY.isoformat())
        assert outcome.success
        transactions = asset_key(source_table("transactions").model)
        assert list(materializations(instance, transactions)) == [*DAYS, TUESDAY.isoformat()]
        checked = evaluations(instance, transactions, "reconciliation")
        assert checked[TUESDAY.isoformat()].passed
        assert checked[TUESDAY.isoformat()].target_materialization_data is not None
    assert all(lake.has(table.model.address(), TUESDAY) for table in source_tables())


def test_a_rejected_day_fails_alone_and_links_its_rows_and_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong_on_saturday(bank: Bank, day: date) -> pa.Table:
        rows = fx_rates.generate(bank, day)
        return pa.concat_tables([rows, rows]) if day == SATURDAY else rows

    wrong = SourceTable(fx_rates.FxRates, wrong_on_saturday)
    tables = [wrong if each.name == "fx_rates" else each for each in source_tables()]
    monkeypatch.setattr(source_assets, "source_tables", lambda: tables)
    lake, key = Lake.found_or_create(tmp_path / "lake", FIVE_DAYS), asset_key(fx_rates.FxRates)
    report = run_days(lake, THURSDAY, MONDAY, tables=[fx_rates.FxRates])
    assert not report.succeeded
    (message,) = report.failures
    assert "2024-10-05" in message
    with instance_of(lake) as instance:
        assert list(materializations(instance, key)) == [day for day in DAYS if day != "2024-10-05"]
        status = instance.get_status_by_partition(
            key, DAYS, graph_of(tmp_path / "lake").resolve_asset_graph().get(key).partitions_def
        )
        assert {day for day, each in (status or {}).items() if each and each.value == "FAILED"} == {"2024-10-05"}
        (failure,) = [
            each.dagster_event.step_failure_data
            for each in instance.all_logs(report.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
            if each.dagster_event
        ]
    shown = failure.user_failure_data.metadata if failure.user_failure_data else {}
    assert Path(str(shown["rejected_rows_2024-10-05"].value)).exists()
    assert "2024-10-05" in Path(str(shown["report_2024-10-05"].value)).read_text()
    assert "again" in str(shown["what_to_do"].value)

    monkeypatch.undo()
    assert run_days(lake, SATURDAY, SATURDAY, tables=[fx_rates.FxRates]).succeeded
    with instance_of(lake) as instance:
        assert sorted(materializations(instance, key)) == DAYS


def test_a_failing_contract_stops_what_is_downstream(lake: Lake) -> None:
    categories, merchants = (source_table(name).model for name in ("merchant_categories", "merchants"))
    forge(lake, "merchant_categories", FRIDAY, last_row_twice)
    report = run_days(lake, THURSDAY, FRIDAY, tables=[categories, merchants])
    assert not report.succeeded
    assert ("datalake/payments/merchant_categories", "contract", "2024-10-04") in {
        each[:3] for each in report.failed_checks
    }
    with instance_of(lake) as instance:
        made = {
            each.dagster_event.asset_key
            for each in instance.all_logs(report.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
            if each.dagster_event
        }
    assert made == {asset_key(categories)}
