"""Reading what is stored, with its checksums verified, and saying plainly when it cannot be read."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.dataset import ParquetFileFormat, ParquetFragmentScanOptions, dataset
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.errors import PartitionUnreadable
from financial_lake.storage import layout
from financial_lake.storage.disk import is_local, told_plainly
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import Address
from financial_lake.storage.manifests import FOOTER_KEY, Manifest
from financial_lake.storage.parquet import opened

VERIFIED = ParquetFileFormat(default_fragment_scan_options=ParquetFragmentScanOptions(page_checksum_verification=True))


def read_partition(lake: Lake, model: type[LakeTable], day: date, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a table's day, in the contract's schema.

    Args:
        lake: where it is stored.
        model: the table's contract.
        day: the partition.
        columns: only these, in this order; all by default.

    Raises:
        PartitionUnreadable: when it is missing, damaged, or has other columns than the contract.
    """
    address = model.address()
    content = partition_bytes(lake, address, day)
    wanted = list(columns) if columns is not None else model.arrow_schema().names
    schema = pa.schema([model.arrow_schema().field(name) for name in wanted])
    try:
        rows = opened(content).read(columns=wanted)
        found = rows.select(wanted)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise PartitionUnreadable(_unreadable(lake, address, day, _first_line(error))) from error
    if found.schema.types != schema.types:
        difference = f"its columns are {found.schema.types}, the contract's {schema.types}"
        raise PartitionUnreadable(_unreadable(lake, address, day, difference))
    return found.cast(schema).replace_schema_metadata(None)


def read_partitions(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> pa.Table:
    """The rows of many days of a table, in the contract's schema, in order of the days given.

    Raises:
        PartitionUnreadable: as for one day.
    """
    folder = layout.table_folder(lake.root, model.address())
    files = [f"{folder}/{layout.file_in_table(day)}" for day in days]
    if is_local(lake.root):
        with suppress(pa.ArrowException, OSError):  # one by one it is found which day cannot be read, and why
            rows = dataset(files, format=VERIFIED).to_table(columns=model.arrow_schema().names)
            if rows.schema.types == model.arrow_schema().types:
                return rows.cast(model.arrow_schema()).replace_schema_metadata(None)
    return pa.concat_tables([read_partition(lake, model, day) for day in days])


def read_manifest(lake: Lake, address: Address, day: date) -> Manifest:
    """The manifest of a stored day; rebuilt from the Parquet file when the file beside it is missing or damaged.

    Raises:
        PartitionUnreadable: when the partition itself is missing or damaged.
    """
    file = layout.manifest_file(lake.root, address, day)
    with told_plainly("Reading a manifest", file):
        try:
            return Manifest.from_json(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return rebuilt_manifest(lake, address, day)


def stored_content(lake: Lake, address: Address, day: date) -> str:
    """The content hash in the manifest of a stored day; a manifest that did not change is read once a process.

    Raises:
        PartitionUnreadable: as for the manifest.
    """
    if not is_local(lake.root):
        return read_manifest(lake, address, day).content_sha256
    place = f"{layout.table_folder(lake.root, address)}/{layout.file_in_table(day, layout.MANIFEST_FILE)}"
    try:
        now = os.stat(place)  # noqa: PTH116 - asked ten thousand times a run
    except OSError:
        return read_manifest(lake, address, day).content_sha256
    stamp = (now.st_ino, now.st_mtime_ns, now.st_size)
    known = _CONTENT.get(place)
    if known is None or known[0] != stamp:
        known = _CONTENT[place] = (stamp, read_manifest(lake, address, day).content_sha256)
    return known[1]


_CONTENT: dict[str, tuple[tuple[int, int, int], str]] = {}


def rebuilt_manifest(lake: Lake, address: Address, day: date) -> Manifest:
    """The manifest as the Parquet file alone tells it.

    Raises:
        PartitionUnreadable: when the file is missing, damaged or not one of ours.
    """
    content = partition_bytes(lake, address, day)
    try:
        return Manifest.of_file(content, opened(content).metadata.metadata)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise PartitionUnreadable(_unreadable(lake, address, day, _first_line(error))) from error


def engine_of(file: Path | UPath) -> str:
    """Who made the rows of a partition's file, as its footer says; empty when it says nothing."""
    try:
        footer = pq.read_metadata(str(file)).metadata or {}
        return str(json.loads(footer[FOOTER_KEY])["engine"])
    except (pa.ArrowException, OSError, KeyError, ValueError):
        return ""


def partition_bytes(lake: Lake, address: Address, day: date) -> bytes:
    """All bytes of a partition's file.

    Raises:
        PartitionUnreadable: when it is missing.
    """
    file = lake.partition_file(address, day)
    with told_plainly("Reading a partition", file):
        try:
            return bytes(file.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            raise PartitionUnreadable(
                f"{'/'.join(address)} of {day} is not in the lake {lake.root}. {how_to_build(address, day)}"
            ) from None


def how_to_build(address: Address, day: date, *, again: bool = False) -> str:
    """What to type to make a table's day; `again` when something is stored already."""
    name = address[-1] if address[0] == SOURCE_LAYER else f"{address[0]}.{address[-1]}"
    command = f"financial-lake build --tables {name} --from {day} --to {day}{' --rebuild' if again else ''}"
    return f"Make it {'again ' if again else ''}with `{command}`."


def _unreadable(lake: Lake, address: Address, day: date, why: str) -> str:
    file = lake.partition_file(address, day)
    return (
        f"{'/'.join(address)} of {day} cannot be read: {why} ({file}). The file was damaged or is not of this lake. "
        + how_to_build(address, day, again=True)
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
