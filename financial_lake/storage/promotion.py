"""Putting a day in its place (law L6): validated first, then moved there in one step; whole or absent.

The order on disk: the old manifest goes, the new file takes the place of the old one in one step, the new
manifest is written. Killed in between, the partition is the old one or the new one, and its manifest is
missing at worst, which the file itself makes good.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter

import pyarrow as pa
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation
from financial_lake.storage import layout
from financial_lake.storage.checking import check_day, remember_valid
from financial_lake.storage.disk import flush_names, is_local, remove_tree, told_plainly, write_beside
from financial_lake.storage.lake import Lake
from financial_lake.storage.locks import locked
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.parquet import encoded
from financial_lake.storage.rejection import reject
from financial_lake.storage.revisions import Handing, keep, revision_of


@dataclass(frozen=True, slots=True)
class Promoted:
    """A day that is in its place.

    Attributes:
        manifest: what it holds.
        path: the Parquet file.
        seconds: what its writing took.
    """

    manifest: Manifest
    path: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Writer:
    """The one writer of some days of a table; got from `writing`, which holds their locks."""

    lake: Lake
    model: type[LakeTable]
    days: frozenset[date] = field(default_factory=frozenset)

    def promote(  # noqa: PLR0913 - a day and what is known of it
        self,
        day: date,
        rows: pa.Table,
        *,
        planted_defects: Mapping[str, int] | None = None,
        inputs: Mapping[str, str] | None = None,
        engine: str = "simulation",
        is_valid: bool = False,
        handing: Handing | None = None,
    ) -> Promoted:
        """Validate a day's rows and put them in their place.

        Args:
            day: one of the writer's days.
            rows: all rows of the day, in the contract's schema.
            planted_defects: rows dirtied on purpose, by kind.
            inputs: hashes of the partitions read; none for source tables.
            engine: who made the rows.
            is_valid: the rows were already checked against the contract, as part of a range.
            handing: who hands the day over, and why: it is kept what other rows were there; None keeps nothing.

        Raises:
            ContractViolation: the rows were kept under rejected/; the stored day is unchanged.
            StorageRefused: the disk is full, read-only ...; the stored day is unchanged.
        """
        if day not in self.days:
            raise KeyError(f"{day} is not one of the days this writer has locked")
        if not is_valid:
            self._check(day, rows)
        start = perf_counter()
        manifest = Manifest.of_rows(
            self.model,
            day,
            rows,
            settings_seal=self.lake.seal,
            planted_defects=dict(planted_defects or {}),
            inputs=dict(inputs or {}),
            engine=engine,
        )
        content = encoded(self.model, rows, manifest)
        manifest = manifest.for_file(content)
        file = self.lake.partition_file(self.model.address(), day)
        kept = partial(self._keep_revision, day, rows, manifest, handing)
        with told_plainly("Writing a partition", file):
            _put(file, content, file.with_name(layout.MANIFEST_FILE), manifest.to_json().encode(), kept)
            remove_tree(self.lake.rejected_folder(self.model.address(), day))
        remember_valid(self.model, day, manifest.file_sha256)
        return Promoted(manifest, str(file), perf_counter() - start)

    def _keep_revision(self, day: date, rows: pa.Table, manifest: Manifest, handing: Handing | None) -> UPath | None:
        """The journal's entry for what these rows take the place of, where there is something to tell."""
        told = None if handing is None else revision_of(self.lake, self.model, rows, manifest, handing)
        return None if told is None else keep(self.lake, self.model.address(), day, told)

    def reject(self, day: date, rows: pa.Table, violation: ContractViolation) -> ContractViolation:
        """Keep bad rows and their report under rejected/, and say so in a new violation to be raised."""
        return reject(self.lake, self.model, day, rows, violation)

    def _check(self, day: date, rows: pa.Table) -> None:
        try:
            check_day(self.model, day, rows)
        except ContractViolation as violation:
            raise self.reject(day, rows, violation) from violation


@contextmanager
def writing(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[Writer]:
    """Be the one writer of some days of a table while the block runs.

    Raises:
        PartitionLocked: when someone else is writing one of them.
    """
    with locked(lake, model.address(), days):
        yield Writer(lake, model, frozenset(days))


def promote(  # noqa: PLR0913 - a day and what is known of it
    lake: Lake,
    model: type[LakeTable],
    day: date,
    rows: pa.Table,
    *,
    planted_defects: Mapping[str, int] | None = None,
    inputs: Mapping[str, str] | None = None,
    engine: str = "simulation",
) -> Promoted:
    """Validate one day's rows and put them in their place, as its only writer; see `Writer.promote`."""
    with writing(lake, model, [day]) as writer:
        return writer.promote(day, rows, planted_defects=planted_defects, inputs=inputs, engine=engine)


def _put(
    file: UPath, content: pa.Buffer, manifest_file: UPath, manifest: bytes, keep_revision: Callable[[], UPath | None]
) -> None:
    """All are written before one is moved, so a full disk is noticed while everything is as it was."""
    if not is_local(file):
        keep_revision()
        file.write_bytes(content.to_pybytes())
        manifest_file.write_bytes(manifest)
        return
    with ExitStack() as undo:
        beside = write_beside(file, content)
        undo.callback(beside.unlink, missing_ok=True)
        manifest_beside = write_beside(manifest_file, manifest, durable=False)
        undo.callback(manifest_beside.unlink, missing_ok=True)
        if (revision := keep_revision()) is not None:
            undo.callback(revision.unlink)
        if manifest_file.exists():
            before = manifest_file.read_bytes()
            manifest_file.unlink()  # a manifest never stands beside a file it does not describe
            undo.callback(manifest_file.write_bytes, before)
        Path(beside).replace(file)
        undo.pop_all()
    Path(manifest_beside).replace(manifest_file)
    flush_names(file.parent)
