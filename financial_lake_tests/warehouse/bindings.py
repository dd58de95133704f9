"""The star's view of a fact over rows written out by hand."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import LAYERS, models
from financial_lake.engines import connect
from financial_lake.engines.connections import named
from financial_lake.engines.queries import late_query_of
from financial_lake.production.whole_tables import rows_of
from financial_lake.warehouse.building import fact_view
from financial_lake_tests.worked_examples import Rows, table_of


def bound_rows(
    fact: type[LakeTable],
    facts: Rows,
    dimensions: Mapping[str, Rows],
    later: Mapping[type[LakeTable], Rows] | None = None,
) -> list[dict[str, Any]]:
    """The rows of the star's view of a fact; dimensions that are not given are empty.

    Args:
        fact: its model.
        facts: its rows.
        dimensions: rows of dimensions by their table.
        later: rows of other facts, when the view is to tell what became of these.
    """
    late = late_query_of(fact) if later is not None else None
    bound = {each.dimension for each in fact.about().bound_keys}
    tables = {model: dimensions.get(model.short_name(), []) for model in models("warehouse")}
    shown = {model: table_of(model, rows) for model, rows in tables.items() if model.short_name() in bound}
    shown[fact] = table_of(fact, facts)
    for model in late.inputs if late else ():
        if model is not fact:
            shown[model] = table_of(model, (later or {})[model]) if model.is_dated() else rows_of(model)
    with closing(connect()) as connection:
        for schema in LAYERS:
            connection.execute(f"create schema {schema}")
        for model, rows in shown.items():
            schema, name = model.address()[0], model.short_name()
            connection.register(f"rows_{name}", rows)
            connection.execute(f"create view {named(schema, name)} as from rows_{name}")
        connection.execute(fact_view(fact, late))
        found: list[dict[str, Any]] = connection.sql(f"from warehouse.{fact.short_name()}").to_arrow_table().to_pylist()
    return found
