"""The bench command: runs the measures, prints each beside its floor and its budget."""

import json
import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from financial_lake.errors import SettingsError
from financial_lake.settings import BankSettings
from financial_lake.storage.disk import told_plainly
from financial_lake.terminal import measures
from financial_lake.terminal.measures import Figure

WIDE = 200


def show_bench(  # noqa: PLR0913 - what to measure, and how to tell it
    console: Console,
    errors: Console,
    *,
    customers: int,
    days: int,
    large_customers: int,
    large_days: int,
    folder: Path | None,
    only: list[str],
    as_json: bool,
) -> None:
    """Measure and print.

    Raises:
        SettingsError: a bank that cannot be, or a measure there is not.
        StorageRefused: the folder cannot be written.
    """
    for count in (customers, large_customers):
        BankSettings(customers=count)
    known = [measure.__name__ for measure in measures.MEASURES]
    for name in only:
        if name not in known:
            raise SettingsError(f"There is no measure {name!r}; choose of {', '.join(known)}.")
    large, small = (large_customers, large_days), (customers, days)
    sizes = (large, large, small, small, small)
    figures: list[Figure] = []
    for measure, size in zip(measures.MEASURES, sizes, strict=True):
        if only and measure.__name__ not in only:
            continue
        if errors.is_terminal:
            errors.print(f"[dim]measuring {measure.__name__.replace('_', ' ')} ...[/dim]")
        with told_plainly("Measuring", folder or Path(tempfile.gettempdir())):
            figures += _measured(measure.__name__, size, folder)
    if as_json:
        console.out(json.dumps([each.as_dict() for each in figures], indent=1))
        return
    width = None if console.is_terminal else WIDE
    Console(file=console.file, width=width, highlight=False).print(_table(figures))


def _measured(name: str, size: tuple[int, int], folder: Path | None) -> Iterator[Figure]:
    """The figures of one measure, taken in a new process."""
    with (
        tempfile.TemporaryDirectory(prefix="financial_lake_bench_", dir=folder) as place,
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone,
    ):
        figures, peak = alone.submit(_measure_here, name, size, place).result()
        yield from (replace(each, peak_megabytes=peak) for each in figures)


def _measure_here(name: str, size: tuple[int, int], place: str) -> tuple[list[Figure], float]:
    figures = next(each for each in measures.MEASURES if each.__name__ == name)(*size, Path(place))
    return figures, round(measures.peak_megabytes(), 1)


def _table(figures: list[Figure]) -> Table:
    shown = Table("measured", "figure", "budget", "", "floor", "floor is", "peak MB", box=None, pad_edge=False)
    for name in ("figure", "budget", "floor", "peak MB"):
        next(each for each in shown.columns if each.header == name).justify = "right"
    for each in figures:
        held = "[green]held[/green]" if each.holds else "[red]missed[/red]"
        shown.add_row(
            each.name,
            f"{_number(each.value)} {each.unit}",
            each.budget,
            held,
            _number(each.floor),
            each.floor_is,
            f"{each.peak_megabytes:,.0f}",
        )
    return shown


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:,.2f}"
