"""Days of one table that are made together: at most a month, at most so many rows in memory."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from time import perf_counter

import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import SourceTable
from financial_lake.simulation.bank import Bank
from financial_lake.storage.revisions import Handing

ROWS_A_BATCH = 500_000
SIMULATION = Handing(made_by="simulation")
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RowsOfDay:
    """One day of a table, made and not yet checked.

    Attributes:
        day: the partition.
        rows: its rows.
        seconds: what making them took.
        planted_defects: rows dirtied on purpose, by kind.
        inputs: content hashes of what was read; the source layer reads nothing.
        engine: who made them.
        handing: who hands the day over; None for what queries make of other days.
    """

    day: date
    rows: pa.Table
    seconds: float
    planted_defects: Counts = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    engine: str = "simulation"
    handing: Handing | None = None


@dataclass(slots=True)
class Batch:
    """Some days of one table, made and waiting to be checked and stored."""

    model: type[LakeTable]
    days: list[RowsOfDay] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of all its days."""
        return sum(each.rows.num_rows for each in self.days)


Landed = Callable[[SourceTable, date], RowsOfDay | None]
"""A day as a user delivered it, or None where the simulation speaks."""


def generated(
    bank: Bank,
    tables: Sequence[SourceTable],
    days: Sequence[date],
    rows_a_batch: int = ROWS_A_BATCH,
    landed: Landed | None = None,
) -> Iterator[Batch]:
    """Generate days month by month, in a month table by table: what the bank remembers of a month serves all tables.

    Args:
        bank: whose days.
        tables: the tables.
        days: the days, in any order.
        rows_a_batch: above it a batch is closed.
        landed: gives the days that are not generated because a user delivered them.
    """
    for _, month in groupby(sorted(set(days)), key=lambda day: (day.year, day.month)):
        days_of_month = list(month)
        for table in tables:
            batch = Batch(table.model)
            for day in days_of_month:
                batch.days.append((landed and landed(table, day)) or _simulated(bank, table, day))
                if batch.rows >= rows_a_batch:
                    yield batch
                    batch = Batch(table.model)
            if batch.days:
                yield batch


def _simulated(bank: Bank, table: SourceTable, day: date) -> RowsOfDay:
    start = perf_counter()
    rows = table.generate(bank, day)
    seconds = perf_counter() - start
    return RowsOfDay(day, rows, seconds, _planted_defects(bank, table, day), handing=SIMULATION)


def _planted_defects(bank: Bank, table: SourceTable, day: date) -> Counts:
    """How often rows of the day were dirtied, by kind; a table with a dirty feed tells it beside its rows."""
    planted = getattr(sys.modules[table.model.__module__], "planted", None)
    if planted is None:
        return {}
    counts = planted(bank, day).group_by("defect_type").aggregate([([], "count_all")])
    return dict(sorted(zip(counts["defect_type"].to_pylist(), counts["count_all"].to_pylist(), strict=True)))
