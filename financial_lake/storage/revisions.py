"""What a day held before it was delivered again: a small journal beside the lake's layers, one file a revision.

    revisions/<layer>/.../<table>/dt=2024-10-03/revision-1.json

Only days that come from outside the lake's own queries are kept here: simulated, or landed. A first delivery, and
one of equal rows, is no revision. An entry is written before the partition is replaced; one whose new content never
came to stand, because its writer was killed in between, does not count, and the next revision takes its number.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.errors import PartitionUnreadable
from financial_lake.storage import layout
from financial_lake.storage.disk import told_plainly, write_whole
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import Address
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import read_manifest, read_partition


@dataclass(frozen=True, slots=True)
class Handing:
    """Who hands a day over, and why; told in the journal when other rows were there.

    Attributes:
        made_by: a person, or `simulation`; None when nobody said.
        approved_by: another person.
        reason: in the deliverer's words; None takes what the manifests tell.
    """

    made_by: str | None = None
    approved_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A day that took the place of other rows.

    Attributes:
        revision: 1, 2, 3 ... of the table's day.
        rows_added, rows_removed, rows_changed: by key; None when the rows before could not be read.
        old_sha256, new_sha256: content of the partition before and after.
        reason: why.
        made_by, approved_by: who, where somebody said.
    """

    revision: int
    rows_added: int | None
    rows_removed: int | None
    rows_changed: int | None
    old_sha256: str
    new_sha256: str
    reason: str
    made_by: str | None
    approved_by: str | None


def revisions(lake: Lake, address: Address, day: date) -> list[Revision]:
    """The revisions of a table's day, in order."""
    kept = _journal(lake, address, day)
    if kept and lake.has(address, day) and kept[-1].new_sha256 != _content(lake, address, day):
        kept.pop()
    return kept


def revision_of(
    lake: Lake, model: type[LakeTable], rows: pa.Table, manifest: Manifest, handing: Handing
) -> Revision | None:
    """What the journal must say when these rows take the place of what is stored; None when nothing changes.

    Args:
        lake: as it is before.
        model: the table.
        rows: what will be stored.
        manifest: of these rows, with their day and the hash of their content.
        handing: who hands them over, and why.
    """
    address, day = model.address(), date.fromisoformat(manifest.dt)
    kept = _journal(lake, address, day)
    before = _manifest(lake, address, day) if lake.has(address, day) else None
    old = before.content_sha256 if before is not None else kept[-1].new_sha256 if kept else None
    if old is None or old == manifest.content_sha256:
        return None
    stood = [each for each in kept if each.new_sha256 == old or each is not kept[-1]]
    added, removed, changed = _differences(lake, model, day, rows)
    return Revision(
        revision=len(stood) + 1,
        rows_added=added,
        rows_removed=removed,
        rows_changed=changed,
        old_sha256=old,
        new_sha256=manifest.content_sha256,
        reason=handing.reason or _told_by(before, manifest),
        made_by=handing.made_by,
        approved_by=handing.approved_by,
    )


def keep(lake: Lake, address: Address, day: date, revision: Revision) -> UPath:
    """Write an entry of the journal; its file."""
    folder = layout.revisions_folder(lake.root, address, day)
    file = folder / f"revision-{revision.revision}.json"
    with told_plainly("Writing what a day held before", file):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(file, (json.dumps(asdict(revision), indent=1, sort_keys=True) + "\n").encode())
    return file


def differences(model: type[LakeTable], before: pa.Table, after: pa.Table) -> tuple[int, int, int]:
    """Rows added, removed and changed, told apart by the table's key; a key may be there several times."""
    names = model.arrow_schema().names
    keys = list(model.key_columns()) or names
    sides = [
        rows.select(names)
        .append_column("old", pa.array([old] * rows.num_rows, pa.int64()))
        .append_column("new", pa.array([1 - old] * rows.num_rows, pa.int64()))
        for rows, old in ((before, 1), (after, 0))
    ]
    by_row = pa.concat_tables(sides).group_by(names).aggregate([("old", "sum"), ("new", "sum")])
    same = pc.min_element_wise(by_row["old_sum"], by_row["new_sum"])
    by_key = (
        by_row.append_column("same", same)
        .group_by(keys)
        .aggregate([("old_sum", "sum"), ("new_sum", "sum"), ("same", "sum")])
    )
    old, new = by_key["old_sum_sum"], by_key["new_sum_sum"]
    paired = pc.min_element_wise(old, new)
    totals = (pc.subtract(new, paired), pc.subtract(old, paired), pc.subtract(paired, by_key["same_sum"]))
    added, removed, changed = (pc.sum(each, min_count=0).as_py() for each in totals)
    return added, removed, changed


def _differences(
    lake: Lake, model: type[LakeTable], day: date, rows: pa.Table
) -> tuple[int, int, int] | tuple[None, None, None]:
    try:
        return differences(model, read_partition(lake, model, day), rows)
    except PartitionUnreadable:
        return None, None, None


def _journal(lake: Lake, address: Address, day: date) -> list[Revision]:
    folder = layout.revisions_folder(lake.root, address, day)
    with told_plainly("Reading what a day held before", folder):
        if not folder.is_dir():
            return []
        told = [json.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.suffix == ".json"]
    return sorted((Revision(**each) for each in told), key=lambda each: each.revision)


def _manifest(lake: Lake, address: Address, day: date) -> Manifest | None:
    try:
        return read_manifest(lake, address, day)
    except PartitionUnreadable:
        return None


def _content(lake: Lake, address: Address, day: date) -> str | None:
    manifest = _manifest(lake, address, day)
    return None if manifest is None else manifest.content_sha256


def _told_by(before: Manifest | None, after: Manifest) -> str:
    """Why rows are other, as the manifests tell it."""
    if before is None:
        return "the day was lost or damaged and made again"
    if before.engine != after.engine:
        return f"made by {after.engine} instead of {before.engine}"
    if before.code_version != after.code_version:
        return f"made by version {after.code_version} instead of {before.code_version}"
    return "made again"
