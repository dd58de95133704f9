"""Specified percentages beside a bank of 20,000; `python -m financial_lake.realism.percentages` writes the page."""

import csv
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import sqrt
from pathlib import Path

import duckdb
import pyarrow as pa

from financial_lake.contract import LoadPattern
from financial_lake.contract.discovery import source_table
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

PAGE = Path("docs") / "percentages.md"
CUSTOMERS = 20_000
MONTH = tuple(date(2024, 12, 1) + timedelta(days=each) for each in range(31))
ROUNDING, STANDARD_ERRORS = 0.005, 4
"""A specified percentage is a round number: half a point is none of our business, nor is chance."""


@dataclass(frozen=True, slots=True)
class Percentage:
    """A share that the specification gives.

    Attributes:
        table_name: source table.
        statement: what has this share.
        of_which: SQL condition on the rows that are counted.
        told: SQL condition on those of them that are meant.
        specified: the share, 0 to 1.
        section: where it is specified.
    """

    table_name: str
    statement: str
    of_which: str
    told: str
    specified: float
    section: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A share as a bank has it: of so many rows."""

    percentage: Percentage
    share: float
    rows: int

    @property
    def is_met(self) -> bool:
        """Whether it differs by no more than rounding or chance."""
        specified = self.percentage.specified
        chance = STANDARD_ERRORS * sqrt(specified * (1 - specified) / max(self.rows, 1))
        return bool(self.rows) and abs(self.share - specified) <= max(ROUNDING, chance)


@cache
def percentages() -> tuple[Percentage, ...]:
    """All of them, table by table."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Percentage(
                line["table_name"],
                line["statement"],
                line["of_which"],
                line["told"],
                float(line["specified"]),
                line["section"],
            )
            for line in csv.DictReader(lines)
        )


def counted(bank: Bank, days: Sequence[date] = MONTH) -> tuple[Counted, ...]:
    """Every share, in the bank's events of the days and in its snapshots at their end."""
    with closing(duckdb.connect()) as room:
        for name in dict.fromkeys(each.table_name for each in percentages()):
            table = source_table(name)
            is_events = table.model.about().load is LoadPattern.EVENTS
            made = pa.concat_tables([table.generate(bank, day) for day in (days if is_events else days[-1:])])
            room.register(name, made)
        return tuple(_counted(room, each) for each in percentages())


def _counted(room: duckdb.DuckDBPyConnection, each: Percentage) -> Counted:
    asked = f"select count(*) filter ({each.told}), count(*) from {each.table_name} where {each.of_which}"  # noqa: S608 - our own texts
    met, rows = room.execute(asked).fetchone() or (0, 0)
    return Counted(each, met / rows if rows else 0.0, rows)


def page(bank: BankSettings, found: Sequence[Counted]) -> str:
    """The page as Markdown."""
    met = sum(each.is_met for each in found)
    lines = [
        "# Percentages, specified and made",
        "",
        f"{len(found)} shares that the specification gives beside those of a bank of {bank.customers:,} customers",
        f"(seed {bank.seed}): events of December 2024, snapshots of its last day. **{met} differ by no more than",
        f"half a percentage point or {STANDARD_ERRORS} standard errors, {len(found) - met} do.** Shares of postings",
        "are those of the data generation guide (70/30 spending and income, 30/70 by hand and automatic), of all that",
        "is not paid by card.",
        "",
        "Made by `python -m financial_lake.realism.percentages`.",
        "",
        "| table | what | specified | made | of rows | differs | section | |",
        "|---|---|---:|---:|---:|---:|---|---|",
        *(_line(each) for each in found),
    ]
    return "\n".join(lines) + "\n"


def _line(each: Counted) -> str:
    asked = each.percentage
    cells = (
        f"`{asked.table_name}`",
        asked.statement,
        f"{asked.specified:.1%}",
        f"{each.share:.2%}",
        f"{each.rows:,}",
        f"{100 * (each.share - asked.specified):+.2f}",
        asked.section,
        "agrees" if each.is_met else "**no**",
    )
    return f"| {' | '.join(cells)} |"


def main(customers: int = CUSTOMERS) -> None:
    """Count and write the page."""
    settings = BankSettings(customers=customers)
    PAGE.write_text(page(settings, counted(Bank(settings))), encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
