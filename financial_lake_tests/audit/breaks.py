"""For every audit check the smallest break that turns it red, and what else rightly turns red with it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from financial_lake_tests.audit.small_lake import MONDAY, SmallLake
from financial_lake_tests.reconciliation.bites import BITES, Bite

Plant = Callable[[SmallLake], AbstractContextManager[None]]


@dataclass(frozen=True)
class Break:
    """A break and what it turns red.

    Attributes:
        plant: breaks the lake while its block runs.
        tables: tables changed.
        also: checks that turn red with it beside those of `aftermath`.
        days: days judged.
    """

    plant: Plant
    tables: tuple[str, ...]
    also: frozenset[str] = frozenset()
    days: tuple[date, ...] = (MONDAY,)


def rows(bite: Bite, *also: str, day: date = MONDAY, days: tuple[date, ...] = ()) -> Break:
    """Rows of a partition are changed."""
    return Break(lambda lake: lake.changed(bite.table, bite.sql, day), (bite.table,), frozenset(also), days or (day,))


def bitten(rule: str, *also: str, **options: Any) -> Break:
    """The rows are changed as for the reconciliation rule of that name."""
    return rows(BITES[rule], *also, **options)


def star(statement: str, table: str, *also: str) -> Break:
    """The warehouse is changed by a statement."""
    return Break(lambda lake: lake.star_changed(statement), (table,), frozenset(also))


def manifest(table: str, *also: str, day: date = MONDAY, **said: Any) -> Break:
    """The manifest beside a file says something else."""

    @contextmanager
    def plant(lake: SmallLake) -> Iterator[None]:
        file = lake.file(table, day).with_name("manifest.json")
        with lake.kept([file.parent]):
            file.write_text(json.dumps(json.loads(file.read_text()) | said))
            yield

    return Break(plant, (table,), frozenset(also), (day,))


def files(table: str, act: Callable[[Path], None], *also: str, day: date = MONDAY) -> Break:
    """Something is done to the folder of a partition."""

    @contextmanager
    def plant(lake: SmallLake) -> Iterator[None]:
        folder = lake.file(table, day).parent
        with lake.kept([folder]):
            act(folder)
            yield

    return Break(plant, (table,), frozenset(also), (day,))


def removing(name: str) -> Callable[[Path], None]:
    """Without one of its files."""
    return lambda folder: (folder / name).unlink()


def with_a_stray(folder: Path) -> None:
    """Something lies beside the partition."""
    (folder / "notes.txt").write_text("mine")


def reordered(folder: Path) -> None:
    """The first column stands last."""
    table = pq.read_table(folder / "part-0.parquet")
    _forge(folder, table.select([*table.column_names[1:], table.column_names[0]]))


def emptied(column: str) -> Callable[[Path], None]:
    """A column without a value."""

    def act(folder: Path) -> None:
        table = pq.read_table(folder / "part-0.parquet")
        place = table.column_names.index(column)
        nothing = pa.nulls(table.num_rows, table.schema.field(column).type)
        _forge(folder, table.set_column(place, column, nothing))

    return act


def _forge(folder: Path, table: pa.Table) -> None:
    """Other rows, and a manifest of their file."""
    file, said = folder / "part-0.parquet", folder / "manifest.json"
    pq.write_table(table, file)
    file_sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    said.write_text(json.dumps(json.loads(said.read_text()) | {"file_sha256": file_sha256}))


def altered(folder: Path) -> None:
    """The same rows in other bytes."""
    file = folder / "part-0.parquet"
    pq.write_table(pq.read_table(file), file, compression="none")


EARLIER = """
insert into warehouse.dim_card
select * replace (
    card_id * 100000 + date_diff('day', date '1900-01-01', valid_from - {days}) as card_key,
    valid_from - {days} as valid_from, {ends} as valid_to, {current} as is_current, {status} as card_status
)
from warehouse.dim_card where card_key = (select max(card_key) from warehouse.dim_card where is_current);
update warehouse.dim_card set version_number = 2
where card_key = (select max(card_key) from warehouse.dim_card where valid_from < date '2025-05-30' and is_current)
"""


def earlier(ends: str, *also: str, current: str = "false", status: str = "card_status") -> Break:
    """The newest card has had a version before its first, from ten days earlier on."""
    changed = EARLIER.format(days=10, ends=ends, current=current, status=status)
    return star(changed, "warehouse.dim_card", *also)


LONE = """
insert into warehouse.dim_card
select * replace (
    99 as card_id, 9900000 + date_diff('day', date '1900-01-01', {begins}) as card_key, {begins} as valid_from,
    {ends} as valid_to, {current} as is_current, 1 as version_number
)
from warehouse.dim_card where card_key = (select max(card_key) from warehouse.dim_card where is_current)
"""


def lone(begins: str, ends: str, *also: str, current: str = "false") -> Break:
    """A card no snapshot knows has a version."""
    return star(LONE.format(begins=begins, ends=ends, current=current), "warehouse.dim_card", *also)


def one(table: str, column: str, value: str, where: str = "true") -> str:
    """One row of a dimension gets another value."""
    key = {"dim_card": "card_key", "dim_customer": "customer_key", "dim_merchant": "merchant_key"}[table]
    return (
        f"update warehouse.{table} set {column} = {value} where {key} = ("
        f"select max({key}) from warehouse.{table} where {where} and {key} > 0)"
    )
