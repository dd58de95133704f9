"""Days of one table that are generated together: at most a month, at most so many rows in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from itertools import groupby
from time import perf_counter

import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract.discovery import SourceTable
from financial_lake.simulation.bank import Bank

ROWS_A_BATCH = 500_000
GROUND_TRUTH = "financial_lake.datalake.ground_truth.planted_defects"
DIRTY_TABLES = frozenset(
    {
        ("datalake", "payments", "transactions"),
        ("datalake", "customers", "customers"),
        ("datalake", "accounts", "accounts"),
    }
)
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GeneratedDay:
    """One day of a table as it left `generate`.

    Attributes:
        day: the partition.
        rows: its rows, not yet checked.
        planted_defects: rows dirtied on purpose, by kind.
        seconds: what generating took.
    """

    day: date
    rows: pa.Table
    planted_defects: Counts
    seconds: float


@dataclass(slots=True)
class Batch:
    """Some days of one table, generated and waiting to be checked and stored."""

    table: SourceTable
    days: list[GeneratedDay] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of all its days."""
        return sum(each.rows.num_rows for each in self.days)


def generated(
    bank: Bank, tables: Sequence[SourceTable], days: Sequence[date], rows_a_batch: int = ROWS_A_BATCH
) -> Iterator[Batch]:
    """Generate days month by month, in a month table by table: what the bank remembers of a month serves all tables."""
    planted = _planted_defects(bank)
    for _, month in groupby(sorted(set(days)), key=lambda day: (day.year, day.month)):
        days_of_month = list(month)
        for table in tables:
            batch = Batch(table)
            for day in days_of_month:
                start = perf_counter()
                rows = table.generate(bank, day)
                batch.days.append(GeneratedDay(day, rows, planted(table, day), perf_counter() - start))
                if batch.rows >= rows_a_batch:
                    yield batch
                    batch = Batch(table)
            if batch.days:
                yield batch


def _planted_defects(bank: Bank) -> Callable[[SourceTable, date], Counts]:
    """How often rows of a table were dirtied on a day, by kind, as the ground truth of that day tells it."""
    known: dict[date, pa.Table] = {}

    def planted(table: SourceTable, day: date) -> Counts:
        if bank.settings.defect_rate == 0 or table.model.address() not in DIRTY_TABLES:
            return {}
        if day not in known:
            truth = import_module(GROUND_TRUTH)  # reads the dirty tables, so it cannot be imported by all
            known[day] = truth.generate(bank, day).select(["table_name", "defect_type"])
        own = known[day].filter(pc.equal(known[day].column("table_name"), table.name))
        counts = own.group_by("defect_type").aggregate([("table_name", "count")]).sort_by("defect_type")
        return dict(zip(counts["defect_type"].to_pylist(), counts["table_name_count"].to_pylist(), strict=True))

    return planted
