"""The bench command measures each promise beside its floor and its budget."""

import json
from pathlib import Path

import pytest

from financial_lake.audit.check import GROUPS
from financial_lake.orchestration.query_assets import whole_models
from financial_lake.terminal import measures
from financial_lake_tests.terminal.conftest import Typed, run
from financial_lake_tests.terminal.test_refusals import assert_refused


def test_a_measure_runs_in_its_own_process_and_leaves_nothing_behind(tmp_path: Path) -> None:
    asked = ["--customers", "10", "--days", "1", "--only", "quarter", "--folder", str(tmp_path), "--json"]
    ended = run("bench", *asked)
    assert (ended.returncode, ended.stderr) == (0, "")
    (figure,) = json.loads(ended.stdout)
    assert (figure["unit"], figure["budget"], figure["holds"]) == ("s", "<= 25", figure["value"] <= 25)
    assert 0 < figure["floor"] < figure["value"]
    assert figure["peak_megabytes"] > 50
    assert list(tmp_path.iterdir()) == []


def test_the_graph_is_measured_beside_a_graph_of_empty_assets_with_as_many_partitions_and_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty: list[tuple[int, int]] = []
    run_empty_graph = measures.run_empty_graph
    monkeypatch.setattr(measures, "run_empty_graph", lambda *asked: empty.append(run_empty_graph(*asked)))
    whole, ratio, day = measures.through_dagster(10, 1, tmp_path)
    assert [each.budget for each in (whole, ratio, day)] == ["<= 120", "<= 1.5", "<= 30"]
    assert ratio.value == whole.value / whole.floor
    assert ratio.holds == (ratio.value <= 1.5)
    partitions, checks = empty[0]
    assert f"{checks + len(GROUPS):,} checks" in whole.name
    publication = 1
    assert f"{partitions + len(whole_models()) + publication:,} partitions" in whole.name


def test_generation_is_measured_in_rows_a_second_beside_numpy(tmp_path: Path) -> None:
    ledger, feed = measures.generation(10, 1, tmp_path)
    assert {ledger.unit, feed.unit} == {"rows/s"}
    assert {ledger.budget, feed.budget} == {">= 1,000,000"}
    assert min(ledger.value, feed.value, ledger.floor) > 0


def test_a_late_day_is_measured_over_an_early_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "TRIES", 1)
    (figure,) = measures.late_day(10, 1, tmp_path)
    assert (figure.unit, figure.budget) == ("ratio", "<= 1.1")
    assert figure.value > 0


def test_an_unknown_measure_or_an_impossible_bank_is_refused(typed: Typed) -> None:
    assert_refused(typed("bench", "--only", "everything"), "'everything'", "generation", "late_day")
    assert_refused(typed("bench", "--customers", "2235"), "customers is 2235")
