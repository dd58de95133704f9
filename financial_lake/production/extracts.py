"""Reading a user's extract: through its mapping, every value cast to its column's type, nothing lost on the way."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import source_table
from financial_lake.engines import Needed, connect, registered
from financial_lake.engines.connections import named, quoted
from financial_lake.errors import LandingRefused
from financial_lake.renderings.sql_ddl import sql_type
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import Delivery

READERS = {
    "csv": "read_csv({file}, header = true, all_varchar = true, store_rejects = true)",
    "parquet": "read_parquet({file}, hive_partitioning = false)",
    "jsonl": "read_json({file}, format = 'newline_delimited', columns = {{{columns}}})",
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
class Extract:
    """An extract as it was read.

    Attributes:
        rows: every row, in the contract's columns and types; missing where a value could not be cast.
        uncast: place of a row -> why it cannot be taken as it is.
        payloads: every row as it was delivered, as JSON.
        lines: what stands in the file and is no row.
        coercions: column -> "delivered type -> stored type" where they differ.
    """

    rows: pa.Table
    uncast: Mapping[int, tuple[str, ...]]
    payloads: pa.ChunkedArray
    lines: tuple[Refusal, ...]
    coercions: Mapping[str, str]


def read_extract(lake: Lake, model: type[LakeTable], delivery: Delivery) -> Extract:
    """Read an extract; nothing is written.

    Raises:
        LandingRefused: it cannot be read, or has other columns than the contract.
    """
    with closing(connect()) as connection:
        lines = _show_mapped(connection, lake, model, delivery)
        _check_header(connection, model, delivery)
        judged = connection.sql(_coerced(connection, model, delivery.day)).to_arrow_table()
        coercions = _coercions(connection, model)
    said = enumerate(judged.column("landing_reasons").to_pylist())
    uncast = {place: tuple(reasons.split("; ")) for place, reasons in said if reasons}
    rows = judged.select(model.arrow_schema().names).cast(_nullable(model.arrow_schema()))
    return Extract(rows, uncast, judged.column("landing_payload"), tuple(lines), coercions)


def _show_mapped(
    connection: duckdb.DuckDBPyConnection, lake: Lake, model: type[LakeTable], delivery: Delivery
) -> list[Refusal]:
    """Make `mapped`: the extract in the contract's column names; returns the lines that are no rows at all."""
    try:
        reader = READERS[delivery.form].format(file=quoted(delivery.file), columns=_columns(connection, delivery))
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


def _columns(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> str:
    """The columns of a JSON file, each as the text that stands there: what looks like an instant stays as it is."""
    if delivery.form != "jsonl":
        return ""
    found = f"read_json({quoted(delivery.file)}, format = 'newline_delimited', sample_size = -1)"
    return ", ".join(f"{named(name)}: 'VARCHAR'" for name in connection.sql(f"from {found}").columns)


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
