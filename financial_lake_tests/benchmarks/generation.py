"""What generation alone costs: the ledger, the transactions, every table, a lone day of any year.

    python -m financial_lake_tests.benchmarks.generation [customers]

Prints wall and CPU seconds side by side: on a machine with other work only the latter mean something. The
floor of each line is what NumPy takes to draw as many random cells in the same process.
"""

import resource
import sys
from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter, process_time

import numpy as np

from financial_lake.contract.discovery import source_table, source_tables
from financial_lake.settings import BankSettings
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.ledger.postings import month_postings

MONTHS = (date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1))
LONE_DAYS = (date(2024, 10, 8), date(2025, 10, 7), date(2026, 10, 6), date(2027, 10, 5), date(2034, 10, 3))
TRIES = 5
CORES = 2
TRANSACTION_COLUMNS = 25
Cells = tuple[int, int]


def main(customers: int) -> None:
    """Print all figures of a bank of that size."""
    _rows_a_second(customers)
    _tables_of_a_day(customers)
    if customers <= BankSettings().customers:
        _lone_days(customers)


def _rows_a_second(customers: int) -> None:
    """A quarter's ledger and transactions, month by month: the first month also makes the customers."""
    table = source_table("transactions")
    bank = Bank(BankSettings(customers=customers), blocks_at_once=CORES)
    _tell(f"\n{customers:,} customers, rows of the ledger and of transactions, by month")
    _timed("customers and accounts", lambda: (sum(map(len, _known(bank))), 1))
    for first in MONTHS:
        month = int(month_of(day_number(first)))
        days = [
            first + timedelta(days=each) for each in range(31) if (first + timedelta(days=each)).month == first.month
        ]
        _timed(f"{first:%Y-%m} ledger", lambda: (sum(map(len, bank.by_block(month_postings, month))), 1))  # noqa: B023
        _timed(
            f"{first:%Y-%m} transactions",
            lambda: (sum(table.generate(bank, day).num_rows for day in days), TRANSACTION_COLUMNS),  # noqa: B023
        )
    _tell(f"peak memory so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _known(bank: Bank) -> list[object]:
    return [each.account_id for each in bank.by_block(accounts, MONTHS[0].year)]


def _tables_of_a_day(customers: int) -> None:
    """Every table on the first day asked for, and on the next, when the bank remembers."""
    bank, first = Bank(BankSettings(customers=customers)), LONE_DAYS[0]
    for day in (first, first + timedelta(days=1)):
        _tell(f"\n{customers:,} customers, {day}, table by table")
        for table in source_tables():
            _timed(table.name, lambda: _size(table.generate(bank, day)))  # noqa: B023


def _size(rows: object) -> Cells:
    return rows.num_rows, rows.num_columns  # type: ignore[attr-defined]


def _lone_days(customers: int) -> None:
    """All tables of one day by a bank that remembers nothing, and of the next day: the best of some tries."""
    _tell(f"\n{customers:,} customers, all tables of a lone day, then of the next; CPU seconds, best of {TRIES}")
    for day in LONE_DAYS:
        alone, following = [], []
        for _ in range(TRIES):
            bank = Bank(BankSettings(customers=customers))
            alone.append(_cpu_of_day(bank, day))
            following.append(_cpu_of_day(bank, day + timedelta(days=1)))
        _tell(f"  {day}  {min(alone):8.3f}  {min(following):8.3f}")


def _cpu_of_day(bank: Bank, day: date) -> float:
    start = process_time()
    for table in source_tables():
        table.generate(bank, day)
    return process_time() - start


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def _timed(what: str, work: Callable[[], Cells]) -> None:
    wall, cpu = perf_counter(), process_time()
    rows, columns = work()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    drawn, start = np.random.default_rng(1), process_time()
    for _ in range(columns):
        drawn.random(rows)
    floor = process_time() - start
    _tell(
        f"  {what:24} {rows:>12,} rows  wall {wall:8.3f} s  cpu {cpu:8.3f} s  floor {floor:7.3f} s"
        f"  {rows / wall:>12,.0f} rows/s  {rows / max(cpu, 1e-9):>12,.0f} rows/cpu-s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else BankSettings().customers)
