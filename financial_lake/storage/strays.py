"""Files and folders inside a lake that no table explains."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.storage import layout
from financial_lake.storage.disk import UNFINISHED, is_local, told_plainly
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
    for name in _inside(folder) or ():
        inside = f"{place}/{name}"
        if known.get(place):
            if name != layout.PARTITION_FILE:
                yield _in_partition(name, place)
        elif place in known:
            day = layout.day_of(name)
            files = _inside(folder, name) if day is not None and (days is None or day in days) else ()
            if day is None or files is None:
                yield _stray(inside)
            else:
                yield from (_in_partition(file, inside) for file in files if not _belongs(file))
        elif any(each == inside or each.startswith(f"{inside}/") for each in known) and (folder / name).is_dir():
            yield from _strays_below(folder / name, inside, known, days)
        else:
            yield _stray(inside)


def _inside(folder: UPath, *names: str) -> list[str] | None:
    """What lies in a folder, in order, or None when it is none; paths of ten thousand partitions are kept as text."""
    try:
        if is_local(folder):
            return sorted(os.listdir("/".join((str(folder), *names))))  # noqa: PTH208
        there = folder.joinpath(*names)
        return sorted(each.name for each in there.iterdir()) if there.is_dir() else None
    except (FileNotFoundError, NotADirectoryError):
        return None


def _belongs(name: str) -> bool:
    return name in {layout.PARTITION_FILE, layout.MANIFEST_FILE}


def _in_partition(name: str, place: str) -> Finding:
    if name.endswith(UNFINISHED):
        message = "left by a writer that was killed; the next writing of this day removes it."
        return Finding("unfinished_file", f"{place}/{name}", None, message, is_error=False)
    return _stray(f"{place}/{name}")


def _stray(place: str) -> Finding:
    return Finding("stray_file", place, None, "no table explains this; move it out of the lake.")
