"""Readers see a snapshot that stays what it was, whatever writers do."""

import errno
import os
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from financial_lake.contract import Id, LakeTable, LoadPattern, key
from financial_lake.contract.discovery import all_models
from financial_lake.engines import (
    Needed,
    ask,
    connect,
    latest_snapshot,
    open_snapshot,
    publish,
    reading_room,
    registered,
)
from financial_lake.engines.native_tables import PublishFacts, make_facts_native
from financial_lake.errors import NotALake, QueryRefused, StorageRefused
from financial_lake.production import make_days
from financial_lake.simulation.bank import Bank
from financial_lake.storage import Lake, promote
from financial_lake_tests.coins import COINS, OPENING, SMALL_BANK, Coins, Notes, coin_rows, days

COUNT = "select count(*) from datalake.coins"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake.found_or_create(tmp_path / "lake", SMALL_BANK)
    list(make_days(lake, Bank(SMALL_BANK), [COINS], days(4)))
    return lake


@pytest.fixture
def warehouse(lake: Lake) -> Path:
    file = Path(lake.warehouse_file)
    file.parent.mkdir(parents=True)
    with connect(file) as connection:
        connection.execute("create schema warehouse; create schema marts")
        connection.execute("create table warehouse.dim_coin (coin_id bigint primary key, worth decimal(18,2) not null)")
        connection.execute("insert into warehouse.dim_coin values (1, 0.10), (2, 0.20)")
        connection.execute("create view warehouse.coins_worth as select sum(worth) as worth from warehouse.dim_coin")
        connection.execute("create view marts.twice as select 2 * worth as worth from warehouse.coins_worth")
    return file


def test_before_the_first_publication_readers_are_told(lake: Lake) -> None:
    assert latest_snapshot(lake) is None
    with pytest.raises(NotALake, match="no published warehouse"):
        open_snapshot(lake)


def test_a_snapshot_stays_what_it_was_while_partitions_are_replaced(lake: Lake) -> None:
    publish(lake, [Coins, Notes])
    with open_snapshot(lake) as before:
        assert before.execute(COUNT).fetchall() == [(10,)]
        promote(lake, Coins, OPENING, coin_rows(OPENING, 500))
        promote(lake, Coins, days(5)[4], coin_rows(days(5)[4], 500))
        assert before.execute(COUNT).fetchall() == [(10,)]
        assert before.execute("select count(*) from datalake.notes").fetchall() == [(0,)]
        publish(lake, [Coins, Notes])
        with open_snapshot(lake) as after:
            assert after.execute(COUNT).fetchall() == [(1009,)]
        assert before.execute(COUNT).fetchall() == [(10,)]


def test_tables_and_views_of_the_warehouse_are_published(lake: Lake, warehouse: Path) -> None:
    publish(lake, [Coins], warehouse)
    warehouse.unlink()
    with open_snapshot(lake) as snapshot:
        assert snapshot.execute("select * from warehouse.dim_coin order by 1").fetchall() == [
            (1, Decimal("0.10")),
            (2, Decimal("0.20")),
        ]
        assert snapshot.execute("select worth from marts.twice").fetchall() == [(Decimal("0.60"),)]
        with pytest.raises(duckdb.Error, match="read-only"):
            snapshot.execute("insert into warehouse.dim_coin values (3, 0.30)")


def test_a_query_sees_the_lake_as_it_is_and_the_warehouse_as_published(lake: Lake, warehouse: Path) -> None:
    publish(lake, [Coins], warehouse)
    promote(lake, Coins, OPENING, coin_rows(OPENING, 500))
    with reading_room(lake, [Coins]) as room:
        assert ask(room, COUNT).rows == ((509,),)
        assert ask(room, "select worth from marts.twice").rows == ((Decimal("0.60"),),)


def test_who_asks_for_a_table_and_nothing_else_sees_only_that(lake: Lake, warehouse: Path) -> None:
    publish(lake, [Coins], warehouse)
    with reading_room(lake, [Coins, DimCoin], nothing_else=True) as room:
        assert ask(room, COUNT).rows == ((10,),)
        assert ask(room, "select count(*) from warehouse.dim_coin").rows == ((2,),)
        with pytest.raises(QueryRefused, match="twice"):
            ask(room, "select worth from marts.twice")


class DimCoin(Coins, grain="coin", load=LoadPattern.EVENTS, owner="tests"):
    """Coins as the warehouse has them."""

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the warehouse."""
        return ("warehouse", "dim_coin")


class Mints(LakeTable, grain="mint", load=LoadPattern.FULL, owner="tests"):
    """Where coins are made; the list has no days."""

    mint_id: Id = key("the mint")

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the curated layer."""
        return ("curated", "mints")


class Vault(Coins, grain="coin", load=LoadPattern.EVENTS, owner="tests", internal=True):
    """Coins nobody else may count."""

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the curated layer."""
        return ("curated", "vault")


class Combinations(LakeTable, grain="lock", load=LoadPattern.FULL, owner="tests", internal=True):
    """What opens the vault; the list has no days."""

    lock_id: Id = key("the lock")

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the curated layer."""
        return ("curated", "combinations")


def test_internal_tables_are_not_published_not_even_as_files(lake: Lake, warehouse: Path) -> None:
    promote(lake, Vault, OPENING, coin_rows(OPENING, model=Vault))
    folder = Path(lake.root / "curated" / "combinations")
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"lock_id": pa.array([4711])}), folder / "part-0.parquet")
    with connect(warehouse) as connection:
        connection.execute("create schema curated; create view curated.vault as select 4711 as coin_id")
    snapshot = publish(lake, [Coins, Vault, Combinations], warehouse)
    with open_snapshot(lake) as room:
        shown = "select schema_name from duckdb_schemas() where schema_name = 'curated' and not internal"
        assert room.execute(shown).fetchall() == []
        assert room.execute(COUNT).fetchall() == [(10,)]
    assert [each.name for each in snapshot.partitions.iterdir()] == ["datalake"]


def test_account_numbers_the_salt_and_the_working_table_of_cleaning_are_internal() -> None:
    internal = {model.sql_name() for model in all_models() if model.about().internal}
    assert internal == {"curated.account_numbers", "curated.judged_transactions", "curated.lake_parameters"}


def test_a_table_that_is_not_stored_as_partitions_is_seen_as_published(lake: Lake, warehouse: Path) -> None:
    with reading_room(lake, [DimCoin]) as room:
        assert ask(room, "select count(*) from warehouse.dim_coin").rows == ((0,),)
    publish(lake, [Coins], warehouse)
    with reading_room(lake, [Coins, DimCoin]) as room:
        assert ask(room, "select count(*) from warehouse.dim_coin").rows == ((2,),)


@pytest.fixture
def mints(lake: Lake) -> Path:
    """The stored list of mints."""
    folder = Path(lake.root / "curated" / "mints")
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"mint_id": pa.array([1, 2, 3])}), folder / "part-0.parquet")
    return folder


def test_a_table_without_days_is_read_whole(lake: Lake, mints: Path) -> None:
    assert mints.exists()
    with reading_room(lake, [Coins, Mints]) as room:
        assert ask(room, "select sum(mint_id) from curated.mints").rows == ((6,),)


def test_a_list_is_copied_into_the_snapshot(lake: Lake, mints: Path) -> None:
    publish(lake, [Coins, Mints])
    shutil.rmtree(mints)
    with open_snapshot(lake) as snapshot:
        assert snapshot.execute("select sum(mint_id) from curated.mints").fetchall() == [(6,)]


def test_a_mart_that_is_rebuilt_whole_is_published_beside_marts_with_days(lake: Lake, warehouse: Path) -> None:
    with connect(warehouse) as building:
        building.execute("create schema datalake; create table datalake.latest_coin as select 7 as coin_id")
    publish(lake, [Coins], warehouse)
    with open_snapshot(lake) as snapshot:
        assert snapshot.execute("select coin_id from datalake.latest_coin").fetchall() == [(7,)]


def test_the_sql_of_a_day_can_be_run_on_a_snapshot_and_answers_the_latest_day(lake: Lake) -> None:
    publish(lake, [Coins])
    with open_snapshot(lake) as snapshot:
        found = snapshot.execute("select distinct dt from datalake.coins join build.days using (dt)").fetchall()
    assert found == [(lake.stored_days(Coins.address())[-1],)]


def test_the_file_can_be_read_by_older_duckdbs(lake: Lake) -> None:
    publish(lake, [Coins])
    with open_snapshot(lake) as snapshot:
        tags = snapshot.execute("select tags from duckdb_databases() where not internal").fetchall()
    assert "v1.4.0" in str(tags)


def test_the_last_snapshots_are_kept_and_links_cost_no_space(lake: Lake) -> None:
    for _ in range(5):
        publish(lake, [Coins], kept=2)
    folder = Path(lake.warehouse_folder / "published")
    assert sorted(each.name for each in folder.iterdir()) == [
        "CURRENT",
        "partitions-4",
        "partitions-5",
        "warehouse-4.duckdb",
        "warehouse-5.duckdb",
    ]
    assert lake.partition_file(Coins.address(), OPENING).stat().st_nlink == 3


def test_many_readers_do_not_hinder_a_publisher(lake: Lake) -> None:
    publish(lake, [Coins])
    readers = [open_snapshot(lake) for _ in range(5)]
    publish(lake, [Coins])
    assert [reader.execute(COUNT).fetchall() for reader in readers] == [[(10,)]] * 5
    for reader in readers:
        reader.close()


def test_a_publication_that_fails_leaves_readers_what_they_had(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(lake, [Coins])
    folder = Path(lake.warehouse_folder / "published")
    before = sorted(str(each) for each in folder.rglob("*"))

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageRefused, match="the disk is full"):
        publish(lake, [Coins])
    monkeypatch.undo()
    assert sorted(str(each) for each in folder.rglob("*")) == before
    with open_snapshot(lake) as snapshot:
        assert snapshot.execute(COUNT).fetchall() == [(10,)]


def test_what_a_killed_publisher_left_is_cleared_in_time(lake: Lake) -> None:
    folder = Path(lake.warehouse_folder / "published")
    (folder / "partitions-1").mkdir(parents=True)
    (folder / ".warehouse-1.duckdb.writing").write_bytes(b"half")
    assert publish(lake, [Coins], kept=1).number == 2
    assert sorted(each.name for each in folder.iterdir()) == ["CURRENT", "partitions-2", "warehouse-2.duckdb"]


class FactCoin(Coins, grain="coin", load=LoadPattern.DAY, owner="tests"):
    """Coins as a fact."""

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place among the facts."""
        return ("warehouse_facts", "fact_coin")


@pytest.fixture
def star(lake: Lake, warehouse: Path) -> Path:
    """The warehouse with a fact of two days, whose view in the star binds a key to it."""
    for day in reversed(days(2)):
        promote(lake, FactCoin, day, coin_rows(day, 3, model=FactCoin))
    with connect(warehouse) as connection:
        registered(connection, lake, [Needed(FactCoin)])
        connection.execute(
            "create view warehouse.fact_coin as select fact.*, -fact.coin_id as customer_id, "
            "coalesce(dim_coin.coin_id, -1) as coin_key from warehouse_facts.fact_coin as fact "
            "left join warehouse.dim_coin on dim_coin.coin_id = fact.coin_id"
        )
        connection.execute(
            "create view marts.coins_known as select count(*) as coins from warehouse.fact_coin where coin_key > 0"
        )
    return warehouse


HOW_STORED = (
    "select 'table' from duckdb_tables() where schema_name = 'warehouse' and table_name = 'fact_coin' union all "
    "select 'view' from duckdb_views() where schema_name = 'warehouse' and view_name = 'fact_coin'"
)


@pytest.mark.parametrize(("how", "stored"), [(PublishFacts.NATIVE, "table"), (PublishFacts.VIEW, "view")])
def test_facts_are_published_as_tables_or_as_views_with_the_same_rows(
    lake: Lake, star: Path, how: PublishFacts, stored: str
) -> None:
    snapshot = publish(lake, [Coins, FactCoin], star, facts=how)
    with open_snapshot(lake) as room:
        assert room.execute(HOW_STORED).fetchall() == [(stored,)]
        rows = room.execute("select dt, coin_id, coin_key from warehouse.fact_coin order by all").fetchall()
        assert rows == [(day, coin, coin if coin < 3 else -1) for day in days(2) for coin in (1, 2, 3)]
        assert room.execute("from marts.coins_known").fetchall() == [(4,)]
    assert sorted(each.name for each in snapshot.file.parent.iterdir()) == [
        "CURRENT",
        "partitions-1",
        "warehouse-1.duckdb",
    ]


def test_native_facts_lie_sorted_by_day_and_customer(lake: Lake, star: Path) -> None:
    publish(lake, [Coins, FactCoin], star, facts=PublishFacts.NATIVE)
    with open_snapshot(lake) as room:
        found = room.execute("select dt, customer_id from warehouse.fact_coin order by rowid").fetchall()
    assert found == sorted(found)


def test_facts_of_too_many_rows_stay_views(star: Path) -> None:
    with connect(star) as connection:
        make_facts_native(connection, rows_at_most=5)
        assert connection.execute(HOW_STORED).fetchall() == [("view",)]
        make_facts_native(connection, rows_at_most=6)
        assert connection.execute(HOW_STORED).fetchall() == [("table",)]
