"""What the files and manifests of a table say of themselves, read once for all checks of completeness."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq

from financial_lake.audit.manifests import Manifests
from financial_lake.contract import LakeTable
from financial_lake.storage import layout
from financial_lake.storage.disk import is_local
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import partition_bytes

READERS = 16
"""Files asked for at once where each takes a journey."""


Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One stored day of a table.

    Attributes:
        file_sha256: hash of the bytes that lie there.
        columns: (name, type) of every column, in order; empty when the file cannot be read.
        rows: rows the file has.
    """

    file_sha256: str
    columns: Columns
    rows: int


def stored_files(manifests: Manifests, model: type[LakeTable], days: Sequence[date]) -> dict[date, StoredFile]:
    """What is stored of the table on those days; days without a file are not among them."""
    lake = manifests.lake
    there = [day for day in days if manifests.has(model, day)]
    if is_local(lake.root):
        return {day: _look(lake, model, day) for day in there}
    with ThreadPoolExecutor(READERS) as readers:
        return dict(zip(there, readers.map(lambda day: _look(lake, model, day), there), strict=True))


def has_manifest(lake: Lake, model: type[LakeTable], day: date) -> bool:
    """Whether the manifest lies beside the file."""
    return bool(layout.manifest_file(lake.root, model.address(), day).exists())


@cache
def contract_columns(model: type[LakeTable]) -> Columns:
    """(name, type) of every column as the contract has them."""
    return _columns(model.arrow_schema())


def _columns(schema: pa.Schema) -> Columns:
    return tuple((field.name, str(field.type)) for field in schema)


def _look(lake: Lake, model: type[LakeTable], day: date) -> StoredFile:
    content = partition_bytes(lake, model.address(), day)
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        schema, rows = file.schema_arrow, file.metadata.num_rows
        columns = contract_columns(model) if schema.equals(model.arrow_schema()) else _columns(schema)
    except (pa.ArrowException, OSError):
        columns, rows = (), 0
    return StoredFile(file_sha256=hashlib.sha256(content).hexdigest(), columns=columns, rows=rows)
