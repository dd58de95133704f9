"""Which column comes from which, read from the SQL that makes a table."""

from collections.abc import Mapping
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.lineage import Node, lineage

from financial_lake.contract import LakeTable
from financial_lake.engines.queries import query_of

DIALECT = "duckdb"

Origin = tuple[type[LakeTable], str]
"""A stored column: table and name."""


@cache
def column_origins(model: type[LakeTable]) -> Mapping[str, tuple[Origin, ...]]:
    """The columns of the inputs that each column's value is computed from; filters and joins are not counted.

    Args:
        model: a table made by SQL.
    """
    query = query_of(model)
    inputs = {(each.address()[0], each.short_name()): each for each in query.inputs}
    schema: dict[str, dict[str, dict[str, str]]] = {"build": {"days": {"dt": "date"}}}
    for (layer, name), each in inputs.items():
        schema.setdefault(layer, {})[name] = dict.fromkeys(each.arrow_schema().names, "text")
    parsed = sqlglot.parse_one(query.text, dialect=DIALECT)
    traced = lineage(None, parsed, schema=schema, dialect=DIALECT, trim_selects=False, copy=False)
    if not isinstance(traced, dict):
        raise TypeError("the lineage of all columns was asked for")
    return {
        column: tuple((inputs[table], source) for table, source in sorted(_leaves(traced[column])) if table in inputs)
        for column in model.arrow_schema().names
    }


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
