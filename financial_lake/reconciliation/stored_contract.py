"""Looking at stored partitions again: is the file whole, does it say what it holds, do its rows keep the contract.

This is what the `contract` check of every table asks, of one day or of many at once, from the files alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation, PartitionUnreadable
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import Manifest, control_totals
from financial_lake.storage.partitions import read_manifest, read_partition, rebuilt_manifest

SAMPLE = 10
ROWS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class ContractFinding:
    """What looking at one stored day found.

    Attributes:
        day: the partition.
        rows: rows read; 0 when unreadable.
        failed_rows: rows that break a rule.
        broken_rules: names of the rules broken, or of what is wrong with the file.
        problem: one sentence, empty when all is well.
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
    """Look at every given day of a table; many days are validated as one frame."""
    findings: dict[date, ContractFinding] = {}
    waiting: list[tuple[date, pa.Table]] = []
    rows_waiting = 0
    for day in days:
        rows, finding = _read(lake, model, day)
        if finding is not None:
            findings[day] = finding
            continue
        waiting.append((day, rows))
        rows_waiting += rows.num_rows
        if rows_waiting >= ROWS_AT_ONCE:
            findings |= _check_rows(model, waiting)
            waiting, rows_waiting = [], 0
    findings |= _check_rows(model, waiting)
    return findings


def _read(lake: Lake, model: type[LakeTable], day: date) -> tuple[pa.Table, ContractFinding | None]:
    empty = model.arrow_schema().empty_table()
    try:
        rows = read_partition(lake, model, day)
        said, held = read_manifest(lake, model.address(), day), rebuilt_manifest(lake, model.address(), day)
    except PartitionUnreadable as error:
        return empty, ContractFinding(day, 0, 0, ("file is readable",), str(error))
    except ContractViolation as error:
        return empty, ContractFinding(day, 0, 0, ("schema is the contract's",), str(error))
    for rule, problem in _differences(model, day, rows, said, held, lake.seal):
        return rows, ContractFinding(day, rows.num_rows, rows.num_rows, (rule,), problem)
    return rows, None


def _differences(  # noqa: PLR0913 - what is said against what is held
    model: type[LakeTable], day: date, rows: pa.Table, said: Manifest, held: Manifest, seal: str
) -> Sequence[tuple[str, str]]:
    where = f"{'/'.join(model.address())} of {day}"
    again = "The file was changed after it was written; make the day again."
    found = []
    if said.file_sha256 != held.file_sha256:
        found.append(("file is the one that was written", f"{where}: its hash is not the manifest's. {again}"))
    if held.settings_seal != seal:
        found.append(("seal is the lake's", f"{where} was made by another bank ({held.settings_seal}). {again}"))
    if held.row_count != rows.num_rows:
        found.append(("rows are counted", f"{where}: {rows.num_rows} rows, {held.row_count} said. {again}"))
    elif held.control_totals != control_totals(model, rows):
        found.append(("control totals agree", f"{where}: the sums of its money columns are not those said. {again}"))
    strangers = rows.num_rows and set(np.unique(rows.column("dt").to_numpy())) != {np.datetime64(day)}
    if strangers:
        found.append(("rows are of the day", f"{where} holds rows of other days. {again}"))
    return found


def _check_rows(model: type[LakeTable], days: Sequence[tuple[date, pa.Table]]) -> dict[date, ContractFinding]:
    if not days:
        return {}
    findings = {day: ContractFinding(day, rows.num_rows) for day, rows in days}
    try:
        model.check_rows(pa.concat_tables([rows for _, rows in days]))
    except ContractViolation as violation:
        if len(days) == 1:
            return {days[0][0]: _failure(days[0][0], days[0][1].num_rows, violation)}
        for day in _suspects(days, violation.failures):
            findings |= _check_rows(model, [(day, dict(days)[day])])
    return findings


def _suspects(days: Sequence[tuple[date, pa.Table]], failures: Any) -> list[date]:
    """The days that hold a failing row; all of them when a failure does not say its row."""
    if not isinstance(failures, pd.DataFrame) or failures.empty or failures["index"].isna().any():
        return [day for day, _ in days]
    ends = np.cumsum([rows.num_rows for _, rows in days])
    places = np.searchsorted(ends, failures["index"].to_numpy(dtype=np.int64), side="right")
    return [days[place][0] for place in np.unique(places)]


def _failure(day: date, rows: int, violation: ContractViolation) -> ContractFinding:
    cases = violation.failures
    if not isinstance(cases, pd.DataFrame) or cases.empty:
        return ContractFinding(day, rows, rows, ("schema is the contract's",), str(violation))
    rules = tuple(sorted({f"{case.column}: {case.check}" for case in cases.itertuples()}))
    sample = tuple(
        {"column": str(case.column), "check": str(case.check), "failure_case": str(case.failure_case)}
        for case in cases.head(SAMPLE).itertuples()
    )
    return ContractFinding(day, rows, int(cases["index"].nunique()), rules, str(violation), sample)
