"""What `bench` measures: each in a process of its own, so that no memory of one serves another.

Every measure comes with a floor taken in the same process on the same machine: what the unavoidable part
alone costs. A figure means something beside its floor; alone it tells of the machine.
"""

import resource
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
from upath import UPath

from financial_lake.contract.discovery import source_table, source_tables
from financial_lake.orchestration.empty_graph import run_empty_graph
from financial_lake.orchestration.launch import run_days
from financial_lake.production.source_days import make_days
from financial_lake.production.storing import WRITERS
from financial_lake.settings import BankSettings
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import month_of
from financial_lake.simulation.ledger.postings import month_postings
from financial_lake.storage.disk import write_whole
from financial_lake.storage.lake import Lake

OPENING = date(2024, 10, 1)
QUARTER = 92
WEEK_ONE, YEAR_THREE = date(2024, 10, 3), date(2026, 10, 1)
EPOCH = date(1970, 1, 1)
TRIES = 3
CORES = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement.

    Attributes:
        name: what was measured.
        value: the figure.
        unit: of the figure and its floor.
        floor: what the unavoidable part alone comes to.
        floor_is: what that part is.
        budget: the figure that is aimed at, as text.
        holds: whether the figure is within it.
        peak_megabytes: the most memory the measuring process had.
    """

    name: str
    value: float
    unit: str
    floor: float
    floor_is: str
    budget: str
    holds: bool
    peak_megabytes: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def generation(customers: int, days: int, folder: Path) -> list[Figure]:
    """The ledger's postings and the transactions table of a quarter, generated and thrown away.

    The customers are known before; what a first month costs more than a later one is in the figures.
    """
    del days, folder
    bank, table = Bank(BankSettings(customers=customers), blocks_at_once=CORES), source_table("transactions")
    bank.by_block(accounts, OPENING.year)
    posted = rows = columns = 0
    ledger_seconds = table_seconds = 0.0
    for month, of_month in groupby(days_from(OPENING, QUARTER), key=_month):
        start = perf_counter()
        posted += sum(len(postings) for postings in bank.by_block(month_postings, month))
        ledger_seconds += perf_counter() - start
        start = perf_counter()
        for day in of_month:
            generated = table.generate(bank, day)
            rows, columns = rows + generated.num_rows, generated.num_columns
        table_seconds += perf_counter() - start
    floor = rows / _seconds_to_draw(rows, columns)
    ledger, feed = posted / ledger_seconds, rows / table_seconds
    size = f"{customers:,} customers, {QUARTER} days"
    floor_is = "NumPy draws as many cells"
    return [
        Figure(f"postings of the ledger, {size}", ledger, "rows/s", floor, floor_is, ">= 1,000,000", ledger >= 1e6),
        Figure(f"transactions table, {size}", feed, "rows/s", floor, floor_is, ">= 1,000,000", feed >= 1e6),
    ]


def source_layer(customers: int, days: int, folder: Path) -> list[Figure]:
    """Generate, validate and write all source tables."""
    seconds, rows, floor = _make_source_layer(customers, days, folder)
    size = f"{customers:,} customers, {days} days"
    return [
        Figure(
            name=f"source layer generated, validated, written, {size}",
            value=rows / seconds,
            unit="rows/s",
            floor=rows / floor,
            floor_is="the same files are written again",
            budget=">= 300,000",
            holds=rows / seconds >= 300_000,
        )
    ]


def quarter(customers: int, days: int, folder: Path) -> list[Figure]:
    """The same for one bank's quarter, in seconds."""
    seconds, rows, floor = _make_source_layer(customers, days, folder)
    name = f"source layer, {customers:,} customers, {days} days, {rows:,} rows, {len(source_tables())} tables"
    is_written = "the same files are written again"
    return [Figure(name, seconds, "s", floor, is_written, "<= 25", seconds <= 25)]


def through_dagster(customers: int, days: int, folder: Path) -> list[Figure]:
    """The whole graph with its checks, then one scheduled day more, each beside a graph of empty assets."""
    first, last = OPENING, OPENING + timedelta(days=days - 1)
    following = last + timedelta(days=1)
    lake = Lake.found_or_create(folder / "lake", BankSettings(customers=customers))
    start = perf_counter()
    report = run_days(lake, first, last)
    seconds = perf_counter() - start
    start = perf_counter()
    run_days(lake, following, following)
    day_seconds = perf_counter() - start
    floor = _seconds(lambda: run_empty_graph(folder / "empty", first, last))
    day_floor = _seconds(lambda: run_empty_graph(folder / "empty_day", following, following))
    what = f"{customers:,} customers, {days} days, {report.partitions:,} partitions, {report.checks_passed:,} checks"
    is_empty = "a graph of empty assets"
    ratio = seconds / floor
    return [
        Figure(f"whole graph through Dagster, {what}", seconds, "s", floor, is_empty, "<= 120", seconds <= 120),
        Figure("  over the graph of empty assets", ratio, "ratio", 1.0, is_empty, "<= 1.5", ratio <= 1.5),
        Figure(
            "one scheduled day of the whole graph", day_seconds, "s", day_floor, is_empty, "<= 30", day_seconds <= 30
        ),
    ]


def late_day(customers: int, days: int, folder: Path) -> list[Figure]:
    """All source tables of one day, alone, in the first week and in year 3 of the calendar."""
    del days, folder
    early, late = (_best_alone(customers, day) for day in (WEEK_ONE, YEAR_THREE))
    name = "one day in year 3 over one day in week 1, each alone"
    week_one = f"week 1: {early:.2f} s"
    return [Figure(name, late / early, "ratio", 1.0, week_one, "<= 1.1", late / early <= 1.1)]


MEASURES: tuple[Callable[[int, int, Path], list[Figure]], ...] = (
    generation,
    source_layer,
    quarter,
    through_dagster,
    late_day,
)


def peak_megabytes() -> float:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _month(day: date) -> int:
    return int(month_of((day - EPOCH).days))


def days_from(first: date, count: int) -> list[date]:
    """So many days from the first."""
    return [first + timedelta(days=each) for each in range(count)]


def _make_source_layer(customers: int, days: int, folder: Path) -> tuple[float, int, float]:
    """Seconds, rows, and the seconds in which the same bytes are only written."""
    settings = BankSettings(customers=customers)
    lake = Lake.found_or_create(folder / "lake", settings)
    start = perf_counter()
    made = list(make_days(lake, Bank(settings), source_tables(), days_from(OPENING, days)))
    seconds = perf_counter() - start
    return seconds, sum(each.rows for each in made), _seconds_to_write([Path(each.path) for each in made], folder)


def _seconds_to_write(files: Sequence[Path], folder: Path) -> float:
    contents = [pa.py_buffer(file.read_bytes()) for file in files]
    (folder / "again").mkdir()
    places = [UPath(folder / "again" / str(number)) for number in range(len(files))]
    with ThreadPoolExecutor(WRITERS) as writers:
        return _seconds(lambda: list(writers.map(write_whole, places, contents)))


def _seconds_to_draw(rows: int, columns: int) -> float:
    drawn = np.random.default_rng(1)
    return _seconds(lambda: [drawn.random(rows) for _ in range(columns)])


def _best_alone(customers: int, day: date) -> float:
    """All source tables of a day by a bank that remembers nothing; the best of some tries."""
    tables = source_tables()

    def alone() -> None:
        bank = Bank(BankSettings(customers=customers))
        for table in tables:
            table.generate(bank, day)

    return min(_seconds(alone) for _ in range(TRIES))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
