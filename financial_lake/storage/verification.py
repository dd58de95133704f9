"""Proving from the files alone that a lake is what it says: hashes, counts, sums, seals, schemas, contracts, gaps."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation
from financial_lake.storage import layout
from financial_lake.storage.checking import is_found_valid, violations
from financial_lake.storage.findings import Finding
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import Manifest, control_totals
from financial_lake.storage.parquet import opened
from financial_lake.storage.partitions import how_to_build, partition_bytes
from financial_lake.storage.strays import strays

Reconcile = Callable[[Lake, Sequence[date]], Iterable["Finding"]]

READERS = 2
DAYS_TOGETHER = 31
BYTES_TOGETHER = 32_000_000


def verify(  # noqa: PLR0913 - what is verified, by which rules, and how to tell of it
    lake: Lake,
    models: Sequence[type[LakeTable]],
    days: Sequence[date] | None = None,
    *,
    reconcile: Reconcile | None = None,
    progress: Callable[[str, date], None] | None = None,
    made_from_them: Sequence[type[LakeTable]] = (),
) -> list[Finding]:
    """Verify stored partitions against their manifests, their own footers and their contracts.

    Args:
        lake: read only; nothing is mended.
        models: the tables a lake must hold on every day between its first and last.
        days: only these; all stored days, without gaps, by default.
        reconcile: the rules across tables, called with the days at the end.
        progress: told each table and the last day verified, some days at a time.
        made_from_them: further tables of the lake, verified on the days they are stored; one without days is
            one file.

    Returns:
        Findings in order of table and day; empty when all is well.
    """
    wanted = sorted(set(days)) if days is not None else _calendar(lake, models)
    findings = list(strays(lake, [*models, *made_from_them]))
    for model in made_from_them:
        if not model.is_dated():
            findings += _verify_whole(lake, model)
    dated = [model for model in made_from_them if model.is_dated()]
    for model in (*models, *dated):
        must = wanted if model in models else sorted(set(wanted) & set(lake.stored_days(model.address())))
        for handful in handfuls(lake, model, must):
            findings += _verify_days(lake, model, handful)
            if progress is not None:
                progress(model.short_name(), handful[-1])
    if reconcile is not None:
        findings += reconcile(lake, wanted)
    return findings


def handfuls(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[list[date]]:
    """Days that are read into memory together."""
    handful: list[date] = []
    size = 0
    for day in days:
        handful.append(day)
        size += lake.partition_file(model.address(), day).stat().st_size if lake.has(model.address(), day) else 0
        if len(handful) == DAYS_TOGETHER or size > BYTES_TOGETHER:
            yield handful
            handful, size = [], 0
    if handful:
        yield handful


def _calendar(lake: Lake, models: Sequence[type[LakeTable]]) -> list[date]:
    stored = {day for model in models for day in lake.stored_days(model.address())}
    if not stored:
        return []
    first = min(stored)
    return [first + timedelta(days=count) for count in range((max(stored) - first).days + 1)]


def _verify_days(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> list[Finding]:
    """The findings of some days, from the bytes of their files to the meaning of their rows."""
    looked, broken = look_at_days(lake, model, days)
    place = "/".join(model.address())
    findings = []
    for day, look in looked.items():
        again = how_to_build(model.address(), day, again=lake.has(model.address(), day))
        said = [*look.said, *([("contract_broken", str(broken[day]))] if day in broken else [])]
        findings += [Finding(check, place, day, f"{message} {again}") for check, message in said]
        if look.lacks_manifest:
            message = "no manifest beside the file; the file itself tells what it holds."
            findings.append(Finding("manifest_missing", place, day, message, is_error=False))
    return findings


def look_at_days(
    lake: Lake, model: type[LakeTable], days: Sequence[date]
) -> tuple[dict[date, "Look"], dict[date, ContractViolation]]:
    """What the files of some days say, and the days whose rows break the contract; read and checked together.

    Rows of a file that this process has written itself, by its hash, were checked before and are not again.
    """
    with ThreadPoolExecutor(READERS) as readers:
        looked = dict(zip(days, readers.map(lambda day: look_at(lake, model, day), days), strict=True))
    readable = {
        day: look.rows
        for day, look in looked.items()
        if look.rows is not None and not is_found_valid(model, day, look.file_sha256)
    }
    return looked, violations(model, readable) if readable else {}


def _verify_whole(lake: Lake, model: type[LakeTable]) -> Iterator[Finding]:
    """A table without days: its footer is its manifest."""
    address = model.address()
    place = layout.table_folder(lake.root, address) / layout.PARTITION_FILE
    if not place.exists():
        return
    content = place.read_bytes()
    try:
        file = opened(content)
        footer = Manifest.of_file(content, file.metadata.metadata)
        rows = file.read().replace_schema_metadata(None)
        said = list(_against_footer(lake, model, None, footer, rows))
        model.check_rows(rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        said = [("table_unreadable", " ".join(str(error).split()))]
    except ContractViolation as violation:
        said.append(("contract_broken", str(violation)))
    for check, message in said:
        again = f"Make it again with `financial-lake build --tables {address[0]}.{address[-1]}`."
        yield Finding(check, "/".join(address), None, f"{message} {again}")


@dataclass(frozen=True, slots=True)
class Look:
    """What looking at a partition's file found.

    Attributes:
        rows: its rows, None when they cannot be read.
        said: (check, message) for everything that is wrong with the file.
        lacks_manifest: whether no manifest lies beside it, which does no harm.
        file_sha256: hash of the bytes that were read, empty when they cannot be.
    """

    rows: pa.Table | None
    said: tuple[tuple[str, str], ...]
    lacks_manifest: bool = False
    file_sha256: str = ""


def look_at(lake: Lake, model: type[LakeTable], day: date) -> Look:
    """Read a stored partition and hold it against its manifest and its own footer, not yet against its contract."""
    address = model.address()
    if not lake.has(address, day):
        return Look(None, (("partition_missing", "no file is stored for this day."),))
    content = partition_bytes(lake, address, day)
    try:
        file = opened(content)
        footer = Manifest.of_file(content, file.metadata.metadata)
        rows = file.read().replace_schema_metadata(None)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = " ".join(str(error).split())
        return Look(None, (("partition_unreadable", f"{message}."), *_against_manifest(lake, address, day, content)))
    said = (*_against_manifest(lake, address, day, content, footer), *_against_footer(lake, model, day, footer, rows))
    lacks_manifest = not layout.manifest_file(lake.root, address, day).exists()
    return Look(rows, said, lacks_manifest, footer.file_sha256)


def _against_footer(
    lake: Lake, model: type[LakeTable], day: date | None, footer: Manifest, rows: pa.Table
) -> Iterator[tuple[str, str]]:
    """Whether the rows are those the file's own footer was written for; a table without days has no day."""
    if footer.table != "/".join(model.address()) or (day is not None and footer.dt != day.isoformat()):
        yield "partition_misplaced", f"the file says it is {footer.table} of {footer.dt}."
    if footer.settings_seal != lake.seal:
        yield "settings_seal_differs", f"the file carries seal {footer.settings_seal}, the lake {lake.seal}."
    if footer.row_count != rows.num_rows:
        yield "rows_differ", f"the footer says {footer.row_count:,} rows, the file has {rows.num_rows:,}."
    if rows.schema.types != model.arrow_schema().types:
        return  # the contract check says it better
    for column, total in control_totals(model, rows).items():
        said = footer.control_totals.get(column)
        if said != total:
            yield "control_total_differs", f"{column} sums to {total}, the footer says {said}."


def _against_manifest(
    lake: Lake, address: layout.Address, day: date, content: bytes, footer: Manifest | None = None
) -> Iterator[tuple[str, str]]:
    """Whether the manifest beside the file describes these very bytes."""
    try:
        text = layout.manifest_file(lake.root, address, day).read_text(encoding="utf-8")
        manifest = Manifest.from_json(text)
    except FileNotFoundError:
        return
    except ValueError:
        yield "manifest_unreadable", "the manifest beside the file is damaged."
        return
    found = hashlib.sha256(content).hexdigest()
    if manifest.file_sha256 != found:
        yield "hash_differs", f"the file has sha256 {found[:12]}..., its manifest {manifest.file_sha256[:12]}..."
    elif footer is not None and manifest != footer:
        yield "manifest_differs", "the manifest beside the file says other things than the file's own footer."
