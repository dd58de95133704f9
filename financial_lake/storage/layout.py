"""The paths inside a lake: one place decides where everything lies.

lake.json                                                 the bank's settings and their seal
<layer>/[<domain>/]<table>/dt=2024-10-01/part-0.parquet   a partition, whole truth of its day
                                        /manifest.json    what it holds; can be rebuilt from the file
rejected/<layer>/.../dt=.../                              rows that broke their contract, and the report
landing/<domain>/<table>/dt=.../                          files that take the place of the simulated feed
revisions/<layer>/.../dt=.../revision-1.json              what a day held before it was delivered again
warehouse/financial_lake.duckdb                           the warehouse as it is being built: one writer
warehouse/published/                                      its published snapshots, for readers
dagster/                                                  DAGSTER_HOME of this lake
"""

from datetime import date
from functools import lru_cache

from upath import UPath

Address = tuple[str, ...]
"""Where a table lives: ('datalake', 'payments', 'transactions')."""

SETTINGS_FILE = "lake.json"
PARTITION_FILE = "part-0.parquet"
MANIFEST_FILE = "manifest.json"
REPORT_FILE = "report.json"
READABLE_REPORT_FILE = "report.md"
DAY_PREFIX = "dt="
REJECTED = "rejected"
LANDING = "landing"
REVISIONS = "revisions"
WAREHOUSE = "warehouse"
PUBLISHED = "published"
WAREHOUSE_FILE = "financial_lake.duckdb"  # DuckDB takes the name for the catalog; `warehouse` is a schema in it
DAGSTER = "dagster"
ANY_DAY = f"{DAY_PREFIX}*/{PARTITION_FILE}"
FOLDERS_BESIDE_LAYERS = frozenset({REJECTED, LANDING, REVISIONS, WAREHOUSE, DAGSTER})


def table_folder(root: UPath, address: Address) -> UPath:
    """The folder of a table."""
    return root.joinpath(*address)


def file_in_table(day: date, name: str = PARTITION_FILE) -> str:
    """Where in a table's folder a day's file lies."""
    return f"{DAY_PREFIX}{day.isoformat()}/{name}"


def partition_folder(root: UPath, address: Address, day: date) -> UPath:
    """The folder of a table's day."""
    return table_folder(root, address) / f"{DAY_PREFIX}{day.isoformat()}"


def partition_file(root: UPath, address: Address, day: date) -> UPath:
    """The Parquet file of a table's day."""
    return partition_folder(root, address, day) / PARTITION_FILE


def manifest_file(root: UPath, address: Address, day: date) -> UPath:
    """The manifest beside the Parquet file."""
    return partition_folder(root, address, day) / MANIFEST_FILE


def rejected_folder(root: UPath, address: Address, day: date) -> UPath:
    """Where rows that broke their contract are kept with their report."""
    return partition_folder(root / REJECTED, address, day)


def revisions_folder(root: UPath, address: Address, day: date) -> UPath:
    """Where it is kept what a table's day held before it was delivered again."""
    return partition_folder(root / REVISIONS, address, day)


@lru_cache(maxsize=50_000)  # the same names in every table, asked for thousands of times a run
def day_of(folder_name: str) -> date | None:
    """The day a partition folder's name says, or None when it is no such folder."""
    if not folder_name.startswith(DAY_PREFIX):
        return None
    try:
        day = date.fromisoformat(folder_name.removeprefix(DAY_PREFIX))
    except ValueError:
        return None
    return day if folder_name == f"{DAY_PREFIX}{day.isoformat()}" else None
