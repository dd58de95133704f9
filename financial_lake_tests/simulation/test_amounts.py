"""Prices end as shops end them, and cents are rounded once."""

import numpy as np
import pytest

from financial_lake.simulation.amounts import cents_of, multiple_of, price
from financial_lake.simulation.bank import Bank


def test_three_in_ten_prices_end_in_99_and_one_in_eight_in_49() -> None:
    keys = np.arange(40_000)
    stream = Bank().stream("tests", "price")
    prices = price(stream.lognormal(85, 1.2, keys), stream.uniform(keys, lane=1))
    assert np.mean(prices % 100 == 99) == pytest.approx(0.30 + 0.0045, abs=0.012)
    assert np.mean(prices % 100 == 49) == pytest.approx(0.12 + 0.0045, abs=0.010)
    assert np.mean(prices % 100 == 0) == pytest.approx(0.13 + 0.0045, abs=0.010)
    assert prices.min() >= 100


def test_dollars_become_cents_half_up() -> None:
    assert cents_of(np.array([0.125, 2.675, 10.0])).tolist() == [13, 268, 1000]


def test_multiples_are_the_nearest_ones() -> None:
    assert multiple_of(np.array([249, 250, 749, 750]), 500).tolist() == [0, 500, 500, 1000]
