"""Which quarters of a lake can be held beside public statistics: whole ones, of a bank that is large enough."""

from datetime import date, timedelta

from financial_lake.contract.discovery import source_tables
from financial_lake.realism.measuring import tables_read
from financial_lake.reconciliation.rule import is_quarter_end
from financial_lake.storage.lake import Lake

ENOUGH_CUSTOMERS = 2_000
"""In a smaller bank chance moves most figures by more than their tolerance."""


def measurable_quarters(lake: Lake) -> list[date]:
    """The last days of all quarters of which every day of every table that is read is stored, in order."""
    if lake.settings.customers < ENOUGH_CUSTOMERS:
        return []
    read = [table.model.address() for table in source_tables() if table.name in tables_read()]
    stored = set.intersection(*(set(lake.stored_days(address)) for address in read))
    return sorted(day for day in stored if is_quarter_end(day) and _quarter(day) <= stored)


def _quarter(last: date) -> set[date]:
    first = date(last.year, last.month - 2, 1)
    return {first + timedelta(days=each) for each in range((last - first).days + 1)}
