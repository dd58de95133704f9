"""A bank of four days, whole from the raw feeds to the marts, and how to break it without a trace.

The days are a Friday, a Saturday that ends a month, a Sunday and a Monday. A break is forged: the changed file has
a manifest of its own, and whatever was made from it says it was made from the forgery.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from financial_lake.audit.auditing import Audit
from financial_lake.audit.check import CheckResult
from financial_lake.audit.registry import OWN
from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models, source_tables
from financial_lake.curated.deciding import make_decision_days
from financial_lake.engines import connect
from financial_lake.engines.queries import has_query, query_of
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.production.whole_tables import whole_file
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import MANIFEST_FILE, PARTITION_FILE, table_folder
from financial_lake.storage.partitions import read_manifest
from financial_lake.storage.promotion import writing
from financial_lake.warehouse.building import build_whole

FRIDAY, SATURDAY, SUNDAY, MONDAY = DAYS = [date(2025, 5, 30) + timedelta(days=count) for count in range(4)]


@dataclass
class SmallLake:
    """The lake, its bank, and an audit that looks again only at what changed."""

    lake: Lake
    bank: Bank
    audit: Audit = field(init=False)

    def __post_init__(self) -> None:
        """One audit for all breaks."""
        self.audit = Audit(self.lake, self.bank)

    def model(self, table: str) -> type[LakeTable]:
        """The contract of a table by its SQL name, or of a source table by its own."""
        name = table if "." in table else f"datalake.{table}"
        return next(model for model in all_models() if model.sql_name() == name)

    def file(self, table: str, day: date) -> Path:
        """The partition's file."""
        return Path(str(self.lake.partition_file(self.model(table).address(), day)))

    def read(self, table: str, day: date) -> str:
        """SQL of what is stored of a table at the end of a day."""
        while not pq.read_metadata(self.file(table, day)).num_rows and day > DAYS[0]:
            day -= timedelta(days=1)
        return f"read_parquet('{self.file(table, day)}', hive_partitioning = false)"

    def reds(self, tables: Sequence[str], days: Sequence[date]) -> set[str]:
        """Names of the checks that fail on those days, of all that look at these tables."""
        touching = frozenset(self.model(table).sql_name() for table in tables)
        return {each.check for each in self.audit.results(days, touching) if each.is_passed is False}

    def results(self) -> list[CheckResult]:
        """Everything the audit finds."""
        return self.audit.results(DAYS)

    @contextmanager
    def kept(self, folders: Sequence[Path]) -> Iterator[None]:
        """Put everything in these folders back afterwards."""
        before = {file: file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file()}
        try:
            yield
        finally:
            for folder in folders:
                for file in [file for file in folder.rglob("*") if file.is_file() and file not in before]:
                    file.unlink()
            for file, content in before.items():
                if not file.exists() or file.read_bytes() != content:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(content)

    @contextmanager
    def changed(self, table: str, sql: str, day: date) -> Iterator[None]:
        """A partition holds what the SQL makes of its `rows`, and everything downstream was made from it."""
        model, folder = self.model(table), self.file(table, day).parent
        rows = f"read_parquet('{folder / 'part-0.parquet'}', hive_partitioning = false)"
        text = sql.format_map(_Stored(self, day))
        found = _answer(f"with rows as (select * from {rows}) {text}")
        schema = model.arrow_schema()
        typed = pa.table({field.name: found[field.name].cast(field.type) for field in schema})
        with self.kept([folder]), self.told_downstream(model, day):
            self.promote(model, day, typed)
            self.tell_downstream(model, day)
            yield

    def promote(self, model: type[LakeTable], day: date, rows: pa.Table) -> None:
        """Store rows whatever the contract says of them, with the manifest's own words on where they came from."""
        said = read_manifest(self.lake, model.address(), day)
        with writing(self.lake, model, [day]) as writer:
            writer.promote(
                day,
                rows,
                planted_defects=said.planted_defects,
                inputs=said.inputs,
                engine=said.engine,
                is_valid=True,
            )

    @contextmanager
    def told_downstream(self, model: type[LakeTable], day: date) -> Iterator[None]:
        """Put back afterwards what `tell_downstream` changes."""
        naming = self._naming(model, day)
        try:
            yield
        finally:
            for file, text in naming.items():
                file.write_text(text)

    def tell_downstream(self, model: type[LakeTable], day: date) -> None:
        """Let every manifest that names the partition name its content as it is now."""
        now = read_manifest(self.lake, model.address(), day).content_sha256
        named = re.compile(rf'("{re.escape(model.sql_name())} {day}": )"[0-9a-f]*"')
        for file, text in self._naming(model, day).items():
            file.write_text(named.sub(rf'\1"{now}"', text))

    def _naming(self, model: type[LakeTable], day: date) -> dict[Path, str]:
        name = f'"{model.sql_name()} {day}"'
        layers = [Path(str(self.lake.root / layer)) for layer in ("curated", "warehouse_facts", "marts", "regulatory")]
        manifests = [file for layer in layers for file in layer.rglob(MANIFEST_FILE)]
        return {file: text for file in manifests if name in (text := file.read_text())}

    @contextmanager
    def manifests_kept(self, layers: Sequence[Path]) -> Iterator[None]:
        """Put every manifest below these folders back afterwards."""
        before = {file: file.read_text() for layer in layers for file in layer.rglob(MANIFEST_FILE)}
        try:
            yield
        finally:
            for file, text in before.items():
                if file.read_text() != text:
                    file.write_text(text)

    @contextmanager
    def star_changed(self, statement: str) -> Iterator[None]:
        """The warehouse file after a statement."""
        file = Path(str(self.lake.warehouse_file))
        with self.kept([file.parent]):
            with closing(connect(file)) as connection:
                connection.execute(statement)
            self.audit.look_again()
            yield
        self.audit.look_again()

    @contextmanager
    def list_changed(self, table: str, sql: str) -> Iterator[None]:
        """A table without days holds what the SQL makes of its `rows`."""
        file = Path(str(table_folder(self.lake.root, self.model(table).address()))) / PARTITION_FILE
        with self.kept([file.parent]):
            found = _answer(f"with rows as (from read_parquet('{file}')) {sql}")
            pq.write_table(found, file)
            self.audit.look_again()
            yield
        self.audit.look_again()


class _Stored(dict[str, str]):
    """Names in braces, answered by what is stored of the table of that name on a day."""

    def __init__(self, lake: SmallLake, day: date) -> None:
        super().__init__()
        self._lake, self._day = lake, day

    def __missing__(self, table: str) -> str:
        """SQL of the table of that name; two of other days have names of their own."""
        if table == "yesterday":
            return self._lake.read("card_transactions", self._day - timedelta(days=1))
        if table == "mondays_overdrafts":
            return self._lake.read("overdraft_events", MONDAY)
        return self._lake.read(table, self._day)


def _answer(text: str) -> pa.Table:
    asked = duckdb.sql(text)
    assert asked is not None
    return asked.to_arrow_table()


def build_small_lake(place: Path) -> SmallLake:
    """Make the four days of every table, and the star."""
    settings = BankSettings(customers=400, opening_day=DAYS[0], defect_rate=0.02)
    lake, bank = Lake.found_or_create(place, settings), Bank(settings)
    for _ in make_days(lake, bank, source_tables(), DAYS):
        pass
    for model in all_models():
        if not model.is_dated() and not has_query(model):
            whole_file(lake, model)
    for _ in make_decision_days(lake, DAYS):
        pass
    waiting = [model for model in all_models() if has_query(model) and model.sql_name() not in OWN]
    Path(str(lake.warehouse_file)).parent.mkdir(parents=True)
    with closing(connect(lake.warehouse_file)) as star:
        while waiting:
            model = next(each for each in waiting if not set(query_of(each).inputs) & (set(waiting) - {each}))
            if model.is_dated():
                for _ in make_query_days(lake, model, DAYS):
                    pass
            else:
                build_whole(star, lake, model)
            waiting.remove(model)
    return SmallLake(lake, bank)
