"""Who is told how far a run has come."""

from datetime import date
from typing import Protocol

from financial_lake.production.storing import MadeDay


class Watcher(Protocol):
    """Told of progress; it must not fail and must not slow the run down."""

    def made(self, day: MadeDay) -> None:
        """A day of a table is in its place."""

    def checked(self, table: str, days: list[date]) -> None:
        """The stored days of a table were looked at again."""
