"""Plots and previews of marts in asset metadata, for people who would rather look."""

import base64
import sys
from collections.abc import Callable

import dagster as dg
import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.renderings.markdown import markdown_table
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_partitions

DAYS_SHOWN = 92
ROWS_SHOWN = 7


def picture_of(lake: Lake, model: type[LakeTable]) -> dict[str, dg.MetadataValue]:
    """The plot of a table's last stored days and its latest rows; nothing for tables that draw none."""
    days = lake.stored_days(model.address())[-DAYS_SHOWN:]
    if not days or not _draws(model):
        return {}
    rows = read_partitions(lake, model, days)
    latest = rows.slice(max(0, rows.num_rows - ROWS_SHOWN))
    return {**plot_of(model, lambda: rows), "preview": dg.MetadataValue.md(markdown_table(latest))}


def plot_of(model: type[LakeTable], rows: Callable[[], pa.Table]) -> dict[str, dg.MetadataValue]:
    """The plot of rows of a table; nothing for tables that draw none, whose rows are not fetched then."""
    if not _draws(model):
        return {}
    encoded = base64.b64encode(sys.modules[model.__module__].picture(rows())).decode()
    return {"plot": dg.MetadataValue.md(f"![{model.short_name()}](data:image/png;base64,{encoded})")}


def _draws(model: type[LakeTable]) -> bool:
    return hasattr(sys.modules[model.__module__], "picture")
