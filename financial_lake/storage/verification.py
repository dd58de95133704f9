"""Proving from the files alone that a lake is what it says: hashes, counts, sums, seals, schemas, contracts, gaps."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation
from financial_lake.storage import layout
from financial_lake.storage.disk import UNFINISHED, told_plainly
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import Manifest, control_totals
from financial_lake.storage.parquet import opened
from financial_lake.storage.partitions import how_to_build, partition_bytes
from financial_lake.storage.promotion import check_day

Reconcile = Callable[[Lake, Sequence[date]], Iterable["Finding"]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        check: name of the check, lower_snake_case.
        place: table or path, layer first.
        day: the partition, or None when it concerns no single one.
        message: what was found, and what to do.
        is_error: False for what does no harm (leftovers of a killed writer).
    """

    check: str
    place: str
    day: date | None
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        """One line for a terminal."""
        when = f" {self.day}" if self.day else ""
        return f"{'error' if self.is_error else 'note'}: {self.check}: {self.place}{when}: {self.message}"


def verify(
    lake: Lake,
    models: Sequence[type[LakeTable]],
    days: Sequence[date] | None = None,
    reconcile: Reconcile | None = None,
    progress: Callable[[str, date], None] | None = None,
) -> list[Finding]:
    """Verify stored partitions against their manifests, their own footers and their contracts.

    Args:
        lake: read only; nothing is mended.
        models: the tables a lake must hold on every day between its first and last.
        days: only these; all stored days, without gaps, by default.
        reconcile: the rules across tables, called with the days at the end.
        progress: told each table and day.

    Returns:
        Findings in order of table and day; empty when all is well.
    """
    wanted = sorted(set(days)) if days is not None else _calendar(lake, models)
    findings = list(_strays(lake, models))
    for model in models:
        for day in wanted:
            if progress is not None:
                progress(model.table_name(), day)
            findings += _verify_partition(lake, model, day)
    if reconcile is not None:
        findings += reconcile(lake, wanted)
    return findings


def _calendar(lake: Lake, models: Sequence[type[LakeTable]]) -> list[date]:
    stored = {day for model in models for day in lake.stored_days(model.address())}
    if not stored:
        return []
    first = min(stored)
    return [first + timedelta(days=count) for count in range((max(stored) - first).days + 1)]


def _verify_partition(lake: Lake, model: type[LakeTable], day: date) -> Iterator[Finding]:
    """Each finding of one partition; the order goes from the file's bytes to the meaning of its rows."""
    address = model.address()
    place = "/".join(address)
    again = how_to_build(address, day)

    def finding(check: str, message: str, *, is_error: bool = True) -> Finding:
        return Finding(check, place, day, f"{message} {again}" if is_error else message, is_error)

    if not lake.has(address, day):
        yield finding("partition_missing", "no file is stored for this day.")
        return
    content = partition_bytes(lake, address, day)
    try:
        file = opened(content)
        footer = Manifest.of_file(content, file.metadata.metadata)
        rows = file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        yield finding("partition_unreadable", f"{error}.".replace("\n", " "))
        return
    if not layout.manifest_file(lake.root, address, day).exists():
        yield finding("manifest_missing", "no manifest beside the file; the file itself is whole.", is_error=False)
    for check, said in (
        *_against_manifest(lake, address, day, footer),
        *_against_footer(lake, model, day, footer, rows),
    ):
        yield finding(check, said)


def _against_footer(
    lake: Lake, model: type[LakeTable], day: date, footer: Manifest, rows: pa.Table
) -> Iterator[tuple[str, str]]:
    """Whether the rows are those the file's own footer was written for, and keep their contract."""
    place = "/".join(model.address())
    if (footer.table, footer.dt) != (place, day.isoformat()):
        yield "partition_misplaced", f"the file says it is {footer.table} of {footer.dt}."
    if footer.settings_seal != lake.seal:
        yield "settings_seal_differs", f"the file carries seal {footer.settings_seal}, the lake {lake.seal}."
    if footer.row_count != rows.num_rows:
        yield "rows_differ", f"the footer says {footer.row_count:,} rows, the file has {rows.num_rows:,}."
    try:
        check_day(model, day, rows)
    except ContractViolation as violation:
        yield "contract_broken", str(violation)
        return
    for column, total in control_totals(model, rows).items():
        said = footer.control_totals.get(column)
        if said != total:
            yield "control_total_differs", f"{column} sums to {total}, the footer says {said}."


def _against_manifest(lake: Lake, address: layout.Address, day: date, footer: Manifest) -> Iterator[tuple[str, str]]:
    """Whether the manifest beside the file describes these very bytes."""
    try:
        text = layout.manifest_file(lake.root, address, day).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    try:
        manifest = Manifest.from_json(text)
    except ValueError:
        yield "manifest_unreadable", "the manifest beside the file is damaged."
        return
    if manifest.file_sha256 != footer.file_sha256:
        yield (
            "hash_differs",
            f"the file has sha256 {footer.file_sha256[:12]}..., its manifest {manifest.file_sha256[:12]}...",
        )
    elif manifest != footer:
        yield "manifest_differs", "the manifest beside the file says other things than the file's own footer."


def _strays(lake: Lake, models: Sequence[type[LakeTable]]) -> Iterator[Finding]:
    """Files and folders inside the layers of these tables that no partition explains."""
    layers = sorted({model.address()[0] for model in models})
    known = {"/".join(model.address()) for model in models}
    for layer in layers:
        with told_plainly("Listing the lake", lake.root):
            yield from _strays_below(lake.root / layer, layer, known)


def _strays_below(folder: UPath, place: str, known: set[str]) -> Iterator[Finding]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        inside = f"{place}/{entry.name}"
        if place in known:
            if layout.day_of(entry.name) is None or not entry.is_dir():
                yield _stray(inside)
            else:
                yield from (_in_partition(file, inside) for file in sorted(entry.iterdir()) if not _belongs(file.name))
        elif entry.is_dir() and any(each == inside or each.startswith(f"{inside}/") for each in known):
            yield from _strays_below(entry, inside, known)
        else:
            yield _stray(inside)


def _belongs(name: str) -> bool:
    return name in {layout.PARTITION_FILE, layout.MANIFEST_FILE}


def _in_partition(file: UPath, place: str) -> Finding:
    if file.name.endswith(UNFINISHED):
        message = "left by a writer that was killed; the next writing of this day removes it."
        return Finding("unfinished_file", f"{place}/{file.name}", None, message, is_error=False)
    return _stray(f"{place}/{file.name}")


def _stray(place: str) -> Finding:
    return Finding("stray_file", place, None, "no table explains this; move it out of the lake.")
