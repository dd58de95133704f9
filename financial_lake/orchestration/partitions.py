"""The one daily calendar all partitioned assets share."""

from datetime import date, timedelta

import dagster as dg

from financial_lake.errors import DayOutsideCalendar
from financial_lake.settings import BankSettings

DAY_FORMAT = "%Y-%m-%d"


def calendar_of(settings: BankSettings) -> dg.DailyPartitionsDefinition:
    """Daily partitions from the opening day; without a closing day the calendar ends yesterday and grows."""
    end = None if settings.closing_day is None else (settings.closing_day + timedelta(days=1)).isoformat()
    return dg.DailyPartitionsDefinition(start_date=settings.opening_day.isoformat(), end_date=end, fmt=DAY_FORMAT)


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
