"""A fact that cannot be read hinders no table that is built, and says so to who reads it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from financial_lake.contract.discovery import models
from financial_lake.engines import connect
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake.warehouse.building import build_whole
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake.warehouse_facts.fact_holding import FactHolding

DAY = date(2024, 10, 1)
DIMENSIONS = {each.dimension for fact in (FactBalance, FactHolding) for each in fact.about().bound_keys}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake whose balances are of a contract with a column less."""
    lake = Lake.found_or_create(tmp_path / "lake", BankSettings(customers=10, employees=7))
    older = FactBalance.arrow_schema().empty_table().drop_columns(["interest_earned"])
    for model, rows in ((FactBalance, older), (FactHolding, FactHolding.arrow_schema().empty_table())):
        file = Path(str(lake.partition_file(model.address(), DAY)))
        file.parent.mkdir(parents=True)
        pq.write_table(rows, file)
    return lake


@pytest.fixture
def warehouse(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(connect()) as connection:
        for model in models("warehouse"):
            if model.short_name() in DIMENSIONS:
                build_whole(connection, lake, model)
        yield connection


def test_every_dimension_is_built_beside_a_fact_of_an_older_contract(warehouse: duckdb.DuckDBPyConnection) -> None:
    for name in DIMENSIONS:
        assert len(warehouse.table(f"warehouse.{name}")) >= 2


def test_the_fact_says_what_is_wrong_with_it_and_the_others_answer(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.sql("from warehouse.fact_holding").to_arrow_table().num_rows == 0
    with pytest.raises(duckdb.Error, match="interest_earned"):
        warehouse.execute("from warehouse.fact_balance").fetchall()
