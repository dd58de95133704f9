"""What one day more costs late in a calendar, over the same weekday at its start, for every table with days.

    python -m financial_lake_tests.benchmarks.added_day LAKE EARLY LATE [table ...]

Makes each table of the two days again, in turn, in a copy of the lake's folder (links, nothing is copied), and
prints the best CPU seconds of some tries. How many stored days each of them reads stands beside: a window that
was not yet full at the start is work that the later day has and the earlier one has not.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import process_time

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models, source_tables
from financial_lake.engines.queries import has_query
from financial_lake.production.inputs import Inputs
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake

TRIES = 5
MOST = 1.1
Making = Callable[[date], object]


def main(place: str, early: date, late: date, only: list[str]) -> None:
    """Print a line a table, and how many cost more than they may."""
    with tempfile.TemporaryDirectory(prefix="added_day_", dir=Path(place).resolve().parent) as beside:
        copy = Path(beside) / "lake"
        shutil.copytree(place, copy, copy_function=os.link, ignore=shutil.ignore_patterns("*.duckdb", "dagster"))
        lake = Lake.open(copy)
        sys.stdout.write(f"{'table':44}{early!s:>12}{late!s:>12}{'ratio':>8}{'days read':>12}\n")
        dearer = 0
        for model, make in _makings(lake):
            if only and model.short_name() not in only:
                continue
            first, last = _best(make, early, late)
            dearer += last > MOST * first
            read = " / ".join(str(_days_read(lake, model, day)) for day in (early, late))
            sys.stdout.write(f"{model.sql_name():44}{first:12.3f}{last:12.3f}{last / first:8.2f}{read:>12}\n")
        sys.stdout.write(f"{dearer} tables cost more than {MOST} x\n")


def _makings(lake: Lake) -> Iterator[tuple[type[LakeTable], Making]]:
    bank = Bank(lake.settings)
    for table in source_tables():
        yield table.model, lambda day, table=table: list(make_days(lake, bank, [table], [day]))
    for layer in ("curated", "warehouse_facts", "marts"):
        for model in models(layer):
            if model.is_dated() and has_query(model):
                yield model, lambda day, model=model: list(make_query_days(lake, model, [day]))


def _best(make: Making, *days: date) -> list[float]:
    """CPU seconds of each day, the best of some tries taken in turn."""
    taken: dict[date, list[float]] = {day: [] for day in days}
    for _ in range(TRIES):
        for day in days:
            start = process_time()
            make(day)
            taken[day].append(process_time() - start)
    return [min(taken[day]) for day in days]


def _days_read(lake: Lake, model: type[LakeTable], day: date) -> int:
    if not has_query(model):
        return 0
    return len({name.rpartition(" ")[2] for name in Inputs(lake, model).of(day) if " " in name})


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]), date.fromisoformat(sys.argv[3]), sys.argv[4:])
