"""Which column comes from which, read from the SQL that makes a table."""

from functools import cache

import dagster as dg
import sqlglot
from sqlglot import exp
from sqlglot.lineage import Node, lineage

from financial_lake.contract import LakeTable
from financial_lake.orchestration.catalog import asset_key
from financial_lake.production.queries import query_of

DIALECT = "duckdb"


@cache
def column_lineage(model: type[LakeTable]) -> dg.TableColumnLineage:
    """The columns of the inputs that each column's value is computed from; filters and joins are not counted.

    Args:
        model: a table made by SQL.
    """
    query = query_of(model)
    inputs = {(each.address()[0], each.short_name()): asset_key(each) for each in query.inputs}
    schema: dict[str, dict[str, dict[str, str]]] = {"build": {"days": {"dt": "date"}}}
    for each in query.inputs:
        columns = dict.fromkeys(each.arrow_schema().names, "text")
        schema.setdefault(each.address()[0], {})[each.short_name()] = columns
    parsed = sqlglot.parse_one(query.text, dialect=DIALECT)
    traced = lineage(None, parsed, schema=schema, dialect=DIALECT, trim_selects=False, copy=False)
    if not isinstance(traced, dict):
        raise TypeError("the lineage of all columns was asked for")
    return dg.TableColumnLineage(
        {
            column: [
                dg.TableColumnDep(inputs[table], source)
                for table, source in sorted(_leaves(traced[column]))
                if table in inputs
            ]
            for column in model.arrow_schema().names
        }
    )


def _leaves(column: Node) -> set[tuple[tuple[str, str], str]]:
    """((schema, table), column) of every stored column below a node; nodes are shared, so each is seen once."""
    leaves: set[tuple[tuple[str, str], str]] = set()
    waiting, seen = [column], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        waiting += node.downstream
        if isinstance(node.source, exp.Table):
            leaves.add(((node.source.db, node.source.name), node.name.rpartition(".")[2]))
    return leaves
