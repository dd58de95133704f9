"""Opening DuckDB: no network, no extensions from outside, memory and threads within bounds."""

from pathlib import Path

import duckdb
from upath import UPath

from financial_lake.errors import StorageRefused

MEMORY_LIMIT = "4GB"
IN_MEMORY = ":memory:"


def connect(
    place: str | Path | UPath = IN_MEMORY,
    *,
    read_only: bool = False,
    memory_limit: str = MEMORY_LIMIT,
    threads: int | None = None,
    as_written: bool = False,
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that loads nothing from anywhere.

    Args:
        place: a database file, or memory.
        read_only: many processes may read one file, as long as none writes it.
        memory_limit: above it DuckDB uses the disk beside the file.
        threads: DuckDB's own choice, one a core, when None.
        as_written: joins run in the order of the SQL, each keeping its right side in memory and streaming its left
            one. DuckDB would choose by size, but guesses a hundred thousand rows of Parquet joined to their days
            to be fifty, and then keeps the wide side.

    Raises:
        StorageRefused: when the file cannot be opened: missing, damaged, or another process is writing it.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory_limit,
    }
    if threads is not None:
        config["threads"] = threads
    if as_written:
        config["disabled_optimizers"] = "join_order,build_side_probe_side"
    try:
        return duckdb.connect(str(place), read_only=read_only, config=config)
    except duckdb.Error as error:
        why = str(error).strip().splitlines()[0]
        raise StorageRefused(
            f"The database {place} cannot be opened: {why} If another process is writing it, wait until it has "
            "ended; if the file is damaged, remove it and build it again."
        ) from error


def quoted(text: str | Path | UPath) -> str:
    """Text as an SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def named(*parts: str) -> str:
    """A qualified SQL identifier, always quoted."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)
