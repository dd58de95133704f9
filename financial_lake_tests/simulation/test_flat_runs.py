"""Runs lie flat one after the other, and equal values find each other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from financial_lake.simulation.runs import matches, runs, starts

FEW = st.lists(st.integers(min_value=0, max_value=5), max_size=12)


@given(FEW)
def test_each_place_knows_whose_it_is_and_which_of_its_run(counts: list[int]) -> None:
    whose, place = runs(np.array(counts, dtype=np.int64))
    assert list(zip(whose, place, strict=True)) == [
        (who, nth) for who, times in enumerate(counts) for nth in range(times)
    ]
    assert starts(np.array(counts, dtype=np.int64)).tolist() == [sum(counts[:who]) for who in range(len(counts))]


@given(FEW, FEW)
def test_all_pairs_of_equal_values_are_found(whose: list[int], wanted: list[int]) -> None:
    ascending = sorted(whose)
    which, found = matches(np.array(ascending, dtype=np.int64), np.array(wanted, dtype=np.int64))
    pairs = [
        (this, that) for this, value in enumerate(wanted) for that, other in enumerate(ascending) if other == value
    ]
    assert list(zip(which, found, strict=True)) == pairs
