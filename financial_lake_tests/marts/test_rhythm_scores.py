"""How well salaries and recurring payments are found without their labels, scored on a quarter of a small bank."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import source_table
from financial_lake.engines import connect, register_days
from financial_lake.engines.queries import has_query, query_of
from financial_lake.marts.customer.recurring_payments import RecurringPayments
from financial_lake.marts.customer.salary_detector import SalaryDetector
from financial_lake.production.whole_tables import rows_of
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

QUARTER = [date(2024, 10, 1) + timedelta(days=step) for step in range(92)]

SALARIES = """
with labelled as (
    select customer_id, counterparty_name as payer_name
    from curated.transactions
    where transaction_code in ('salary', 'pension')
    group by customer_id, counterparty_name
    having count(*) >= 3
),

found as (select distinct customer_id, payer_name from marts.salary_detector where dt = '2024-12-31')

select count(*) / (select count(*) from labelled), count(*) / (select count(*) from found)
from labelled
join found using (customer_id, payer_name)
"""
RECURRING = """
with labelled as (
    select customer_id, coalesce(cast(merchant_id as varchar), counterparty_name) as payee
    from curated.transactions
    where flow_class = 'spend' and is_recurring and status = 'completed'
    group by customer_id, payee
    having count(*) >= 3
),

found as (select distinct customer_id, payee from marts.recurring_payments where dt = '2024-12-31')

select count(*) / (select count(*) from labelled), count(*) / (select count(*) from found)
from labelled
join found using (customer_id, payee)
"""


@pytest.fixture(scope="module")
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """The two marts and all they are made from, for the last quarter of 2024, in memory."""
    bank = Bank(BankSettings(customers=100))
    with closing(connect()) as connection:
        register_days(connection, QUARTER)
        for model in (SalaryDetector, RecurringPayments):
            _make(connection, bank, model)
        yield connection


def _make(connection: duckdb.DuckDBPyConnection, bank: Bank, model: type[LakeTable]) -> None:
    layer, name = model.address()[0], model.short_name()
    connection.execute(f"create schema if not exists {layer}")
    if (layer, name) in connection.sql("select schema_name, table_name from duckdb_tables()").fetchall():
        return
    if has_query(model):
        for each in query_of(model).inputs:
            _make(connection, bank, each)
        rows = connection.sql(query_of(model).text).to_arrow_table()
    elif model.is_dated():
        rows = pa.concat_tables([source_table(name).generate(bank, day) for day in QUARTER])
    else:
        rows = rows_of(model)
    connection.register("rows_made", rows)
    connection.execute(f"create table {layer}.{name} as from rows_made")
    connection.unregister("rows_made")


def test_salaries_and_pensions_are_found_and_little_else(marts: duckdb.DuckDBPyConnection) -> None:
    (scores,) = marts.sql(SALARIES).fetchall()
    recall, precision = scores
    assert recall >= 0.95
    assert precision >= 0.95


def test_recurring_payments_are_found_and_little_else(marts: duckdb.DuckDBPyConnection) -> None:
    (scores,) = marts.sql(RECURRING).fetchall()
    recall, precision = scores
    assert recall >= 0.90
    assert precision >= 0.95
