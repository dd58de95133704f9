"""A reader's query reads the lake, exactly, and nothing else."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from financial_lake.engines import Needed, ask, connect, reading_room, register_days, registered
from financial_lake.errors import QueryRefused, StorageRefused
from financial_lake.production import make_days
from financial_lake.simulation.bank import Bank
from financial_lake.storage import Lake
from financial_lake_tests.coins import COINS, OPENING, SMALL_BANK, Coins, Notes, days


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake.found_or_create(tmp_path_factory.mktemp("it's a lake"), SMALL_BANK)
    list(make_days(lake, Bank(SMALL_BANK), [COINS], days(4)))
    return lake


@pytest.fixture(scope="module")
def room(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    with reading_room(lake, [Coins, Notes]) as connection:
        yield connection


def test_money_is_exact_in_every_form(room: duckdb.DuckDBPyConnection) -> None:
    answer = ask(room, "select dt, sum(amount) as total, null as nothing from datalake.coins group by dt order by dt")
    assert answer.columns == ("dt", "total", "nothing")
    assert list(csv.reader(io.StringIO(answer.as_csv())))[:3] == [
        ["dt", "total", "nothing"],
        ["2024-10-01", "0.10", ""],
        ["2024-10-02", "0.30", ""],
    ]
    assert json.loads(answer.as_json())[3] == {"dt": "2024-10-04", "total": "1.00", "nothing": None}
    assert "2024-10-04" in answer.as_table(width=60)
    assert "1.00" in answer.as_table(width=60)


def test_the_columns_have_the_contracts_types_with_and_without_partitions(room: duckdb.DuckDBPyConnection) -> None:
    stored, empty = ([row[:2] for row in ask(room, f"describe datalake.{table}").rows] for table in ("coins", "notes"))
    assert stored == empty
    assert stored == [
        ("dt", "DATE"),
        ("coin_id", "BIGINT"),
        ("amount", "DECIMAL(18,2)"),
        ("fee", "DECIMAL(18,2)"),
        ("metal", "VARCHAR"),
        ("is_bent", "BOOLEAN"),
    ]
    assert ask(room, "select count(*) from datalake.notes").rows == ((0,),)


def test_a_long_answer_is_cut_on_the_terminal_and_says_so(room: duckdb.DuckDBPyConnection) -> None:
    answer = ask(room, "select range as n from range(100)")
    assert "and 60 more rows" in answer.as_table(width=80)
    assert len(answer.as_csv().splitlines()) == 101


@pytest.mark.parametrize(
    "sql",
    [
        "insert into datalake.coins select * from datalake.coins",
        "delete from datalake.coins",
        "update datalake.coins set amount = 0",
        "create table mine as select 1",
        "drop view datalake.coins",
        "attach 'other.duckdb'",
        "export database 'x'",
        "copy (select 1) to '/tmp/x.csv'",
        "explain analyze copy (select 1) to '/tmp/x.csv'",
        "explain copy (select 1) to '/tmp/x.csv'",
        "set enable_external_access = true",
        "install httpfs",
        "load icu",
        "pragma version",
        "call pragma_version()",
        "checkpoint",
        "begin",
        "use memory",
        "prepare a as select 1",
        "select 1; drop view datalake.coins",
        "",
        "-- nothing",
    ],
)
def test_whatever_is_not_reading_is_refused(lake: Lake, room: duckdb.DuckDBPyConnection, sql: str) -> None:
    before = sorted(str(each) for each in Path(lake.root).rglob("*"))
    with pytest.raises(QueryRefused, match="Only reading is allowed here"):
        ask(room, sql)
    assert sorted(str(each) for each in Path(lake.root).rglob("*")) == before
    assert ask(room, "select count(*) from datalake.coins").rows == ((10,),)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/hostname')",
        "select * from '/etc/passwd'",
        "select * from read_csv('http://127.0.0.1:9/x.csv')",
        "select * from glob('/etc/*')",
        "select * from read_blob('../../../../etc/hostname')",
    ],
)
def test_files_outside_the_lake_are_out_of_reach(room: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(QueryRefused, match=r"outside the lake|failed"):
        ask(room, sql)


def test_the_lakes_own_settings_and_dagsters_files_are_out_of_reach(
    lake: Lake, room: duckdb.DuckDBPyConnection
) -> None:
    name = str(lake.root / "lake.json").replace("'", "''")
    with pytest.raises(QueryRefused, match="outside the lake"):
        ask(room, f"select * from read_text('{name}')")  # noqa: S608


@pytest.mark.parametrize("sql", ["selec 1", "select nothing from datalake.coins", "select * from datalake.coin"])
def test_a_malformed_query_says_what_is_wrong(room: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(QueryRefused, match=r"(?i)error"):
        ask(room, sql)


def test_a_damaged_partition_is_said_plainly(tmp_path: Path) -> None:
    lake = Lake.found_or_create(tmp_path / "lake", SMALL_BANK)
    list(make_days(lake, Bank(SMALL_BANK), [COINS], days(2)))
    lake.partition_file(Coins.address(), OPENING).write_bytes(b"PAR1 no more")
    with reading_room(lake, [Coins]) as room, pytest.raises(QueryRefused, match="financial-lake verify"):
        ask(room, "select sum(amount) from datalake.coins")


def test_only_the_days_needed_are_registered(lake: Lake) -> None:
    with connect() as connection:
        two, three = days(3)[1:]
        read = registered(connection, lake, [Needed(Coins, two, three), Needed(Notes)])
        register_days(connection, [three, two, three])
        assert read == [("datalake.coins", two), ("datalake.coins", three)]
        assert connection.execute("select distinct dt from datalake.coins order by dt").fetchall() == [(two,), (three,)]
        assert connection.execute("select dt from build.days order by dt").fetchall() == [(two,), (three,)]
        register_days(connection, [])
        assert connection.execute("select dt from build.days").fetchall() == []


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(StorageRefused, match="cannot be opened"):
        connect(tmp_path / "x.duckdb", read_only=True)
    with pytest.raises(StorageRefused, match="cannot be opened"):
        connect(tmp_path / "missing.duckdb", read_only=True)
