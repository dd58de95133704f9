"""Group G12 and its kin: properties of the whole machine, proved on the last of the days asked for.

What is made again is made by processes of their own or in temporary lakes; the stored lake is only read.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pyarrow as pa

from financial_lake.audit.catalogue import NIGHTLY
from financial_lake.audit.check import CheckResult
from financial_lake.audit.labels import labels_do_not_leak
from financial_lake.audit.public_figures import CHECK as PUBLIC_FIGURES
from financial_lake.audit.public_figures import public_targets_met
from financial_lake.audit.registry import audited_models
from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models, source_table, source_tables
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.engines import connect
from financial_lake.engines.connections import named, quoted
from financial_lake.engines.publishing import latest_snapshot
from financial_lake.engines.queries import has_query, query_of
from financial_lake.errors import PartitionUnreadable
from financial_lake.production.inputs import Inputs
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.reconciliation.rule import last_weekday
from financial_lake.settings import ORIGINAL_POPULATION, BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_manifest, read_partition

SAMPLE = 10
A_YEAR = timedelta(days=365)
OF_CUSTOMERS = ("customers", "accounts", "cards", "addresses", "customer_profiles")
"""Snapshot tables whose rows belong to customers, and are compared between a bank and a bigger one."""
MARKED = frozenset({"is_repaired", "row_sha256", "counterparty_token"})
"""Columns that say how a row was delivered, or are salted by the lake; they may differ when it was delivered clean."""


def nightly_results(lake: Lake, days: Sequence[date], names: AbstractSet[str] = NIGHTLY) -> Iterator[CheckResult]:
    """The named properties, on the last of the days that is stored."""
    first = source_tables()[0].model
    stored = [day for day in days if lake.has(first.address(), day)]
    if not stored:
        return
    day = stored[-1]
    before = day - timedelta(days=1)
    again = [day, before] if lake.has(first.address(), before) else [day]
    later = (day + A_YEAR).isoformat()
    properties: dict[str, Callable[[], CheckResult]] = {
        "rerun_same_bytes": lambda: _remade(lake, "rerun_same_bytes", [day]),
        "one_day_alone": lambda: _remade(lake, "one_day_alone", [day]),
        "order_free": lambda: _remade(lake, "order_free", again),
        "no_wall_clock_in_rows": lambda: _remade(lake, "no_wall_clock_in_rows", [day], later),
        "backfill_cascade_complete": lambda: _cascade(lake, day),
        "bank_grows_by_appending": lambda: _grown(lake, day),
        "defect_free_twin_equal": lambda: _twin(lake, day),
        "published_copy_equals_warehouse": lambda: _published(lake, day),
        "labels_do_not_leak": lambda: labels_do_not_leak(lake, day),
    }
    yield from (prove() for name, prove in properties.items() if name in names)
    if PUBLIC_FIGURES in names:
        yield from public_targets_met(lake, day)


def _result(day: date, check: str, expected: object, actual: object, sample: Sequence[str] = ()) -> CheckResult:
    return CheckResult(day, check, "", str(expected), str(actual), expected == actual, tuple(sample)[:SAMPLE])


def _unanswered(day: date, check: str, why: str) -> CheckResult:
    return CheckResult(day, check, "", "an answer", "none", None, (why,))


def _remade(lake: Lake, check: str, days: Sequence[date], travel: str = "now") -> CheckResult:
    """Make days again in the order given; how many tables are the same to the byte."""
    if travel != "now" and find_spec("time_machine") is None:
        return _unanswered(days[0], check, "time-machine is not installed")
    asked = [sys.executable, "-m", "financial_lake.audit.remaking", str(lake.root), travel, *map(str, days)]
    said = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    found = json.loads(said.stdout)
    differing = [
        f"{table.name} {day}"
        for day in days
        for table in source_tables()
        if found[day.isoformat()][table.name] != _stored_hash(lake, table.model, day)
    ]
    compared = len(days) * len(source_tables())
    return _result(days[0], check, compared, compared - len(differing), differing)


def _stored_hash(lake: Lake, model: type[LakeTable], day: date) -> str:
    try:
        return read_manifest(lake, model.address(), day).content_sha256
    except PartitionUnreadable:
        return ""


def _cascade(lake: Lake, day: date) -> CheckResult:
    """Over all stored days nothing was made from what is other now."""
    compared, stale = 0, []
    for model in audited_models():
        if model.address()[0] != SOURCE_LAYER and has_query(model):
            inputs = Inputs(lake, model)
            for each in lake.stored_days(model.address()):
                compared += 1
                if inputs.changed(read_manifest(lake, model.address(), each)):
                    stale.append(f"{model.sql_name()} {each}")
    return _result(day, "backfill_cascade_complete", compared, compared - len(stale), stale)


def _grown(lake: Lake, day: date) -> CheckResult:
    """A bigger bank with the same employees has the same first customers, row by row."""
    size = lake.settings.customers
    bigger = replace(lake.settings, customers=230 if size == ORIGINAL_POPULATION else size + 10)
    bank, when = Bank(bigger), last_weekday(day)
    compared, differing = 0, []
    for name in OF_CUSTOMERS:
        table = source_table(name)
        key = table.model.key_columns()[0]
        rows = {row[key]: row for row in table.generate(bank, when).to_pylist()}
        for row in read_partition(lake, table.model, when).to_pylist():
            compared += 1
            if rows.get(row[key]) != row:
                differing.append(f"{name} {row[key]}")
    return _result(day, "bank_grows_by_appending", compared, compared - len(differing), differing)


def _twin(lake: Lake, day: date) -> CheckResult:
    """The same bank without planted defects gives the same curated rows."""
    (accepted,) = [model for model in models("curated") if model.sql_name() == "curated.transactions"]
    if not lake.has(accepted.address(), day):
        return _unanswered(day, "defect_free_twin_equal", "curated.transactions is not stored")
    with tempfile.TemporaryDirectory() as folder:
        clean = _clean_twin(Path(folder), lake.settings, accepted, day)
    compared = [name for name in accepted.arrow_schema().names if name not in MARKED]
    stored = read_partition(lake, accepted, day).select(compared).to_pylist()
    ours = {tuple(row.values()) for row in stored}
    theirs = {tuple(row.values()) for row in clean.select(compared).to_pylist()}
    differing = sorted({str(row[1]) for row in ours ^ theirs})
    return _result(day, "defect_free_twin_equal", len(theirs), len(ours & theirs), differing)


def _clean_twin(folder: Path, settings: BankSettings, accepted: type[LakeTable], day: date) -> pa.Table:
    """The curated postings of the day in a bank whose feeds are clean."""
    twin = Lake.found_or_create(folder / "twin", replace(settings, defect_rate=0))
    bank = Bank(twin.settings)
    chain: list[type[LakeTable]] = []
    _add_inputs(accepted, chain)
    sources = {model.short_name() for model in chain if model.address()[0] == SOURCE_LAYER}
    tables = [table for table in source_tables() if table.name in sources]
    for _ in make_days(twin, bank, tables, sorted({last_weekday(day), day})):
        pass
    for model in chain:
        if model.is_dated() and has_query(model):
            for _ in make_query_days(twin, model, sorted({last_weekday(day), day})):
                pass
    return read_partition(twin, accepted, day)


def _add_inputs(model: type[LakeTable], chain: list[type[LakeTable]]) -> None:
    """Put what a table is made from before it."""
    if has_query(model):
        for parent in query_of(model).inputs:
            if parent is not model and parent not in chain:
                _add_inputs(parent, chain)
    chain.append(model)


def _published(lake: Lake, day: date) -> CheckResult:
    """The latest snapshot has as many rows as the warehouse, table by table, and the day's partitions."""
    snapshot = latest_snapshot(lake)
    if snapshot is None or not Path(str(lake.warehouse_file)).exists():
        return _unanswered(day, "published_copy_equals_warehouse", "nothing is published")
    differing, compared = [], 0
    with closing(connect()) as connection:
        connection.execute(f"attach {quoted(lake.warehouse_file)} as star (read_only)")
        connection.execute(f"attach {quoted(snapshot.file)} as copy (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'star' order by all"
        ).fetchall()
        for schema, name in tables:
            compared += 1
            try:
                ours, theirs = (_told(connection, each, schema, name) for each in ("star", "copy"))
            except duckdb.CatalogException:
                differing.append(f"{schema}.{name} is not published")
                continue
            if ours != theirs:
                differing.append(f"{schema}.{name}")
    return _result(day, "published_copy_equals_warehouse", compared, compared - len(differing), differing)


def _told(connection: duckdb.DuckDBPyConnection, database: str, schema: str, name: str) -> object:
    """Rows of a table, and one number for all that is in them."""
    asked = f"select count(*), sum(hash(stored)) from {named(database, schema, name)} as stored"
    return connection.execute(asked).fetchone()
