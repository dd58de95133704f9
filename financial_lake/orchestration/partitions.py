"""The one daily calendar all partitioned assets share."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import dagster as dg

from financial_lake.errors import DayOutsideCalendar
from financial_lake.settings import BankSettings

DAY_FORMAT = "%Y-%m-%d"


class Calendar(dg.DailyPartitionsDefinition):
    """Daily partitions whose keys are counted by date.

    Dagster asks for all of them at every step that reads a table without days, and finds each by a cron schedule: a
    tenth of what one day of the graph cost after two years, and more every year.
    """

    def get_partition_keys(
        self, current_time: datetime | None = None, dynamic_partitions_store: object = None
    ) -> Sequence[str]:
        """All keys up to the last one there is by now, in order."""
        del dynamic_partitions_store
        with dg.partition_loading_context(current_time):
            last = self.get_last_partition_key()
        if last is None:
            return []
        first, count = self.start.date(), (date.fromisoformat(last) - self.start.date()).days + 1
        return [(first + timedelta(days=each)).isoformat() for each in range(count)]


def calendar_of(settings: BankSettings) -> Calendar:
    """Daily partitions from the opening day; without a closing day the calendar ends yesterday and grows."""
    end = None if settings.closing_day is None else (settings.closing_day + timedelta(days=1)).isoformat()
    return Calendar(start_date=settings.opening_day.isoformat(), end_date=end, fmt=DAY_FORMAT)


def days_of(keys: list[str]) -> list[date]:
    """The days of partition keys, in order."""
    return sorted(date.fromisoformat(key) for key in keys)


def range_tags(first: date, last: date) -> dict[str, str]:
    """Run tags that make one run of all days from `first` to `last`."""
    if first > last:
        raise DayOutsideCalendar(f"the first day {first} lies after the last day {last}; swap them.")
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }
