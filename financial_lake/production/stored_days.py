"""Days that need not be made again: stored whole, by this bank, by this version of the code, from these inputs."""

from collections.abc import Iterator, Sequence
from datetime import date

import financial_lake
from financial_lake.contract import LakeTable
from financial_lake.engines.queries import has_query
from financial_lake.errors import PartitionUnreadable
from financial_lake.production.inputs import Inputs
from financial_lake.production.landing import landing_inputs
from financial_lake.production.storing import MadeDay
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import is_landed
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import read_manifest, rebuilt_manifest


def stored_days(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[MadeDay]:
    """The given days of a table that are stored as making them again would store them.

    A killed run leaves such days behind. A file that is damaged, of another bank or of another version of
    the code is not among them, nor a day made by SQL from inputs that have changed since, nor what the audit
    found, which is looked for again.
    """
    address = model.address()
    if not is_landed(model) and not has_query(model):
        return
    inputs = Inputs(lake, model)
    for day in days:
        if lake.has(address, day):
            manifest = _whole(lake, model, day)
            if manifest is None:
                continue
            changed = (
                manifest.inputs != landing_inputs(lake, model, day) if is_landed(model) else inputs.changed(manifest)
            )
            if not changed:
                yield MadeDay.told(model, day, manifest, str(lake.partition_file(address, day)), seconds=0.0)


def _whole(lake: Lake, model: type[LakeTable], day: date) -> Manifest | None:
    try:
        held = rebuilt_manifest(lake, model.address(), day)
        said = read_manifest(lake, model.address(), day)
    except PartitionUnreadable:
        return None
    ours = held.settings_seal == lake.seal and held.code_version == financial_lake.__version__
    return held if ours and held.file_sha256 == said.file_sha256 else None
