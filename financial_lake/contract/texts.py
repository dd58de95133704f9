"""Text columns of fixed form made of numbers, byte by byte: ids, account numbers, timestamps.

No Python loop over rows: up to four digits at once are looked up in small tables and written into a sheet of
bytes, (rows, width), which is an Arrow text column as it stands.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Sheet = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two digits that cannot be misread (Crockford): without I, L, O and U."""
_KINDS = {1: "V1", 2: "<u2", 3: "V3", 4: "<u4"}


def sheet(form: str, rows: int) -> Sheet:
    """A sheet with the same ASCII text on every row, to be overwritten in places: (rows, width)."""
    page = np.empty(rows, dtype=f"V{len(form)}")
    page[:] = np.void(form.encode("ascii"))
    return page.view(np.uint8).reshape(rows, len(form))


def write_digits(page: Sheet, start: int, width: int, numbers: Whole) -> None:
    """Write numbers >= 0 in decimal, zero-padded, into `width` columns; higher digits are cut off."""
    end, rest = start + width, numbers
    while end > start:
        step = min(4, end - start)
        higher = rest // 10**step
        _columns(page, end - step, step)[:] = np.take(_digit_table(step), rest - higher * 10**step)
        end, rest = end - step, higher


def write_base32(page: Sheet, start: int, width: int, words: Words) -> None:
    """Write the lowest 5 x width bits of 64-bit words in base 32 into `width` (even) columns."""
    for pair in range(width // 2):
        place = start + width - 2 * pair - 2
        shift = 10 * pair
        part = (words >> np.uint64(shift)) & np.uint64(1023) if shift < 64 else np.zeros_like(words)
        _columns(page, place, 2)[:] = np.take(_letter_table(), part.astype(np.int64))


def text_of(page: Sheet, widths: Whole | None = None, where: npt.NDArray[np.bool_] | None = None) -> pa.StringArray:
    """An Arrow text column of a sheet of ASCII bytes.

    Args:
        page: (rows, width) bytes.
        widths: how many bytes of each row count, from the left; all without.
        where: rows that have a value; the others are null.
    """
    rows, width = page.shape
    offsets = np.empty(rows + 1, dtype=np.int32)
    offsets[0] = 0
    if widths is None:
        offsets[1:] = np.arange(1, rows + 1, dtype=np.int32) * width
        flat = np.ascontiguousarray(page)
    else:
        np.cumsum(widths, out=offsets[1:])
        flat = page[np.arange(width) < widths[:, None]]
    valid = None if where is None or where.all() else pa.array(where).buffers()[1]
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(flat), valid)


def timestamps(day: str, since_midnight: Whole) -> pa.StringArray:
    """ISO 8601 instants of one day, `YYYY-MM-DDTHH:MM:SS.ffffffZ`.

    Args:
        day: the date as `YYYY-MM-DD`.
        since_midnight: microseconds since the day began.
    """
    page = sheet(f"{day}T00:00:00.000000Z", since_midnight.size)
    minute = since_midnight // 60_000_000
    hour = minute // 60
    rest = since_midnight - minute * 60_000_000
    second = rest // 1_000_000
    micro = rest - second * 1_000_000
    for start, width, part in ((11, 2, hour), (14, 2, minute - hour * 60), (17, 2, second), (20, 6, micro)):
        write_digits(page, start, width, part)
    return text_of(page)


def _columns(page: Sheet, start: int, width: int) -> npt.NDArray[Any]:
    """One to four neighbouring columns as one array of small words, a view into the sheet."""
    if not page.size:
        return np.empty(0, dtype=_KINDS[width])
    return np.ndarray((page.shape[0],), _KINDS[width], page.data, start, (page.shape[1],))


@lru_cache(maxsize=4)
def _digit_table(width: int) -> npt.NDArray[Any]:
    words = "".join(f"{number:0{width}}" for number in range(10**width))
    return np.frombuffer(words.encode("ascii"), dtype=_KINDS[width])


@lru_cache(maxsize=1)
def _letter_table() -> npt.NDArray[Any]:
    return np.frombuffer("".join(one + other for one in BASE32 for other in BASE32).encode("ascii"), dtype="<u2")
