"""Any day of any table, alone, in any order, anywhere, is the same to the byte (R66)."""

import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from financial_lake.contract.discovery import SourceTable, source_tables
from financial_lake.production.source_days import make_days
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_manifest

FIRST = date(2024, 12, 27)  # over a weekend, a month's and a year's end
DAYS = [FIRST + timedelta(days=step) for step in range(8)]
SMALL = BankSettings(customers=223, opening_day=FIRST)
TABLES = {table.name: table for table in source_tables()}
PER_CUSTOMER = sorted(name for name, table in TABLES.items() if "customer_id" in table.model.arrow_schema().names)
LAST_ORIGINAL_CUSTOMER = 1001 + 222


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A bank of 223 customers, all tables, built in one go."""
    built = Lake.found_or_create(tmp_path_factory.mktemp("pure") / "lake", SMALL)
    list(make_days(built, Bank(SMALL), source_tables(), DAYS))
    return built


def _made_elsewhere(
    lake: Lake, asked: list[str], circumstances: dict[str, str], travel_to: str
) -> dict[str, list[object]]:
    command = [
        sys.executable,
        "-m",
        "financial_lake_tests.production.lone_partitions",
        str(lake.root),
        travel_to,
        *asked,
    ]
    root = Path(__file__).parents[2]
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=root, env={**os.environ, **circumstances}
    )
    return dict(json.loads(told.stdout))


@pytest.mark.parametrize("processes", [1, 4])
def test_partitions_made_alone_elsewhere_have_the_bytes_of_the_full_build(lake: Lake, processes: int) -> None:
    chance = random.Random(f"sample for {processes}")  # noqa: S311 - a test's sample
    every = [f"{name}:{day}" for name in TABLES for day in DAYS]
    sample = chance.sample(every, 40)  # shuffled: in no order of days or tables
    circumstances = [
        ({"PYTHONHASHSEED": "0", "TZ": "Pacific/Auckland", "LC_ALL": "C"}, "2031-05-06T12:00:00+00:00"),
        ({"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8"}, "1999-12-31T23:59:00+00:00"),
        ({"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "POSIX"}, "2024-12-28T00:00:00+00:00"),
        ({"PYTHONHASHSEED": "random", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}, "2077-02-28T04:05:06+00:00"),
    ]
    shares = [sample[place::processes] for place in range(processes)]
    with ThreadPoolExecutor(processes) as at_once:
        made = list(
            at_once.map(lambda pair: _made_elsewhere(lake, pair[0], *pair[1]), zip(shares, circumstances, strict=False))
        )
    found = {name: told for part in made for name, told in part.items()}
    assert set(found) == set(sample)
    for name, (sha256, _) in found.items():
        table, _, day = name.partition(":")
        stored = read_manifest(lake, TABLES[table].model.address(), date.fromisoformat(day))
        assert sha256 == stored.file_sha256, name
    assert {year for _, year in found.values()} <= {2031, 1999, 2024, 2077}


@pytest.mark.parametrize("name", PER_CUSTOMER)
def test_a_customers_rows_are_the_same_in_a_bank_ten_times_as_large(name: str, banks: tuple[Bank, Bank]) -> None:
    small, large = banks
    for day in (date(2024, 11, 29), date(2024, 12, 31)):
        own = _of_originals(TABLES[name].generate(small, day))
        assert own.equals(_of_originals(TABLES[name].generate(large, day))), (name, day)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_opening_day_changes_nothing(name: str) -> None:
    early = Bank(replace(SMALL, opening_day=date(2023, 1, 2)))
    late = Bank(SMALL)
    day = date(2024, 12, 30)
    assert TABLES[name].generate(early, day).equals(TABLES[name].generate(late, day))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_blocks_made_apart_give_the_rows_of_one_block(name: str) -> None:
    whole, apart = Bank(BankSettings(customers=300)), Bank(BankSettings(customers=300), slots_a_block=70)
    day = date(2024, 10, 15)
    assert TABLES[name].generate(whole, day).equals(TABLES[name].generate(apart, day))


@pytest.mark.parametrize("name", PER_CUSTOMER)
def test_another_seed_gives_another_bank(name: str) -> None:
    day = date(2024, 10, 31)
    here, there = Bank(SMALL), Bank(replace(SMALL, seed=7))
    rows, others = TABLES[name].generate(here, day), TABLES[name].generate(there, day)
    assert not rows.equals(others) or rows.num_rows == others.num_rows == 0


@pytest.fixture(scope="module")
def banks() -> tuple[Bank, Bank]:
    """Two banks that differ only in size."""
    return Bank(BankSettings(customers=223)), Bank(BankSettings(customers=2230))


def _of_originals(rows: pa.Table) -> pa.Table:
    customer = rows.column("customer_id")
    return rows.filter(pc.less_equal(customer, LAST_ORIGINAL_CUSTOMER))


def test_every_source_table_is_covered() -> None:
    assert len(TABLES) == 53
    assert all(isinstance(table, SourceTable) for table in TABLES.values())
