"""Contracts as SQL: DuckDB describes what the contract says."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import LAYERS, all_models
from financial_lake.renderings.sql_ddl import create_table, sql_type, sql_types

each_table = pytest.mark.parametrize("model", all_models(), ids=lambda model: model.sql_name())


@pytest.fixture(scope="module")
def one_database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def database(one_database: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database, without schemas of ours again afterwards."""
    yield one_database
    for layer in LAYERS:
        one_database.execute(f"DROP SCHEMA IF EXISTS {layer} CASCADE")


@each_table
def test_duckdb_describes_the_table_as_the_contract_does(
    model: type[LakeTable], database: duckdb.DuckDBPyConnection
) -> None:
    database.execute(f"CREATE SCHEMA {model.address()[0]}")
    database.execute(create_table(model))
    described = database.execute(f"DESCRIBE {model.sql_name()}").fetchall()
    assert {name: kind for name, kind, *_ in described} == sql_types(model)
    assert [name for name, *_ in described] == [each.name for each in model.column_meanings()]


@each_table
def test_duckdb_keeps_the_constraints_and_meanings(model: type[LakeTable], database: duckdb.DuckDBPyConnection) -> None:
    database.execute(f"CREATE SCHEMA {model.address()[0]}")
    database.execute(create_table(model))
    kept = "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = ?"
    comments = dict(database.execute(kept, [model.address()[0]]).fetchall())
    nullable = {row[0]: row[2] for row in database.execute(f"DESCRIBE {model.sql_name()}").fetchall()}
    for each in model.column_meanings():
        assert comments[each.name] == each.meaning
        assert nullable[each.name] == ("YES" if each.nullable else "NO")


def test_a_type_outside_the_contracts_vocabulary_is_refused() -> None:
    with pytest.raises(TypeError, match="large_string"):
        sql_type(pa.large_string())
