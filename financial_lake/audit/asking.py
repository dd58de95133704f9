"""Checks answered by rules over stored rows: one connection holds what they look at, and the star beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from financial_lake.audit.check import Asked, CheckResult
from financial_lake.contract.discovery import all_models, models
from financial_lake.engines.connections import named, quoted
from financial_lake.reconciliation.evaluation import evaluate
from financial_lake.reconciliation.evidence import Evidence, words_in
from financial_lake.reconciliation.relations import RELATIONS
from financial_lake.reconciliation.rule import Outcome, Rule, State
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import PARTITION_FILE, table_folder
from financial_lake.warehouse.building import fact_view

STAR = "warehouse"
FACTS = "warehouse_facts"
SAMPLE = 10


def evidence_for(lake: Lake, bank: Bank, asked: Sequence[Asked]) -> Evidence:
    """What may be looked at to answer these checks."""
    words = words_in(rule.sql for each in asked for rule in each.rules)
    bound = [each for fact in models(FACTS) for each in fact.about().bound_keys]
    keys = {name for each in bound for name in (each.durable_id, each.dimension_id)}
    return Evidence(lake, bank, words | keys, lambda connection: furnish(connection, lake))


def furnish(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Lists by rule, the dimensions as they are stored, and facts with the keys the star binds to them."""
    _show_calendar(connection, lake)
    for model in models("curated"):
        file = table_folder(lake.root, model.address()) / PARTITION_FILE
        if not model.is_dated() and file.exists():
            rows = f"from read_parquet({quoted(file)}, hive_partitioning = false)"
            connection.execute(f"create or replace table {named('curated', model.short_name())} as {rows}")
    built = _copy_star(connection, Path(str(lake.warehouse_file)))
    for fact in models(FACTS):
        stands = fact.is_dated() or fact.sql_name() in built
        if stands and {f"{STAR}.{each.dimension}" for each in fact.about().bound_keys} <= built:
            connection.execute(fact_view(fact))


def _show_calendar(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Which days of which tables are stored, as `audit.stored_days`, and the latest of them, as `audit.latest`."""
    stored = [(model.sql_name(), day) for model in all_models() for day in lake.stored_days(model.address())]
    columns = {"table_name": [name for name, _ in stored], "dt": pa.array([day for _, day in stored], pa.date32())}
    connection.execute("create schema if not exists audit")
    connection.register("stored", pa.table(columns))
    connection.execute("create or replace table audit.stored_days as from stored")
    connection.execute("create or replace table audit.latest as select max(dt) as dt from audit.stored_days")
    connection.unregister("stored")
    said = lake.settings
    connection.execute(
        "create or replace table audit.settings as "
        f"select {said.defect_rate}::double as defect_rate, date '{said.opening_day}' as opening_day"
    )


def _copy_star(connection: duckdb.DuckDBPyConnection, star: Path) -> set[str]:
    """Put every table of the warehouse file beside the partitions; their SQL names."""
    if not star.exists():
        return set()
    connection.execute(f"attach {quoted(star)} as star (read_only)")
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'star' order by all"
    ).fetchall()
    for schema, name in found:
        connection.execute(f"create or replace table {named(schema, name)} as from star.{named(schema, name)}")
    connection.execute("detach star")
    return {f"{schema}.{name}" for schema, name in found}


def answers(evidence: Evidence, asked: Sequence[Asked], days: Sequence[date]) -> Iterator[CheckResult]:
    """What the checks find on the days they are due."""
    rules: list[Rule] = []
    owner: dict[str, Asked] = {}
    for each in asked:
        for rule in each.rules:
            rules.append(replace(rule, name=str(len(rules))))
            owner[rules[-1].name] = each
    for day, outcomes in evaluate(evidence, rules, days, RELATIONS).items():
        by_check: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in outcomes:
            each = owner[outcome.rule]
            by_check.setdefault((each.check, each.table), []).append(outcome)
        for (check, table), found in by_check.items():
            yield _result(day, check, table, found)


def _result(day: date, check: str, table: str, outcomes: Sequence[Outcome]) -> CheckResult:
    """The outcomes of a check's rules together: it fails when one does."""
    seen = [each for each in outcomes if each.state is not State.NOT_EVALUATED]
    if not seen:
        missing = tuple(f"missing: {name}" for each in outcomes for name in each.missing)
        return CheckResult(day, check, table, "an answer", "none", None, missing[:SAMPLE])
    expected, actual = _values(seen)
    passed = all(each.state is State.PASSED for each in seen)
    sample = tuple(text for each in seen for text in each.sample)
    return CheckResult(day, check, table, expected, actual, passed, sample[:SAMPLE])


def _values(outcomes: Sequence[Outcome]) -> tuple[str, str]:
    """What one rule compared; of several, how many things were compared and how many of them agree."""
    if len(outcomes) == 1:
        return outcomes[0].expected, outcomes[0].actual
    compared = sum(each.compared for each in outcomes)
    return str(compared), str(compared - sum(each.offenders for each in outcomes))
