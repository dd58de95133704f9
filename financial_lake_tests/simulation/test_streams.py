"""Chance is addressed: by names and keys, never by position."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from financial_lake.simulation.streams import Stream

KEYS = np.arange(200_000)
INT64 = st.integers(-(2**63), 2**63 - 1)


@given(st.integers(0, 2**63), st.lists(INT64, min_size=2, max_size=40, unique=True), st.randoms())
def test_a_value_depends_on_its_key_alone(seed: int, keys: list[int], order: object) -> None:
    stream = Stream.named(seed, "table", "aspect")
    together = dict(zip(keys, stream.bits(np.array(keys, dtype=np.int64)).tolist(), strict=True))
    shuffled = list(keys)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    alone = {key: int(stream.bits(np.array([key], dtype=np.int64))[0]) for key in shuffled}
    assert alone == together


@given(INT64, INT64)
def test_keys_are_not_exchangeable(first: int, second: int) -> None:
    stream = Stream.named(1, "table", "aspect")
    if first != second:
        assert stream.bits(np.array([first]), np.array([second])) != stream.bits(np.array([second]), np.array([first]))


def test_names_seeds_and_lanes_give_unrelated_values() -> None:
    base = Stream.named(1, "accounts", "opening").uniform(KEYS)
    others = [
        Stream.named(2, "accounts", "opening").uniform(KEYS),
        Stream.named(1, "account", "sopening").uniform(KEYS),
        Stream.named(1, "accounts", "closing").uniform(KEYS),
        Stream.named(1, "accounts", "opening").uniform(KEYS, lane=1),
    ]
    for other in others:
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.01


@pytest.mark.parametrize("keys", [KEYS, KEYS * 1000, KEYS + 2**40, -KEYS])
def test_uniform_numbers_are_uniform_on_regular_keys(keys: np.ndarray) -> None:  # type: ignore[type-arg]
    values = Stream.named(7, "t", "u").uniform(keys)
    assert values.min() >= 0
    assert values.max() < 1
    assert stats.kstest(values, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.01


def test_normal_lognormal_exponential_and_poisson_have_their_moments() -> None:
    stream = Stream.named(7, "t", "moments")
    assert stats.kstest(stream.normal(KEYS), "norm").pvalue > 1e-4
    assert np.median(stream.lognormal(110, 1.1, KEYS)) == pytest.approx(110, rel=0.02)
    assert stream.exponential(600, KEYS).mean() == pytest.approx(600, rel=0.02)
    counts = stream.poisson(4.6, KEYS)
    assert counts.mean() == pytest.approx(4.6, rel=0.01)
    assert counts.var() == pytest.approx(4.6, rel=0.02)
    assert stream.poisson(0.0, KEYS).max() == 0


def test_pick_follows_one_row_of_weights_or_one_a_key() -> None:
    stream = Stream.named(7, "t", "pick")
    shares = np.bincount(stream.pick([1, 2, 7], KEYS), minlength=3) / KEYS.size
    assert shares == pytest.approx([0.1, 0.2, 0.7], abs=0.005)
    rows = np.where((KEYS % 2 == 0)[:, None], [1.0, 0.0, 0.0], [0.0, 0.0, 5.0])
    assert np.array_equal(stream.pick(rows, KEYS), np.where(KEYS % 2 == 0, 0, 2))


def test_lattice_noise_is_its_normals_at_multiples_and_smooth_between() -> None:
    stream = Stream.named(7, "t", "lattice")
    places = np.arange(0, 600)
    noise = stream.lattice(places, 6, np.zeros_like(places))
    assert noise[::6] == pytest.approx(stream.normal(np.zeros(100, dtype=int), np.arange(100)))
    assert np.abs(np.diff(noise)).max() < np.abs(np.diff(noise[::6])).max()


def test_yearly_events_have_their_probability_and_lie_in_their_year() -> None:
    happens, day = Stream.named(7, "t", "yearly").yearly(0.21, 2024, KEYS)
    assert happens.mean() == pytest.approx(0.21, abs=0.005)
    assert np.all(np.datetime64("1970-01-01") + day >= np.datetime64("2024-01-01"))
    assert np.all(np.datetime64("1970-01-01") + day <= np.datetime64("2024-12-31"))
    assert np.unique(day).size == 366
