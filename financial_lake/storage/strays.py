"""Files and folders inside a lake that no table explains."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.storage import layout
from financial_lake.storage.disk import UNFINISHED, told_plainly
from financial_lake.storage.findings import Finding
from financial_lake.storage.lake import Lake


def strays(lake: Lake, models: Sequence[type[LakeTable]], days: Collection[date] | None = None) -> Iterator[Finding]:
    """Files and folders inside the layers of these tables that no partition explains.

    Args:
        lake: where they lie.
        models: tables whose folders are explained.
        days: only the folders of these days are looked into; all by default.
    """
    layers = sorted({model.address()[0] for model in models})
    known = {"/".join(model.address()): not model.is_dated() for model in models}
    for layer in layers:
        with told_plainly("Listing the lake", lake.root):
            yield from _strays_below(lake.root / layer, layer, known, days)


def _strays_below(
    folder: UPath, place: str, known: Mapping[str, bool], days: Collection[date] | None
) -> Iterator[Finding]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        inside = f"{place}/{entry.name}"
        if known.get(place):
            if entry.name != layout.PARTITION_FILE:
                yield _in_partition(entry, place)
        elif place in known:
            day = layout.day_of(entry.name)
            if day is None or not entry.is_dir():
                yield _stray(inside)
            elif days is None or day in days:
                yield from (_in_partition(file, inside) for file in sorted(entry.iterdir()) if not _belongs(file.name))
        elif entry.is_dir() and any(each == inside or each.startswith(f"{inside}/") for each in known):
            yield from _strays_below(entry, inside, known, days)
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
