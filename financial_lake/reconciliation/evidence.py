"""The stored partitions a rule may look at, registered in DuckDB under their own names.

A rule sees `days(dt)` (the days to judge), `calendar` (one row a day around them), `datalake.<table>` over exactly
the partitions it needs, `clean.transactions`, `clean.customers` and `clean.accounts` (the feeds without planted dirt),
and `simulated.<name>` for the few values only the simulation knows.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

import duckdb
import numpy as np
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models, source_table
from financial_lake.simulation import banking_calendar
from financial_lake.simulation.bank import Bank

CALENDAR_MARGIN = 400

CLEAN_TRANSACTIONS = """
create or replace view clean.transactions as
with rejected as (
    select dt, try_cast(row_key as bigint) as transaction_id
    from datalake.planted_defects
    where table_name = 'transactions' and is_extra_row and defect_type <> 'duplicate_transaction_id'
),
kept as (
    select raw.* from datalake.transactions as raw
    anti join rejected on raw.dt = rejected.dt and raw.transaction_id = rejected.transaction_id
    qualify row_number() over (partition by raw.dt, raw.transaction_id) = 1
),
repaired as (
    select
        kept.* replace (
            lower(trim(txn_type)) as txn_type,
            lower(trim(transaction_type)) as transaction_type,
            lower(trim(transaction_code)) as transaction_code,
            lower(trim(channel)) as channel,
            lower(trim(payment_method)) as payment_method,
            try_cast(txn_timestamp as timestamp) as txn_timestamp
        )
    from kept
)
select
    *,
    case
        when status = 'failed' then cast(0 as decimal(18, 2))
        when txn_type = 'credit' then amount
        else -amount
    end as signed
from repaired
"""

CLEAN_ACCOUNTS = """
create or replace view clean.accounts as
select * replace (lower(trim(account_type)) as account_type, lower(trim(account_status)) as account_status)
from datalake.accounts
"""


class StoredPartitions(Protocol):
    """What rules need of a lake: which partitions are stored, and where."""

    def has(self, address: tuple[str, ...], day: date) -> bool:
        """Whether the partition is stored."""

    def partition_file(self, address: tuple[str, ...], day: date) -> Any:
        """Path or URI of the partition's Parquet file."""


Simulated = Callable[[Bank, Sequence[date]], pa.Table]


class Evidence:
    """A DuckDB connection over a lake's stored source partitions; close it, or use it as a context manager."""

    def __init__(self, lake: StoredPartitions, bank: Bank) -> None:
        self._lake, self._bank = lake, bank
        self.connection = duckdb.connect(config={"threads": 2})
        for schema in ("datalake", "curated", "warehouse_facts", "marts", "clean", "simulated"):
            self.connection.execute(f"create schema {schema}")
        self._present: dict[tuple[str, date], bool] = {}

    def __enter__(self) -> "Evidence":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def has(self, table: str, day: date) -> bool:
        """Whether a partition is stored; asked once a partition."""
        address = (table, day)
        if address not in self._present:
            self._present[address] = self._lake.has(model_of(table).address(), day)
        return self._present[address]

    def show(self, needed: Iterable[tuple[str, date]], days: Sequence[date]) -> None:
        """Register the needed partitions, `days` and `calendar`."""
        by_table: dict[str, list[date]] = {}
        for table, day in needed:
            by_table.setdefault(table, []).append(day)
        if "transactions" in by_table:
            by_table.setdefault("planted_defects", []).extend(by_table["transactions"])
        for table in sorted(by_table):
            self._show_table(table, sorted(set(by_table[table])))
        if "transactions" in by_table:
            self.connection.execute(CLEAN_TRANSACTIONS)
        if "accounts" in by_table:
            self.connection.execute(CLEAN_ACCOUNTS)
        self.connection.register("days", pa.table({"dt": pa.array(list(days), pa.date32())}))
        self.connection.register("calendar", calendar(min(days), max(days)))

    def simulate(self, name: str, relation: Simulated, days: Sequence[date]) -> None:
        """Register what the simulation says as `simulated.<name>`."""
        self.connection.register(f"simulated_{name}", relation(self._bank, days))
        self.connection.execute(f"create or replace view simulated.{name} as select * from simulated_{name}")

    def _show_table(self, table: str, days: list[date]) -> None:
        model = model_of(table)
        name = f"{model.address()[0]}.{model.short_name()}"
        files = [str(self._lake.partition_file(model.address(), day)) for day in days if self.has(table, day)]
        if files:
            listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
            source = f"select * from read_parquet([{listed}], hive_partitioning = false)"
            self.connection.execute(f"create or replace view {name} as {source}")
        else:
            empty = f"empty_{name.replace('.', '_')}"
            self.connection.register(empty, model.arrow_schema().empty_table())
            self.connection.execute(f"create or replace view {name} as select * from {empty}")


def model_of(table: str) -> type[LakeTable]:
    """The contract a rule means: a source table by its bare name, others as `layer.table`."""
    layer, _, name = table.rpartition(".")
    if not layer:
        return source_table(table).model
    return next(model for model in models(layer) if model.short_name() == name)


def calendar(first: date, last: date) -> pa.Table:
    """One row a day from a year before `first` to a year after `last`.

    Columns: dt, last_weekday, previous_weekday (latest snapshot day before dt), is_weekday, is_business_day,
    is_holiday, is_trading_day, next_business_day (after dt), previous_business_day, last_trading_day, month_start,
    month_end.
    """
    start = banking_calendar.day_number(first - timedelta(days=CALENDAR_MARGIN))
    end = banking_calendar.day_number(last + timedelta(days=CALENDAR_MARGIN))
    days = np.arange(start, end + 1)
    business = banking_calendar.is_business_day(days)
    backwards = np.maximum.accumulate(np.where(business, days, 0))
    month = banking_calendar.month_of(days)
    columns = {
        "dt": days,
        "last_weekday": banking_calendar.last_weekday(days),
        "previous_weekday": banking_calendar.last_weekday(days - 1),
        "next_business_day": banking_calendar.next_business_day(days + 1),
        "previous_business_day": np.concatenate([[days[0]], backwards[:-1]]),
        "last_trading_day": banking_calendar.last_trading_day(days),
        "month_start": banking_calendar.month_start(month),
        "month_end": banking_calendar.month_end(month),
    }
    dates = {name: pa.array(values.astype(np.int32)).cast(pa.date32()) for name, values in columns.items()}
    flags = {
        "is_weekday": banking_calendar.is_weekday(days),
        "is_business_day": business,
        "is_holiday": banking_calendar.is_bank_holiday(days),
        "is_trading_day": banking_calendar.is_trading_day(days),
    }
    return pa.table({**dates, **{name: pa.array(values) for name, values in flags.items()}})
