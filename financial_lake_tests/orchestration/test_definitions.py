"""The graph a user opens: everything says what it is, who answers for it, and what it is made from."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from financial_lake.audit.check import GROUPS
from financial_lake.audit.making import MADE_HERE
from financial_lake.audit.registry import audited_models
from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.discovery import all_models, source_tables
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.quarantine_decisions import QuarantineDecisions
from financial_lake.engines.queries import has_query, query_of
from financial_lake.marts.audit.audit_check_result import AuditCheckResult
from financial_lake.marts.audit.audit_day import AuditDay
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.graph import graph_of
from financial_lake.orchestration.query_assets import PUBLICATION, day_models, whole_models
from financial_lake.orchestration.source_assets import parents_of
from financial_lake_tests.orchestration.dagster_server import REPOSITORY

TOOLS = Path(sys.executable).parent
LOOKED_UP_IN = {QuarantineDecisions: (Quarantine,)}
"""Where landed decisions are looked up, which no SQL says."""
PARTITIONED = [*(table.model for table in source_tables()), *day_models()]


def address(model: type[LakeTable]) -> str:
    return "/".join(model.address())


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return graph_of(tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="module")
def specs(graph: dg.Definitions) -> dict[dg.AssetKey, dg.AssetSpec]:
    return {spec.key: spec for spec in graph.resolve_all_asset_specs()}


def test_the_definitions_load(graph: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(graph)


@pytest.mark.parametrize(
    "command", [["dg", "check", "defs"], ["dagster", "definitions", "validate", "-w", "workspace.yaml"]]
)
def test_dagsters_own_commands_accept_the_project_without_warnings(command: list[str], tmp_path: Path) -> None:
    told = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=REPOSITORY,
        env={"PATH": f"{TOOLS}:/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY), "FINANCIAL_LAKE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = told.stdout + told.stderr
    assert told.returncode == 0, said
    assert "BetaWarning" not in said
    assert "PreviewWarning" not in said


def test_every_table_is_an_asset_under_its_address(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    assert set(specs) == {*(asset_key(model) for model in all_models()), PUBLICATION}


def test_every_asset_says_what_it_is(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    for spec in specs.values():
        assert spec.group_name not in {None, "default"}, spec.key
        assert spec.owners, spec.key
        assert spec.description, spec.key
        assert 1 <= len(spec.kinds) <= 3, spec.key
        assert {"layer", "domain", "cadence"} <= set(spec.tags), spec.key
        assert "dagster/code_references" in spec.metadata, spec.key


@pytest.mark.parametrize("model", all_models(), ids=address)
def test_every_table_shows_its_contract(model: type[LakeTable], specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    spec = specs[asset_key(model)]
    schema = spec.metadata["dagster/column_schema"]
    assert [column.name for column in schema.columns] == model.arrow_schema().names
    assert all(column.description and column.type and "pii" in column.tags for column in schema.columns)
    assert {column.name for column in schema.columns if "key" in column.tags} == set(model.key_columns())
    assert spec.metadata["dagster/table_name"] == f"{model.address()[0]}.{model.short_name()}"
    assert spec.metadata["dagster/uri"].startswith("file://")
    assert spec.metadata["dagster/uri"].endswith("/".join(model.address()))
    assert {"load_pattern", "pii"} <= set(spec.tags)
    assert model.about().grain in (spec.description or "")


def test_source_tables_are_grouped_by_domain(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    for table in source_tables():
        assert specs[asset_key(table.model)].group_name == table.model.address()[1]


def test_all_partitioned_assets_share_one_calendar_and_make_a_range_in_one_run(graph: dg.Definitions) -> None:
    partitioned = [
        each for each in graph.resolve_asset_graph().assets_defs if each.partitions_def is not None and each.keys
    ]
    assert {each.key for each in partitioned} == {asset_key(model) for model in PARTITIONED}
    assert len({each.partitions_def for each in partitioned}) == 1
    assert {each.backfill_policy for each in partitioned} == {dg.BackfillPolicy.single_run()}


def test_every_partitioned_table_has_a_blocking_contract_check_and_at_most_one_more(graph: dg.Definitions) -> None:
    nodes = graph.resolve_asset_graph()
    for model in PARTITIONED:
        checks = {key.name: nodes.get(key) for key in nodes.asset_check_keys if key.asset_key == asset_key(model)}
        of_audit = {name for name in checks if name.startswith("audit_")}
        of_all = {"realism"} if model is AuditDay else set()
        assert set(checks) - of_audit - of_all <= {"contract", "reconciliation"}
        assert len(of_audit) == (len(GROUPS) if model is AuditDay else 0)
        assert checks["contract"].blocking
        assert "reconciliation" not in checks or not checks["reconciliation"].blocking
        assert {each.partitions_def for each in checks.values()} == {nodes.get(asset_key(model)).partitions_def}


def test_lineage_of_source_tables_is_their_hard_references(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    of_name = {table.name: asset_key(table.model) for table in source_tables()}
    for table in source_tables():
        wanted = {of_name[parent] for parent in parents_of(table)}
        declared = {ref.table for _, ref in table.model.references() if ref.hard and ref.table != table.name}
        assert wanted == {of_name[name] for name in declared}
        assert {dep.asset_key for dep in specs[asset_key(table.model)].deps} == wanted


def test_lineage_of_query_tables_is_what_their_sql_names(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    for model in [*day_models(), *whole_models()]:
        if model in MADE_HERE:  # the audit looks at everything
            continue
        inputs = query_of(model).inputs if has_query(model) else LOOKED_UP_IN.get(model, ())
        wanted = {asset_key(each) for each in inputs}
        assert {dep.asset_key for dep in specs[asset_key(model)].deps} == wanted


def test_columns_made_by_sql_say_which_columns_they_come_from(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    for model in [*day_models(), *whole_models()]:
        if has_query(model):
            lineage = specs[asset_key(model)].metadata["dagster/column_lineage"].deps_by_column
            assert list(lineage) == model.arrow_schema().names
            inputs = {asset_key(each): set(each.arrow_schema().names) for each in query_of(model).inputs}
            assert all(dep.column_name in inputs[dep.asset_key] for deps in lineage.values() for dep in deps)
    fact = specs[dg.AssetKey(["warehouse_facts", "fact_transaction"])]
    origins = fact.metadata["dagster/column_lineage"].deps_by_column["is_debit"]
    assert [dep.column_name for dep in origins] == ["txn_type"]


def test_no_asset_depends_on_itself(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    assert not [key for key, spec in specs.items() if key in {dep.asset_key for dep in spec.deps}]


def test_only_writers_of_the_warehouse_wait_for_each_other(graph: dg.Definitions) -> None:
    nodes = graph.resolve_asset_graph()
    pooled = {key for key in nodes.executable_asset_keys if nodes.get(key).pools}
    dimensions = {
        asset_key(model) for model in whole_models() if model.about().load is LoadPattern.FULL and has_query(model)
    }
    assert pooled == {*dimensions, PUBLICATION}
    assert {pool for key in pooled for pool in nodes.get(key).pools} == {"warehouse_duckdb"}


def test_a_history_is_one_run_of_the_job_of_the_whole_graph(graph: dg.Definitions) -> None:
    job = graph.resolve_job_def("whole_graph")
    assert job.backfill_policy == dg.BackfillPolicy.single_run()
    assert job.partitions_def == graph.resolve_asset_graph().get(asset_key(PARTITIONED[0])).partitions_def
    assert set(job.asset_layer.executable_asset_keys) == {*(asset_key(model) for model in all_models()), PUBLICATION}


def test_the_audit_follows_everything_and_blocks_what_publishes(graph: dg.Definitions) -> None:
    nodes = graph.resolve_asset_graph()
    results = nodes.get(asset_key(AuditCheckResult))
    assert {asset_key(model) for model in audited_models()} <= results.parent_keys
    checks = {key.name: nodes.get(key) for key in nodes.asset_check_keys if key.asset_key == asset_key(AuditDay)}
    blocking = {name for name, check in checks.items() if check.blocking}
    assert {f"audit_{group.lower()}_{name}" for group, name in GROUPS.items()} <= set(checks)
    audits = {name for name in checks if name.startswith("audit_")}
    assert audits - blocking == {"audit_g13_behaviour", "audit_g14_compliance"}
    assert set(checks) - audits == {"contract", "realism"}
    assert asset_key(AuditDay) in nodes.get(PUBLICATION).parent_keys
