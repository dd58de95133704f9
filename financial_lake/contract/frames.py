"""Building frames in a contract's exact types from NumPy columns: the only road from simulation to table."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from financial_lake.contract.lake_table import LakeTable

Bools = npt.NDArray[np.bool_]


class Known:
    """Values of which some are missing: `Known(values, where)` is null where `where` is false."""

    __slots__ = ("values", "where")

    def __init__(self, values: Any, where: npt.NDArray[np.bool_]) -> None:
        self.values = values
        self.where = where


class Coded:
    """Small integer codes into a list of texts: `Coded(codes, names)`; a code below 0 is null."""

    __slots__ = ("codes", "names")

    def __init__(self, codes: npt.NDArray[Any], names: Any) -> None:
        self.codes = codes
        self.names = names


def frame(model: type[LakeTable], day: date, rows: int, columns: Mapping[str, Any]) -> pa.Table:
    """A table in the model's exact schema, `dt` filled in.

    Columns: NumPy arrays; Arrow arrays; `Coded` for text by code; `Known` for nullable columns. Decimal
    columns take int64 in their smallest unit (cents for money, 10^-6 for rates, 10^-4 for quantities). Days
    take epoch days, instants microseconds. A scalar is repeated.

    Raises:
        KeyError: when a column of the model is missing or one is unknown to it: a programming error.
    """
    schema = model.arrow_schema()
    strange = set(columns) - set(schema.names)
    if strange:
        raise KeyError(f"{model.short_name()} has no column {sorted(strange)}")
    arrays = []
    for field in schema:
        if field.name == "dt":
            arrays.append(pa.repeat(pa.scalar(day, pa.date32()), rows))
        else:
            arrays.append(arrow_column(columns[field.name], field.type, rows))
    return pa.Table.from_arrays(arrays, schema=schema)


def arrow_column(values: Any, kind: pa.DataType, rows: int) -> pa.Array:
    """One column in the given Arrow type; see `frame` for what is accepted."""
    where = None
    if isinstance(values, Known):
        values, where = values.values, values.where
    if values is None:
        return pa.nulls(rows, kind)
    if isinstance(values, str | bool | int | np.generic):
        values = _repeated(values, kind, rows)
    if isinstance(values, Coded):
        return _taken(values, kind, where)
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return _shown(values, kind, where)
    return _counted(np.asarray(values), kind, where)


def _repeated(value: Any, kind: pa.DataType, rows: int) -> Any:
    """A scalar on every row: an Arrow array, or NumPy integers where these still stand for cents, days or instants."""
    if pa.types.is_decimal(kind) or pa.types.is_date32(kind) or pa.types.is_timestamp(kind):
        return np.full(rows, value, dtype=np.int64)
    return pa.repeat(pa.scalar(value.item() if isinstance(value, np.generic) else value, kind), rows)


def _taken(values: Coded, kind: pa.DataType, where: Bools | None) -> pa.Array:
    """Texts by code; null below 0."""
    codes = np.asarray(values.codes)
    known = codes >= 0 if where is None else where & (codes >= 0)
    names = values.names if isinstance(values.names, pa.Array) else pa.array(list(values.names), pa.string())
    return names.take(pa.array(codes.astype(np.int32), mask=None if known.all() else ~known)).cast(kind)


def _shown(values: pa.Array | pa.ChunkedArray, kind: pa.DataType, where: Bools | None) -> pa.Array:
    """Arrow values in the right type, null where they are not known."""
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if where is not None:
        whole = pa.compute.if_else(pa.array(where), whole, pa.scalar(None, whole.type))
    return whole if whole.type == kind else whole.cast(kind)


def _counted(values: npt.NDArray[Any], kind: pa.DataType, where: Bools | None) -> pa.Array:
    """NumPy values; integers stand for the smallest unit of decimals, for days and for microseconds."""
    if pa.types.is_decimal(kind):
        return decimals(values, kind, where)
    mask = None if where is None else ~where
    if pa.types.is_date32(kind):
        return pa.array(values.astype(np.int32), pa.int32(), mask=mask).cast(kind)
    if pa.types.is_timestamp(kind):
        return pa.array(values.astype(np.int64), pa.int64(), mask=mask).cast(kind)
    return pa.array(values, kind, mask=mask)


def decimals(units: npt.NDArray[np.int64], kind: pa.DataType, where: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """DECIMAL values from whole numbers of their smallest unit, exactly and without a loop.

    A 128-bit decimal is a little-endian two's-complement integer, so the low word is the int64 itself and
    the high word its sign.
    """
    low = np.ascontiguousarray(units, dtype=np.int64)
    words = np.empty((low.size, 2), dtype=np.int64)
    words[:, 0] = low
    words[:, 1] = low >> 63
    valid = None if where is None or where.all() else pa.array(where).buffers()[1]
    return pa.Array.from_buffers(kind, low.size, [valid, pa.py_buffer(words)])


def units_of(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int64]:
    """The inverse of `decimals`: whole numbers of the smallest unit; nulls give 0. Values must fit 64 bits."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if array.null_count:
        array = array.fill_null(0)
    words = np.frombuffer(array.buffers()[1], dtype=np.int64).reshape(-1, 2)
    return words[array.offset : array.offset + len(array), 0].copy()
