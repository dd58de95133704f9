"""The query command reads the lake as a table, CSV or JSON, exactly, and changes nothing."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from financial_lake_tests.terminal.conftest import Typed, command
from financial_lake_tests.terminal.test_refusals import assert_refused, everything_in

MONEY = "select dt, total_amount_usd from marts.daily_transaction_volume order by dt"


def test_money_keeps_its_cents_in_every_form(built: Path, typed: Typed) -> None:
    _, shown, _ = typed("query", "--lake", str(built), MONEY)
    _, separated, _ = typed("query", "--lake", str(built), MONEY, "--format", "csv")
    code, listed, complained = typed("query", "--lake", str(built), MONEY, "--format", "json")
    assert (code, complained) == (0, "")
    rows = list(csv.DictReader(io.StringIO(separated)))
    assert rows == json.loads(listed)
    assert [row["dt"] for row in rows] == ["2024-10-01", "2024-10-02", "2024-10-03"]
    for row in rows:
        assert row["total_amount_usd"] in shown
        assert len(row["total_amount_usd"].partition(".")[2]) == 2


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("datalake.customers", 600),
        ("curated.transactions", 900),
        ("curated.calendar", 1000),
        ("curated.transaction_codes", 30),
        ("warehouse_facts.fact_transaction", 900),
        ("warehouse.fact_transaction", 900),
        ("warehouse.dim_customer", 223),
        ("marts.daily_transaction_volume", 3),
    ],
)
def test_every_layer_can_be_asked(built: Path, typed: Typed, table: str, least: int) -> None:
    code, said, complained = typed("query", "--lake", str(built), f"select count(*) from {table}", "-f", "csv")  # noqa: S608
    assert (code, complained) == (0, "")
    assert int(said.splitlines()[1]) >= least


def test_a_long_answer_is_cut_in_a_table_and_whole_elsewhere(built: Path, typed: Typed) -> None:
    asked = ["query", "--lake", str(built), "select customer_id from datalake.customers order by all"]
    _, shown, _ = typed(*asked, "--limit", "5")
    assert "more rows; choose CSV or JSON to see all" in shown
    assert len(shown.splitlines()) == 7
    _, separated, _ = typed(*asked, "--format", "csv")
    assert len(separated.splitlines()) == 3 * 223 + 1


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("drop view datalake.accounts", ["DROP", "does not change the lake", "SELECT"]),
        ("insert into datalake.accounts select * from datalake.accounts", ["INSERT", "does not change"]),
        ("copy (select 1) to 'stolen.csv'", ["COPY", "does not change"]),
        ("attach 'other.duckdb' as other", ["ATTACH"]),
        ("select * from read_csv('/etc/passwd')", ["looks outside the lake"]),
        ("select 1; drop schema datalake", ["one query at a time"]),
        ("", ["one query at a time"]),
        ("selec 1", ["not SQL that can be read"]),
        ("select nope from datalake.accounts", ["nope", "not found"]),
        ("select * from datalake.nothing", ["nothing"]),
    ],
)
def test_what_would_write_look_elsewhere_or_is_no_query_is_refused(
    built: Path, typed: Typed, sql: str, words: list[str]
) -> None:
    before = everything_in(built)
    assert_refused(typed("query", "--lake", str(built), sql), *words)
    assert everything_in(built) == before


def test_an_unknown_form_is_refused(built: Path, typed: Typed) -> None:
    assert_refused(typed("query", "--lake", str(built), "select 1", "--format", "xml"), "'xml'", "table, csv or json")


def test_a_damaged_file_is_named_and_hinders_no_other_table(copied: Path, typed: Typed) -> None:
    file = copied / "datalake/payments/cards/dt=2024-10-01/part-0.parquet"
    file.write_bytes(b"not a table at all")
    ended = typed("query", "--lake", str(copied), "select count(*) from datalake.cards")
    assert_refused(ended, "cards", "financial-lake verify")
    code, said, _ = typed("query", "--lake", str(copied), "select 1 as one from datalake.branches limit 1", "-f", "csv")
    assert (code, said) == (0, "one\n1\n")


def test_a_reader_that_closes_the_pipe_early_is_no_error(built: Path) -> None:
    asked = command("query", "--lake", str(built), "from datalake.customers, range(400)", "--format", "csv")
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        assert started.stdout.readline().startswith("dt,customer_id,")
        started.stdout.close()
        assert started.wait(60) == 0
        assert started.stderr.read() == ""
