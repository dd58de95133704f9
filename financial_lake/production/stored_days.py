"""Days that need not be made again: stored whole, by this bank, by this version of the code."""

from collections.abc import Iterator, Sequence
from datetime import date

import financial_lake
from financial_lake.contract.discovery import SourceTable
from financial_lake.errors import PartitionUnreadable
from financial_lake.production.source_days import MadeDay
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import read_manifest, rebuilt_manifest


def stored_days(lake: Lake, table: SourceTable, days: Sequence[date]) -> Iterator[MadeDay]:
    """The given days of a table that are stored as making them again would store them.

    A killed run leaves such days behind. A file that is damaged, of another bank or of another version of
    the code is not among them.
    """
    address = table.model.address()
    for day in days:
        if lake.has(address, day):
            manifest = _whole(lake, table, day)
            if manifest is not None:
                path = str(lake.partition_file(address, day))
                yield MadeDay(
                    table=table.name,
                    day=day,
                    rows=manifest.row_count,
                    file_bytes=manifest.file_bytes,
                    file_sha256=manifest.file_sha256,
                    control_totals=manifest.control_totals,
                    path=path,
                    seconds=0.0,
                )


def _whole(lake: Lake, table: SourceTable, day: date) -> Manifest | None:
    try:
        held = rebuilt_manifest(lake, table.model.address(), day)
        said = read_manifest(lake, table.model.address(), day)
    except PartitionUnreadable:
        return None
    ours = held.settings_seal == lake.seal and held.code_version == financial_lake.__version__
    return held if ours and held.file_sha256 == said.file_sha256 else None
