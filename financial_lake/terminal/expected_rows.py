"""How many rows a source table should have, from the size of the bank and the days stored.

`expected_rows.csv` says what the specification promises for the default bank, as an average over a quarter.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from financial_lake.settings import SATURDAY, BankSettings
from financial_lake.simulation.banking_calendar import day_number, is_trading_day

FIGURES = Path(__file__).with_suffix(".csv")
DEFAULT_BANK = BankSettings()
GROWTH: Mapping[str, Callable[[BankSettings], Decimal]] = {
    "customers": lambda bank: Decimal(bank.customers) / DEFAULT_BANK.customers,
    "employees": lambda bank: Decimal(bank.employees) / DEFAULT_BANK.employees,
    "defects": lambda bank: (
        Decimal(bank.customers) / DEFAULT_BANK.customers * Decimal(str(bank.defect_rate / DEFAULT_BANK.defect_rate))
    ),
    "nothing": lambda _: Decimal(1),
}
"""What the rows of a table grow with."""
HAS_ROWS: Mapping[str, Callable[[date], bool]] = {
    "day": lambda _: True,
    "weekday": lambda day: day.weekday() < SATURDAY,
    "trading_day": lambda day: bool(is_trading_day(day_number(day))),
}
"""On which days a table has rows."""


@dataclass(frozen=True, slots=True)
class Volume:
    """What is promised of one table.

    Attributes:
        rows: rows of one day that has rows, in the default bank.
        grows_with: what the rows are proportional to, a key of `GROWTH`.
        on: which days have rows, a key of `HAS_ROWS`.
    """

    rows: Decimal
    grows_with: str
    on: str

    def expected(self, bank: BankSettings, days: Iterable[date]) -> int:
        """Rows of these days in a bank of this size."""
        counted = sum(HAS_ROWS[self.on](day) for day in days)
        return int((self.rows * counted * GROWTH[self.grows_with](bank)).quantize(Decimal(1), ROUND_HALF_UP))


@cache
def volumes() -> Mapping[str, Volume]:
    """What is promised, by name of the source table."""
    with FIGURES.open(encoding="utf-8", newline="") as figures:
        return {
            line["table_name"]: Volume(Decimal(line["rows"]), line["grows_with"], line["has_rows_on"])
            for line in csv.DictReader(figures)
        }


def expected_source_rows(bank: BankSettings, first: date, last: date) -> int:
    """Rows of all source tables from the first day to the last."""
    days = [first + timedelta(days=passed) for passed in range((last - first).days + 1)]
    return sum(volume.expected(bank, days) for volume in volumes().values())
