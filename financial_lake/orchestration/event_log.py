"""Dagster's SQLite event log, kept open: for runs that record thousands of partitions.

Dagster opens and closes a database three times for every event. That compiles every statement anew, and
closing the last connection makes SQLite flush the whole log, so a quarter of our graph spends a minute and a
half on it. Here each database is opened once a process; what is written is the same, and other processes
(the webserver, the daemon) read it as ever. Dagster's internals we rely on are pinned by a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import dagster as dg
import yaml  # type: ignore[import-untyped]
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

SECONDS_TO_WAIT_FOR_ANOTHER_WRITER = 30


class SteadyEventLog(SqliteEventLogStorage):
    """The same databases as `SqliteEventLogStorage`, each opened once."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        """As Dagster makes it from dagster.yaml."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = _engine(self.conn_string_for_shard(shard))
            engine = self._engines[shard]
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table; asked for every event, and tables do not go."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Close the databases."""
        super().dispose()
        for engine in self._engines.values():
            engine.dispose()


def steady_instance(home: Path) -> dg.DagsterInstance:
    """The Dagster instance at `home`, for a run of this very process.

    Its event log is kept open, where it uses SQLite, and what steps print is left to the terminal.
    """
    log = InstanceRef.from_dir(str(home)).event_storage_data
    overrides: dict[str, Any] = {"compute_logs": _named(NoOpComputeLogManager)}
    if log is not None and log.class_name == SqliteEventLogStorage.__name__:
        overrides["event_log_storage"] = _named(SteadyEventLog) | {"config": yaml.safe_load(log.config_yaml)}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=overrides))


def _named(kind: type) -> dict[str, Any]:
    return {"module": kind.__module__, "class": kind.__name__}


def _engine(address: str) -> Engine:
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=1,
        connect_args={"timeout": SECONDS_TO_WAIT_FOR_ANOTHER_WRITER, "check_same_thread": False},  # one at a time
    )
    event.listen(engine, "connect", _flush_at_checkpoints)
    return engine


def _flush_at_checkpoints(connection: Any, record: object) -> None:
    """A killed process loses nothing; a power loss may take the last records, never the databases."""
    del record
    connection.execute("pragma synchronous = normal")
