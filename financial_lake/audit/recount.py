"""Running the independent recount, `recount.sql`, over the files of some days."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from financial_lake.audit.check import CheckResult
from financial_lake.engines import connect
from financial_lake.engines.connections import quoted
from financial_lake.storage.lake import Lake

RECOUNTED = frozenset(
    {
        "raw_rows_conserved",
        "raw_amount_conserved",
        "fact_rows_equal_curated",
        "snapshot_equals_ledger",
        "balance_chain_unbroken",
        "movement_equals_postings",
        "closed_account_is_zero",
        "overdraft_fee_posted_or_waived",
        "approved_cards_equal_postings",
        "branch_cash_equals_postings",
        "wire_fees_equal",
        "holdings_equal_investments",
    }
)
RECOUNT = "recount"
"""Stands for the table in the results: the same checks, counted by other hands."""
READ = (
    ("datalake", "payments", "transactions"),
    ("datalake", "accounts", "accounts"),
    ("curated", "transactions"),
    ("curated", "quarantine"),
    ("warehouse_facts", "fact_transaction"),
)
"""Tables without which a day cannot be recounted."""


def recounted(lake: Lake, days: Sequence[date]) -> Iterator[CheckResult]:
    """What the recount finds on the days whose tables are stored."""
    chosen = {day for day in days if all(lake.has(address, day) for address in READ)}
    for first, last in _stretches(sorted(chosen)):
        with closing(connect()) as connection:
            connection.execute(f"set file_search_path = {quoted(lake.root)}")
            connection.execute(f"set variable first_day = date '{first}'")
            connection.execute(f"set variable last_day = date '{last}'")
            text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
            for day, check, item, expected, actual in connection.execute(text).fetchall():
                sample = () if expected == actual else (item,)
                yield CheckResult(day, check, RECOUNT, str(expected), str(actual), expected == actual, sample)


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """First and last of days that follow each other."""
    start = 0
    for place, day in enumerate(days):
        if place + 1 == len(days) or days[place + 1] != day + timedelta(days=1):
            yield days[start], day
            start = place + 1
