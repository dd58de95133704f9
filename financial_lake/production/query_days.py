"""Making days of a table from its SQL: the same text for one day or for many, split by day when written.

A day-style `.sql` starts from `build.days(dt)` and reads its inputs under their own names. The model says how
many days back it reads; only those files are shown to it, so nothing can read further or forward.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import groupby
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.engines import connect, register_days
from financial_lake.engines.queries import query_of
from financial_lake.errors import InputMissing
from financial_lake.production.batches import Batch, RowsOfDay
from financial_lake.production.inputs import Inputs
from financial_lake.production.shown_inputs import show_inputs
from financial_lake.production.storing import MadeDay, stored
from financial_lake.storage.lake import Lake

BYTES_AT_FIRST = 32_000_000
"""Parquet read for the days of the first query, not counting what it looks back at."""
BYTES_READ = 128_000_000
"""The same for the next queries: what they look back at, each reads again."""
BYTES_GIVEN = 128_000_000
"""Rows of one query in memory, reckoned from those of the query before; several queries' rows wait to be stored."""
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
    asked = [day for day in days if _may_have_rows(model, day)]
    nothing = model.arrow_schema().empty_table()
    for month in _months(sorted(set(days) - set(asked))):
        yield Batch(model, [RowsOfDay(day, nothing, 0.0, inputs=inputs.of(day), engine="duckdb") for day in month])
    for together, rows, seconds in _answers(lake, model, asked):
        places = np.searchsorted(_days_in_order(model, rows), np.array([*together, None], "datetime64[D]")[:-1])
        ends = [*places[1:], rows.num_rows]
        yield Batch(
            model,
            [
                RowsOfDay(day, rows.slice(place, end - place), seconds, inputs=inputs.of(day), engine="duckdb")
                for day, place, end in zip(together, places, ends, strict=True)
            ],
        )


def _answers(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[tuple[list[date], pa.Table, float]]:
    """By one query days of one month, as many as fit into memory; their rows; what each day took."""
    limit, most = BYTES_AT_FIRST, len(days)
    for month in _months(days):
        sizes = _bytes_read(lake, model, month)
        done = 0
        while done < len(month):
            start = perf_counter()
            together = month[done : done + min(most, _fitting(sizes[done:], limit))]
            rows = _answer(lake, model, together)
            yield together, rows, (perf_counter() - start) / len(together)
            done += len(together)
            limit, most = BYTES_READ, max(1, BYTES_GIVEN * len(together) // max(1, rows.nbytes))


def _may_have_rows(model: type[LakeTable], day: date) -> bool:
    """Whether the day is asked for: of a month-end table only the last day of a month has rows."""
    return model.about().load is not LoadPattern.MONTH_END or (day + timedelta(days=1)).day == 1


def _months(days: Sequence[date]) -> Iterator[list[date]]:
    for _, month in groupby(days, key=lambda day: (day.year, day.month)):
        yield list(month)


def _bytes_read(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> list[int]:
    """Parquet of the tables a query reads, by day."""
    parents = [each.address() for each in query_of(model).inputs if each.is_dated()]
    return [
        sum(lake.partition_file(each, day).stat().st_size for each in parents if lake.has(each, day)) for day in days
    ]


def _fitting(sizes: Sequence[int], limit: int) -> int:
    """How many from the first on stay within the limit together; at least one."""
    return max(1, int(np.searchsorted(np.cumsum(sizes), limit, side="right")))


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
