"""A user's own extract as a day of a source table: read, mapped, coerced, and held against the table's contract.

Every row either becomes a row of the partition or is refused with its reasons and exactly what was delivered;
nothing is guessed, and nothing is lost.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import source_table
from financial_lake.engines import Needed, connect, registered
from financial_lake.engines.connections import named, quoted
from financial_lake.errors import ContractViolation, LandingRefused
from financial_lake.renderings.sql_ddl import sql_type
from financial_lake.storage.disk import told_plainly, write_whole
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import REFUSED_FILE, REPORT_FILE, Delivery

ROUNDS = 5
"""A rule may be broken only once another bad row is gone: a key that was unique thanks to it, for instance."""
READERS = {
    "csv": "read_csv({file}, header = true, all_varchar = true, store_rejects = true)",
    "parquet": "read_parquet({file}, hive_partitioning = false)",
    "jsonl": "read_json({file}, format = 'newline_delimited')",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A delivered row that is not in the partition.

    Attributes:
        row: its place in the file, from 1; for lines that are no rows, the line.
        reasons: every rule it fails.
        payload: the row as delivered: JSON, or the raw line.
    """

    row: int
    reasons: tuple[str, ...]
    payload: str


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
    with closing(connect()) as connection:
        lines = _show_mapped(connection, lake, model, delivery)
        _check_header(connection, model, delivery)
        judged = connection.sql(_coerced(connection, model, delivery.day)).to_arrow_table()
        coercions = _coercions(connection, model)
    said = enumerate(judged.column("landing_reasons").to_pylist())
    bad = {place: tuple(reasons.split("; ")) for place, reasons in said if reasons}
    rows = judged.select(model.arrow_schema().names).cast(_nullable(model.arrow_schema()))
    bad |= _broken(model, rows, bad)
    payloads = judged.column("landing_payload")
    refused = [Refusal(place + 1, reasons, payloads[place].as_py()) for place, reasons in sorted(bad.items())]
    kept = pa.array([place for place in range(rows.num_rows) if place not in bad], pa.int64())
    good = rows.take(kept).cast(model.arrow_schema())
    landed = LandedDay(_in_order(model, good), (*refused, *lines), coercions)
    if landed.refused and not good.num_rows:
        raise LandingRefused(
            f"{delivery.file} has no row that {'/'.join(model.address())} can take: "
            + ", ".join(f"{reason} ({count:,})" for reason, count in landed.reasons().items())
            + ". The day stays as it was. To land a day without rows, deliver a file with the header alone."
        )
    return landed


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


def _show_mapped(
    connection: duckdb.DuckDBPyConnection, lake: Lake, model: type[LakeTable], delivery: Delivery
) -> list[Refusal]:
    """Make `mapped`: the extract in the contract's column names; returns the lines that are no rows at all."""
    reader = READERS[delivery.form].format(file=quoted(delivery.file))
    try:
        connection.execute(f"create temp table landed as select * from {reader}")  # noqa: S608 - a quoted path
        lines = _bad_lines(connection) if delivery.form == "csv" else []
        mapping = "from landed"
        if delivery.mapping is not None:
            parents = [source_table(reference.table).model for _, reference in model.references() if reference.hard]
            first = delivery.day - timedelta(days=2)  # of a weekday table, Friday's snapshot on a Sunday
            registered(connection, lake, [Needed(parent, first, delivery.day) for parent in parents])
            mapping = delivery.mapping.read_text(encoding="utf-8").strip().rstrip(";")
        connection.execute(f"create temp table mapped as select * from ({mapping})")  # noqa: S608 - the user's own
    except duckdb.Error as error:
        raise LandingRefused(
            f"{delivery.file} cannot be read as {delivery.form}"
            f"{f' through {delivery.mapping}' if delivery.mapping is not None else ''}: "
            f"{' '.join(str(error).split())} The day stays as it was."
        ) from error
    return lines


def _bad_lines(connection: duckdb.DuckDBPyConnection) -> list[Refusal]:
    found = connection.execute(
        "select line, string_agg(distinct lower(error_type), '; '), any_value(csv_line) from reject_errors "
        "group by line order by line"
    ).fetchall()
    return [
        Refusal(line, tuple(f"line_with_{each.replace(' ', '_')}" for each in kinds.split("; ")), raw)
        for line, kinds, raw in found
    ]


def _check_header(connection: duckdb.DuckDBPyConnection, model: type[LakeTable], delivery: Delivery) -> None:
    found = _types(connection)
    wanted = [name for name in model.arrow_schema().names if name != "dt"]
    missing = [name for name in wanted if name not in found]
    strange = [name for name in found if name not in wanted and name != "dt"]
    if missing or strange:
        through = f" (through {delivery.mapping.name})" if delivery.mapping is not None else ""
        raise LandingRefused(
            f"{delivery.file}{through} has other columns than {'/'.join(model.address())}: missing "
            f"{', '.join(missing) or 'none'}; unexpected {', '.join(strange) or 'none'}. Expected, in any order: "
            f"{', '.join(wanted)}. Rename them in the file, or write {delivery.file.parent.parent}/mapping.sql, a "
            "SELECT from `landed` that gives these columns. The day stays as it was."
        )


def _coerced(connection: duckdb.DuckDBPyConnection, model: type[LakeTable], day: date) -> str:
    """The query that casts every column and says of each row what could not be cast without loss."""
    delivered = _types(connection)
    casts, losses = [], []
    for field in model.arrow_schema():
        kind = sql_type(field.type)
        if field.name not in delivered:
            casts.append(f"date {quoted(day.isoformat())} as {named('dt')}")
            continue
        value = named(field.name)
        casts.append(f"try_cast({value} as {kind}) as {value}")
        losses.append(
            f"case when {value} is not null and try_cast({value} as {kind}) is null "
            f"then {quoted(f'{field.name}_is_not_{kind}')} end"
        )
        if pa.types.is_decimal(field.type):
            exact = f"try_cast({value} as decimal(38, 12))"
            losses.append(
                f"case when {exact} <> try_cast({value} as {kind}) "
                f"then {quoted(f'{field.name}_has_more_than_{field.type.scale}_decimals')} end"
            )
        if field.name == "dt":
            losses.append(
                f"case when try_cast({value} as date) <> date {quoted(day.isoformat())} then 'dt_is_another_day' end"
            )
    payload = ", ".join(f"{named(name)} := {named(name)}" for name in delivered)
    return (
        f"select {', '.join(casts)}, concat_ws('; ', {', '.join(losses)}) as landing_reasons, "  # noqa: S608 - quoted
        f"cast(to_json(struct_pack({payload})) as varchar) as landing_payload from mapped"
    )


def _types(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute("describe mapped").fetchall()}


def _coercions(connection: duckdb.DuckDBPyConnection, model: type[LakeTable]) -> dict[str, str]:
    stored = {field.name: sql_type(field.type) for field in model.arrow_schema()}
    delivered = _types(connection).items()
    return {name: f"{kind} -> {stored[name]}" for name, kind in delivered if kind.lower() != stored[name].lower()}


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema])


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
