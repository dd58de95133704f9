"""Building the star in the warehouse file: dimensions as tables, and facts as views that bind their keys."""

from contextlib import closing

import duckdb
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.contract.declarations import BoundKey
from financial_lake.contract.dimension import MEMBERS
from financial_lake.contract.discovery import models
from financial_lake.engines import Needed, connect, registered
from financial_lake.engines.connections import named
from financial_lake.engines.queries import Query, is_rebuilt_whole, late_query_of, query_of
from financial_lake.engines.views import view_that_fails
from financial_lake.errors import PartitionUnreadable
from financial_lake.production.shown_inputs import show_inputs
from financial_lake.renderings.markdown import markdown_table
from financial_lake.storage.lake import Lake

SCHEMA = "warehouse"
FACTS = "warehouse_facts"
PREVIEWED = 8
UNKNOWN, NOT_APPLICABLE = MEMBERS


def build_whole(connection: duckdb.DuckDBPyConnection, lake: Lake, model: type[LakeTable]) -> tuple[int, str]:
    """Rebuild a table without days from everything stored, check it, and replace its table in one transaction.

    Args:
        connection: the writer's, to the warehouse file.
        lake: the stored partitions its SQL reads.
        model: the table: a dimension, or a mart that is rebuilt whole.

    Returns:
        Rows, and the first of them as a Markdown table.

    Raises:
        ContractViolation: the table is left as it was.
    """
    rows = _answer(connection, lake, model)
    model.check_rows(rows)
    schema = model.address()[0]
    target = named(schema, model.short_name())
    connection.execute(f"create schema if not exists {named(schema)}")
    connection.register("built_rows", rows)
    connection.execute("begin transaction")
    connection.execute(f"create or replace table {target} as select * from built_rows")  # noqa: S608 - our own names
    connection.execute("commit")
    connection.unregister("built_rows")
    bind_facts(connection, lake, model)
    return rows.num_rows, markdown_table(rows.slice(0, PREVIEWED))


def bind_facts(connection: duckdb.DuckDBPyConnection, lake: Lake, built_now: type[LakeTable] | None = None) -> None:
    """Make `warehouse.<fact>`: the fact's partitions with the surrogate keys of the versions valid on their day.

    A key whose dimension is not built yet waits for it, and so does a fact that is rebuilt whole and is not there yet.
    A fact whose partitions cannot be read, being damaged or still of an older contract, hinders no other: its view
    says so to who reads it.

    Args:
        connection: the writer's, to the warehouse file.
        lake: the stored partitions.
        built_now: only the facts that this table belongs to.
    """
    for fact in models(FACTS):
        tables = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        built = {name for (name,) in tables}
        awaited = {f"{SCHEMA}.{each.dimension}" for each in fact.about().bound_keys}
        if is_rebuilt_whole(fact):
            awaited.add(fact.sql_name())
        if awaited <= built and (built_now is None or built_now.sql_name() in awaited):
            late = late_query_of(fact)
            read = {fact, *(late.inputs if late else ())}
            for each in read:
                if not is_rebuilt_whole(each):
                    _show_stored(connection, lake, each)
            connection.execute(fact_view(fact, late))


def _show_stored(connection: duckdb.DuckDBPyConnection, lake: Lake, model: type[LakeTable]) -> None:
    try:
        registered(connection, lake, [Needed(model)])
    except PartitionUnreadable as damage:
        view_that_fails(connection, model, str(damage))


def fact_view(fact: type[LakeTable], late: Query | None = None) -> str:
    """The statement that makes the star's view of a fact.

    Args:
        fact: its columns come first, then its bound keys.
        late: what became of its rows on later days; its columns come last.
    """
    joined: dict[tuple[str, str], str] = {}  # one join serves all keys of the same version
    keys, joins = [], []
    for bound in fact.about().bound_keys:
        meeting = (bound.dimension, bound.durable_id)
        if meeting not in joined:
            joined[meeting] = f"version_{len(joined)}"
            joins.append(_join(joined[meeting], bound))
        found = f"coalesce({joined[meeting]}.{bound.key}, {UNKNOWN})"
        if bound.optional:
            found = f"case when fact.{bound.durable_id} is null then {NOT_APPLICABLE} else {found} end"
        keys.append(f"{found} as {bound.key}")
    if late is not None:
        (row,) = fact.key_columns()
        keys += [f"late.{name}" for name in late.columns if name != row]
        joins.append(f"left join (\n{late.text}) as late\n    on late.{row} = fact.{row}")
    lines = [
        "select",
        ",\n".join(f"    {each}" for each in ("fact.*", *keys)),
        f"from {FACTS}.{fact.short_name()} as fact",
        *joins,
    ]
    return f"create or replace view {SCHEMA}.{fact.short_name()} as\n" + "\n".join(lines)


def _join(version: str, bound: BoundKey) -> str:
    (model,) = [each for each in models(SCHEMA) if each.short_name() == bound.dimension]
    on_its_day = f"\n    and fact.dt >= {version}.valid_from and fact.dt < {version}.valid_to"
    joined = f"left join {SCHEMA}.{bound.dimension} as {version}"
    same = f"\n    on {version}.{bound.dimension_id} = fact.{bound.durable_id}"
    return joined + same + (on_its_day if "valid_from" in model.arrow_schema().names else "")


def _answer(warehouse: duckdb.DuckDBPyConnection, lake: Lake, model: type[LakeTable]) -> pa.Table:
    with closing(connect()) as connection:
        show_inputs(connection, lake, model)
        for each in query_of(model).inputs:
            if is_rebuilt_whole(each):
                _show_built(connection, warehouse, each)
        rows = connection.sql(query_of(model).text).to_arrow_table()
    return rows.select(model.arrow_schema().names).cast(model.arrow_schema())


def _show_built(
    connection: duckdb.DuckDBPyConnection, warehouse: duckdb.DuckDBPyConnection, model: type[LakeTable]
) -> None:
    """Show a table of the warehouse as it was built last; one that is not built yet is shown without rows."""
    schema, name = model.address()[0], model.short_name()
    target = named(schema, name)
    try:
        rows = warehouse.sql(f"from {target}").to_arrow_table()
    except duckdb.CatalogException:
        rows = model.arrow_schema().empty_table()
    connection.register(f"built_{schema}_{name}", rows)
    connection.execute(f"create schema if not exists {named(schema)}")
    connection.execute(f"create view {target} as from {named(f'built_{schema}_{name}')}")
