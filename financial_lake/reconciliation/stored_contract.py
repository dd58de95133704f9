"""Looking at stored partitions again: is the file whole, does it say what it holds, do its rows keep the contract.

This is what the `contract` check of every table asks, of one day or of many at once, from the files alone.
How a file is looked at is `storage.verification`; here is the answer for one day, with its failed rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import how_to_build
from financial_lake.storage.verification import Look, handfuls, look_at_days

SAMPLE = 10
SCHEMA = "schema is the contract's"


@dataclass(frozen=True, slots=True)
class ContractFinding:
    """What looking at one stored day found.

    Attributes:
        day: the partition.
        rows: rows read; 0 when unreadable.
        failed_rows: rows that break a rule; all of them when the file itself is not as it was written.
        broken_rules: names of the rules broken, or of what is wrong with the file.
        problem: what is wrong and what to do, empty when all is well.
        sample: up to ten failure cases (column, check, failure_case).
    """

    day: date
    rows: int
    failed_rows: int = 0
    broken_rules: tuple[str, ...] = ()
    problem: str = ""
    sample: tuple[dict[str, str], ...] = field(default=())

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.broken_rules


def check_stored(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> dict[date, ContractFinding]:
    """Look at every given day of a table; days are read and validated together, as many as memory allows."""
    findings: dict[date, ContractFinding] = {}
    for handful in handfuls(lake, model, days):
        looked, broken = look_at_days(lake, model, handful)
        for day, look in looked.items():
            again = how_to_build(model.address(), day, again=lake.has(model.address(), day))
            findings[day] = _finding(day, look, broken.get(day), again)
    return findings


def _finding(day: date, look: Look, violation: ContractViolation | None, again: str) -> ContractFinding:
    rows = 0 if look.rows is None else look.rows.num_rows
    broken = [check for check, _ in look.said]
    problems = [message for _, message in look.said]
    failed = rows if broken else 0
    sample: tuple[dict[str, str], ...] = ()
    if violation is not None:
        names, count, sample = _cases(violation)
        broken += names
        problems.append(str(violation))
        failed = max(failed, min(count, rows) if names != [SCHEMA] else rows)
    problem = " ".join([*problems, again]) if problems else ""
    return ContractFinding(day, rows, failed, tuple(broken), problem, sample)


def _cases(violation: ContractViolation) -> tuple[list[str], int, tuple[dict[str, str], ...]]:
    """Names of the broken rules, how many rows break them, and some of the cases."""
    cases = violation.failures
    if not isinstance(cases, pd.DataFrame) or cases.empty:
        return [SCHEMA], 0, ()
    names = sorted({f"{case.column}: {case.check}" for case in cases.itertuples()})
    count = int(cases["index"].nunique()) if "index" in cases else len(cases)
    sample = tuple(
        {"column": str(case.column), "check": str(case.check), "failure_case": str(case.failure_case)}
        for case in cases.head(SAMPLE).itertuples()
    )
    return names, count, sample
