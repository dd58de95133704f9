"""Making days of a table from its SQL: the same text for one day or for many, split by day when written.

A day-style `.sql` starts from `build.days(dt)` and reads its inputs under their own names. The model says how
many days back it reads; only those files are shown to it, so nothing can read further or forward.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import groupby
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.engines import connect, register_days
from financial_lake.engines.queries import query_of
from financial_lake.errors import InputMissing
from financial_lake.production.batches import Batch, RowsOfDay
from financial_lake.production.inputs import Inputs
from financial_lake.production.shown_inputs import show_inputs
from financial_lake.production.storing import MadeDay, stored
from financial_lake.storage.lake import Lake

BYTES_TOGETHER = 32_000_000
"""Parquet read for the days of one query, not counting what it looks back at: some ten times as much in memory."""
MEMORY_LIMIT = "2GB"


def make_query_days(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[MadeDay]:
    """Make days of a table from its SQL and store them; yields each once it is in its place.

    Raises:
        ContractViolation, PartitionLocked, StorageRefused: as for source days.
        InputMissing: the SQL says which day of which table it cannot do without; what was stored stays.
    """
    yield from stored(lake, _answered(lake, model, sorted(set(days))))


def _answered(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[Batch]:
    inputs = Inputs(lake, model)
    for together in _handfuls(lake, model, days):
        start = perf_counter()
        rows = _answer(lake, model, together)
        places = np.searchsorted(_days_in_order(model, rows), np.array([*together, None], "datetime64[D]")[:-1])
        ends = [*places[1:], rows.num_rows]
        share = (perf_counter() - start) / len(together)
        yield Batch(
            model,
            [
                RowsOfDay(day, rows.slice(place, end - place), share, inputs=inputs.of(day), engine="duckdb")
                for day, place, end in zip(together, places, ends, strict=True)
            ],
        )


def _handfuls(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[list[date]]:
    """Days answered by one query: of one month, and as many as fit into memory."""
    parents = [each for each in query_of(model).inputs if each.is_dated()]
    for _, month in groupby(days, key=lambda day: (day.year, day.month)):
        handful: list[date] = []
        size = 0
        for day in month:
            files = [lake.partition_file(each.address(), day) for each in parents if lake.has(each.address(), day)]
            own = sum(file.stat().st_size for file in files)
            if handful and size + own > BYTES_TOGETHER:
                yield handful
                handful, size = [], 0
            handful.append(day)
            size += own
        yield handful


def _answer(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> pa.Table:
    with closing(connect(memory_limit=MEMORY_LIMIT, as_written=True)) as connection:
        show_inputs(connection, lake, model, days[0], days[-1])
        register_days(connection, days)
        try:
            rows = connection.sql(query_of(model).text).to_arrow_table()
        except duckdb.InvalidInputException as error:  # what `error()` in a query raises
            raise InputMissing(f"{'/'.join(model.address())}: {str(error).partition(': ')[2]}") from error
    return rows.select(model.arrow_schema().names).cast(model.arrow_schema())


def _days_in_order(model: type[LakeTable], rows: pa.Table) -> np.ndarray:
    """The rows' days; a table's SQL orders its rows by day.

    Raises:
        ValueError: when it does not: a programming error.
    """
    days: np.ndarray = rows.column("dt").to_numpy()
    if (days[1:] < days[:-1]).any():
        raise ValueError(f"the SQL of {model.sql_name()} does not order its rows by dt")
    return days
