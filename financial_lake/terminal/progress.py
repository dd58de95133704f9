"""How far a build has come: tables, days, rows a second, time left; nothing at all when nobody is looking."""

from datetime import date
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from financial_lake.production.storing import MadeDay


class BuildProgress:
    """A watcher of one build that draws a progress bar on a terminal and only counts elsewhere.

    Attributes:
        rows: rows stored so far.
        file_bytes: bytes stored so far.
        days_made: partitions stored so far.
        days_kept: of these, partitions that were stored already.
    """

    def __init__(self, console: Console, tables: int, days: int, *, quiet: bool) -> None:
        self.rows = self.file_bytes = self.days_made = self.days_kept = 0
        self._started = monotonic()
        self._bar = Progress(
            TextColumn("[bold]{task.description:<26}"),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._bar.add_task("starting", total=2 * tables * days, speed="")

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take what was drawn away."""
        self._bar.stop()

    def made(self, day: MadeDay) -> None:
        """A day of a table is in its place."""
        self.rows += day.rows
        self.file_bytes += day.file_bytes
        self.days_made += 1
        self.days_kept += day.seconds == 0
        speed = f"{self.rows / max(0.001, monotonic() - self._started):>9,.0f} rows/s"
        self._bar.update(self._task, advance=1, description=day.table, speed=speed)

    def checked(self, table: str, days: list[date]) -> None:
        """The stored days of a table were looked at again."""
        self._bar.update(self._task, advance=len(days), description=f"{table} \N{CHECK MARK}")

    @property
    def seconds(self) -> float:
        """Since the build began."""
        return monotonic() - self._started
