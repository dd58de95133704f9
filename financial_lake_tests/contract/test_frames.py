"""NumPy columns become a contract's exact Arrow types, to the cent."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from financial_lake.contract.frames import Coded, Known, arrow_column, decimals, units_of

MONEY = pa.decimal128(18, 2)
CENTS = st.lists(st.integers(-(10**17), 10**17), max_size=30)


@given(CENTS)
def test_cents_become_the_very_decimals_they_mean(cents: list[int]) -> None:
    column = decimals(np.array(cents, dtype=np.int64), MONEY)
    assert column.to_pylist() == [Decimal(each) / 100 for each in cents]
    assert units_of(column).tolist() == cents


@given(CENTS, st.integers(0, 5))
def test_units_are_read_from_slices_too(cents: list[int], start: int) -> None:
    column = decimals(np.array(cents, dtype=np.int64), MONEY).slice(min(start, len(cents)))
    assert units_of(column).tolist() == cents[start:]


def test_missing_values_are_null_in_every_type() -> None:
    where = np.array([True, False, True])
    for values, kind in (
        (np.array([1, 2, 3]), MONEY),
        (np.array([1, 2, 3]), pa.int64()),
        (np.array([1, 2, 3]), pa.date32()),
        (np.array([1, 2, 3]), pa.timestamp("us")),
        (np.array([True, True, False]), pa.bool_()),
        (pa.array(["a", "b", "c"]), pa.string()),
        (Coded(np.array([0, 1, 0]), ["x", "y"]), pa.string()),
        (7, pa.int64()),
        ("same", pa.string()),
        (20_000, pa.date32()),
        (150, MONEY),
    ):
        column = arrow_column(Known(values, where), kind, 3)
        assert column.type == kind
        assert [value is None for value in column.to_pylist()] == [False, True, False], kind


def test_codes_below_zero_are_null_and_names_are_taken() -> None:
    column = arrow_column(Coded(np.array([1, -1, 0]), ["debit", "credit"]), pa.string(), 3)
    assert column.to_pylist() == ["credit", None, "debit"]


@pytest.mark.parametrize(
    ("value", "kind"), [(5, pa.int32()), ("USD", pa.string()), (True, pa.bool_()), (None, pa.string())]
)
def test_a_scalar_is_repeated(value: object, kind: pa.DataType) -> None:
    assert arrow_column(value, kind, 3).to_pylist() == [value] * 3
