"""Showing a table's SQL the days of its inputs that it may read."""

from datetime import date, timedelta

import duckdb

from financial_lake.contract import LakeTable
from financial_lake.engines import Needed, registered
from financial_lake.engines.queries import is_rebuilt_whole, query_of
from financial_lake.production.whole_tables import whole_file
from financial_lake.storage.lake import Lake


def show_inputs(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    model: type[LakeTable],
    first: date | None = None,
    last: date | None = None,
) -> list[tuple[str, date]]:
    """Make a view of every table the model's SQL names, with the days that `first` to `last` may read of it.

    Tables by rule are stored first where they are not there yet. Tables rebuilt whole by SQL are not in the lake
    but in the warehouse: who has that open shows them.

    Returns:
        What the views read: (layer.table, day) of every partition, in order.
    """
    inputs = [each for each in query_of(model).inputs if not is_rebuilt_whole(each)]
    for each in inputs:
        if not each.is_dated():
            whole_file(lake, each)
    return registered(connection, lake, [Needed(each, _reach(model, each, first), last) for each in inputs])


def _reach(model: type[LakeTable], parent: type[LakeTable], day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=model.about().reads_back_of(parent.sql_name()))
