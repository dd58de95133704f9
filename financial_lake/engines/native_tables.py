"""What a snapshot holds itself instead of reading it from partitions: the star's dimensions, and its facts."""

from enum import StrEnum
from pathlib import Path

import duckdb

from financial_lake.engines.connections import named, quoted

STAR, PARTITIONS_OF_FACTS = "warehouse", "warehouse_facts"
ROWS_AT_MOST = 100_000_000
"""Of all facts together: with more, writing them anew takes longer than reading them saves."""
SORTED_BY = ("dt", "customer_id")
"""What readers ask facts by; rows of a day, and of a customer in it, then lie in few blocks."""
MEMORY_LIMIT = "2GB"
OWN_SCHEMAS = frozenset({"build"})  # of a run, not of the warehouse


class PublishFacts(StrEnum):
    """How a snapshot has the star's facts: as tables with their keys bound, or as views over its partitions."""

    NATIVE = "native"
    VIEW = "view"


def copy_native(connection: duckdb.DuckDBPyConnection, warehouse: Path, partitioned: set[tuple[str, str]]) -> None:
    """Copy the warehouse's own tables, then its own views; tables of partitions are views already."""
    connection.execute(f"attach {quoted(warehouse)} as building (read_only)")
    tables = "select schema_name, table_name, sql from duckdb_tables() where database_name = 'building' order by all"
    for schema, name, sql in connection.execute(tables).fetchall():
        if (schema, name) in partitioned:
            continue
        connection.execute(f"create schema if not exists {named(schema)}")
        connection.execute(sql)
        connection.execute(f"insert into {named(schema, name)} from {named('building', schema, name)}")
    views = (
        "select schema_name, view_name, sql from duckdb_views() where database_name = 'building' and not internal "
        "order by all"
    )
    found = connection.execute(views).fetchall()
    waiting = [(schema, sql) for schema, name, sql in found if (schema, name) not in partitioned]
    waiting = [each for each in waiting if each[0] not in OWN_SCHEMAS]
    while waiting:
        waiting = _views_still_waiting(connection, waiting)
    connection.execute("detach building")


def _views_still_waiting(connection: duckdb.DuckDBPyConnection, views: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Make the views whose inputs exist already; the others wait for the next round, if anything was made."""
    waiting = []
    for schema, sql in views:
        connection.execute(f"create schema if not exists {named(schema)}")
        try:
            connection.execute(sql)
        except duckdb.CatalogException:
            waiting.append((schema, sql))
            if len(waiting) == len(views):
                raise
    return waiting


def make_facts_native(connection: duckdb.DuckDBPyConnection, rows_at_most: int = ROWS_AT_MOST) -> None:
    """Turn the star's views of facts into sorted tables, their keys bound as of now, unless they are too large.

    Args:
        connection: its default database is the snapshot that is being written.
        rows_at_most: of all facts together.
    """
    facts = [name for (name,) in connection.execute(_VIEWS_OF_FACTS, [STAR, PARTITIONS_OF_FACTS]).fetchall()]
    if sum(_rows(connection, fact) for fact in facts) > rows_at_most:
        return
    connection.execute(f"set memory_limit = {quoted(MEMORY_LIMIT)}")
    for fact in facts:
        view, table = named(STAR, fact), named(STAR, f"{fact}_sorted")
        columns = {name for (name, *_) in connection.execute(f"describe {view}").fetchall()}
        order = ", ".join(name for name in SORTED_BY if name in columns) or "all"
        connection.execute(f"create table {table} as from {view} order by {order}")
        connection.execute(f"drop view {view}")
        connection.execute(f"alter table {table} rename to {named(fact)}")


_VIEWS_OF_FACTS = """
    select star.view_name
    from duckdb_views() as star
    join (
        select database_name, schema_name, view_name as name from duckdb_views()
        union all
        select database_name, schema_name, table_name from duckdb_tables()
    ) as stored on stored.database_name = star.database_name and stored.name = star.view_name
    where star.database_name = current_database() and star.schema_name = $1 and stored.schema_name = $2
    order by all
"""


def _rows(connection: duckdb.DuckDBPyConnection, fact: str) -> int:
    counted = connection.execute(f"select count(*) from {named(PARTITIONS_OF_FACTS, fact)}").fetchone()  # noqa: S608
    return int(counted[0]) if counted else 0
