"""What the files and manifests of a table say of themselves, read once for all checks of completeness."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from financial_lake.contract import LakeTable
from financial_lake.errors import PartitionUnreadable
from financial_lake.storage import layout
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import partition_bytes, read_manifest

READERS = 4


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One stored day of a table.

    Attributes:
        manifest: what it says it holds; None when neither the manifest nor the file says it.
        has_manifest: whether the manifest lies beside the file.
        file_sha256: hash of the bytes that lie there.
        columns: (name, type) of every column, in order; empty when the file cannot be read.
        rows: rows the file has.
    """

    manifest: Manifest | None
    has_manifest: bool
    file_sha256: str
    columns: tuple[tuple[str, str], ...]
    rows: int


def stored_files(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> dict[date, StoredFile]:
    """What is stored of the table on those days; days without a file are not among them."""
    address = model.address()
    there = [day for day in days if lake.has(address, day)]
    with ThreadPoolExecutor(READERS) as readers:
        return dict(zip(there, readers.map(lambda day: _look(lake, address, day), there), strict=True))


def contract_columns(model: type[LakeTable]) -> tuple[tuple[str, str], ...]:
    """(name, type) of every column as the contract has them."""
    return tuple((field.name, str(field.type)) for field in model.arrow_schema())


def _look(lake: Lake, address: layout.Address, day: date) -> StoredFile:
    content = partition_bytes(lake, address, day)
    try:
        manifest = read_manifest(lake, address, day)
    except PartitionUnreadable:
        manifest = None
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        columns = tuple((field.name, str(field.type)) for field in file.schema_arrow)
        rows = file.metadata.num_rows
    except (pa.ArrowException, OSError):
        columns, rows = (), 0
    return StoredFile(
        manifest=manifest,
        has_manifest=layout.manifest_file(lake.root, address, day).exists(),
        file_sha256=hashlib.sha256(content).hexdigest(),
        columns=columns,
        rows=rows,
    )
