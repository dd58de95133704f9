"""Days that need not be made again: stored whole, by this bank, by this version of the code, from these inputs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import financial_lake
from financial_lake.contract import LakeTable
from financial_lake.errors import PartitionUnreadable
from financial_lake.production.query_days import query_of
from financial_lake.production.source_days import MadeDay
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import read_manifest, rebuilt_manifest


def stored_days(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[MadeDay]:
    """The given days of a table that are stored as making them again would store them.

    A killed run leaves such days behind. A file that is damaged, of another bank or of another version of
    the code is not among them, nor a day made by SQL from inputs that have changed since.
    """
    address = model.address()
    is_query = address[0] != "datalake"
    for day in days:
        if lake.has(address, day):
            manifest = _whole(lake, model, day)
            if manifest is not None and not (is_query and stale_inputs(lake, model, day)):
                yield MadeDay.told(model, day, manifest, str(lake.partition_file(address, day)), seconds=0.0)


def stale_inputs(lake: Lake, model: type[LakeTable], day: date) -> list[str]:
    """The partitions a day made by SQL would read now and did not read, or read with other bytes, or that went."""
    try:
        read = rebuilt_manifest(lake, model.address(), day).inputs
    except PartitionUnreadable:
        return []
    there = _inputs_now(lake, model, day)
    return sorted(name for name in {*read, *there} if read.get(name) != there.get(name))


def _inputs_now(lake: Lake, model: type[LakeTable], day: date) -> Mapping[str, str]:
    now = {}
    for parent in query_of(model).inputs:
        if not parent.is_dated():
            continue
        for back in range(model.about().reads_back_of(parent.sql_name()), -1, -1):
            when = day - timedelta(days=back)
            if lake.has(parent.address(), when):
                now[f"{parent.sql_name()} {when}"] = read_manifest(lake, parent.address(), when).file_sha256
    return now


def _whole(lake: Lake, model: type[LakeTable], day: date) -> Manifest | None:
    try:
        held = rebuilt_manifest(lake, model.address(), day)
        said = read_manifest(lake, model.address(), day)
    except PartitionUnreadable:
        return None
    ours = held.settings_seal == lake.seal and held.code_version == financial_lake.__version__
    return held if ours and held.file_sha256 == said.file_sha256 else None
