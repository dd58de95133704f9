"""A user's own extract as a day of a source table: read, mapped, coerced, and held against the table's contract.

Every row either becomes a row of the partition or is refused with its reasons and exactly what was delivered;
nothing is guessed, and nothing is lost.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation, LandingRefused
from financial_lake.production.extracts import Refusal, read_extract
from financial_lake.storage.disk import told_plainly, write_whole
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import REFUSED_FILE, REPORT_FILE, Delivery

ROUNDS = 5
"""A rule may be broken only once another bad row is gone: a key that was unique thanks to it, for instance."""


@dataclass(frozen=True, slots=True)
class LandedDay:
    """What became of an extract.

    Attributes:
        rows: accepted, in the contract's schema.
        refused: the others.
        coercions: column -> "delivered type -> stored type" where they differ.
    """

    rows: pa.Table
    refused: tuple[Refusal, ...]
    coercions: Mapping[str, str]

    def reasons(self) -> dict[str, int]:
        """How many rows each reason refused."""
        every = [reason for each in self.refused for reason in each.reasons]
        return {reason: every.count(reason) for reason in sorted(set(every))}


def landed_day(lake: Lake, model: type[LakeTable], delivery: Delivery) -> LandedDay:
    """Read an extract and part its rows into accepted and refused; nothing is written.

    Raises:
        LandingRefused: it cannot be read, has other columns than the contract, or no row of it is good.
    """
    landed = judged_extract(lake, model, delivery)
    if landed.refused and not landed.rows.num_rows:
        raise LandingRefused(
            f"{delivery.file} has no row that {'/'.join(model.address())} can take: "
            + ", ".join(f"{reason} ({count:,})" for reason, count in landed.reasons().items())
            + ". The day stays as it was. To land a day without rows, deliver a file with the header alone."
        )
    return landed


def judged_extract(lake: Lake, model: type[LakeTable], delivery: Delivery) -> LandedDay:
    """Read an extract and part its rows into accepted and refused, whatever comes of it; nothing is written.

    Raises:
        LandingRefused: it cannot be read, or has other columns than the contract.
    """
    extract = read_extract(lake, model, delivery)
    bad = {**extract.uncast, **_broken(model, extract.rows, extract.uncast)}
    refused = [Refusal(place + 1, reasons, extract.payloads[place].as_py()) for place, reasons in sorted(bad.items())]
    kept = pa.array([place for place in range(extract.rows.num_rows) if place not in bad], pa.int64())
    good = extract.rows.take(kept).cast(model.arrow_schema())
    return LandedDay(_in_order(model, good), (*refused, *extract.lines), extract.coercions)


def write_report(delivery: Delivery, landed: LandedDay) -> None:
    """Say beside the extract what became of it; refused rows stand there as they were delivered."""
    report = {
        "file": delivery.file.name,
        "dt": delivery.day.isoformat(),
        "inputs": delivery.inputs(),
        "delivered_rows": landed.rows.num_rows + len(landed.refused),
        "accepted_rows": landed.rows.num_rows,
        "refused_rows": len(landed.refused),
        "refused_by_reason": landed.reasons(),
        "coercions": dict(landed.coercions),
    }
    refused = [
        json.dumps({"row": each.row, "reasons": each.reasons, "delivered": each.payload}, ensure_ascii=False)
        for each in landed.refused
    ]
    folder = delivery.file.parent
    with told_plainly("Writing what became of a landing file", folder):
        write_whole(folder / REFUSED_FILE, "".join(f"{line}\n" for line in refused).encode())
        write_whole(folder / REPORT_FILE, (json.dumps(report, indent=1) + "\n").encode())


def _broken(model: type[LakeTable], rows: pa.Table, bad: Mapping[int, Any]) -> dict[int, tuple[str, ...]]:
    """The rows, beside those already known to be bad, that break the contract, with the names of the rules."""
    found: dict[int, list[str]] = {}
    for _ in range(ROUNDS):
        places = [place for place in range(rows.num_rows) if place not in bad and place not in found]
        try:
            model.check_rows(rows.take(pa.array(places, pa.int64())))
        except ContractViolation as violation:
            for place, rule in _by_place(violation, places):
                found.setdefault(place, []).append(rule)
        else:
            return {place: tuple(dict.fromkeys(rules)) for place, rules in found.items()}
    raise LandingRefused(f"the rows break the contract of {'/'.join(model.address())} in ever new ways")


def _by_place(violation: ContractViolation, places: Sequence[int]) -> list[tuple[int, str]]:
    cases = violation.failures
    if not isinstance(cases, pd.DataFrame) or cases["index"].isna().any():
        raise LandingRefused(str(violation)) from violation
    return [
        (places[int(case.place)], _rule_of(case))
        for case in cases.rename(columns={"index": "place"}).itertuples(index=False)
    ]


def _rule_of(case: Any) -> str:
    """The broken rule without its list of values, after the column it holds for."""
    rule = str(case.check).partition("(")[0]
    return f"{case.column}_{rule}" if case.schema_context == "Column" else rule


def _in_order(model: type[LakeTable], rows: pa.Table) -> pa.Table:
    """Rows by key, so that the order of the extract does not show."""
    return rows.sort_by([(name, "ascending") for name in model.key_columns()])
