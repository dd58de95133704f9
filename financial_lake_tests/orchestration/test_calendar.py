"""The calendar of all partitions has the keys that Dagster's own daily partitions have, whenever it is asked."""

from datetime import UTC, date, datetime

import dagster as dg
import pytest

from financial_lake.orchestration.partitions import calendar_of
from financial_lake.settings import BankSettings

NOW = datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "settings",
    [
        BankSettings(),
        BankSettings(opening_day=date(2023, 1, 2), closing_day=date(2024, 2, 29)),
        BankSettings(opening_day=date(2026, 3, 27)),
        BankSettings(opening_day=date(2026, 3, 30)),
    ],
)
@pytest.mark.parametrize("now", [None, datetime(2024, 10, 1, 23, 59, tzinfo=UTC), NOW])
def test_its_keys_are_those_of_dagster(settings: BankSettings, now: datetime | None) -> None:
    calendar = calendar_of(settings)
    assert calendar.get_partition_keys(now) == list(dg.DailyPartitionsDefinition.get_partition_keys(calendar, now))


def test_it_ends_with_the_last_day_that_is_over() -> None:
    with dg.partition_loading_context(NOW):
        keys = calendar_of(BankSettings()).get_partition_keys()
    assert (keys[0], keys[-1]) == ("2024-10-01", "2026-03-28")
