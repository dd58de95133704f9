"""Text columns made of digits: every byte where it belongs."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from financial_lake.contract.texts import BASE32, sheet, text_of, timestamps, write_base32, write_digits

MICROSECONDS_A_DAY = 86_400_000_000


@given(st.lists(st.integers(0, 10**14 - 1), min_size=1, max_size=20))
@settings(deadline=None)
def test_numbers_are_written_with_leading_zeros(numbers: list[int]) -> None:
    page = sheet("CT-" + "0" * 14, len(numbers))
    write_digits(page, 3, 14, np.array(numbers))
    assert text_of(page).to_pylist() == [f"CT-{number:014}" for number in numbers]


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20))
@settings(deadline=None)
def test_sixty_four_bits_fill_fourteen_digits_of_base_32(words: list[int]) -> None:
    page = sheet("0" * 14, len(words))
    write_base32(page, 0, 14, np.array(words, dtype=np.uint64))
    expected = ["".join(BASE32[word >> shift & 31] for shift in range(65, -1, -5)) for word in words]
    assert text_of(page).to_pylist() == expected


@given(st.lists(st.integers(0, MICROSECONDS_A_DAY - 1), min_size=1, max_size=20))
@settings(deadline=None)
def test_timestamps_are_what_numpy_would_write(instants: list[int]) -> None:
    expected = [f"{np.datetime64('2024-10-01') + np.timedelta64(each, 'us')}Z" for each in instants]
    assert timestamps("2024-10-01", np.array(instants)).to_pylist() == expected


def test_rows_may_end_early_or_be_missing() -> None:
    page = sheet("EXT0123456789", 3)
    column = text_of(page, np.array([13, 3, 0]), np.array([True, True, False]))
    assert column.to_pylist() == ["EXT0123456789", "EXT", None]
    column.validate(full=True)


def test_a_column_without_rows_is_empty() -> None:
    assert timestamps("2024-10-01", np.zeros(0, dtype=np.int64)).to_pylist() == []
