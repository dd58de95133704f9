"""Addressed chance: a random value is a function of names and keys, never of a position in a sequence.

A `Stream` is named by (seed, table, aspect). Its values are addressed by integer keys, which broadcast
like NumPy arrays. Asking in another order, in another process or for other keys besides changes nothing.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from financial_lake.simulation.banking_calendar import days_in_year, year_start

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Keys = Any  # an int or an integer array; keys broadcast against each other

_STRIDE_BITS, _LANE_BITS, _ALL_BITS = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 2**64 - 1
_STRIDE, _FIRST, _SECOND, _THIRTY, _TWENTY_SEVEN, _THIRTY_ONE, _ELEVEN = (
    np.array(each, dtype=np.uint64) for each in (_STRIDE_BITS, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 30, 27, 31, 11)
)
"""Arrays without dimensions: NumPy joins them to an array in half the time it takes for its scalars."""


def _mix(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Finalise 64-bit words so that each input bit moves each output bit half of the time (Steele, Lea, Flood 2014).

    The words given are overwritten.
    """
    words ^= words >> _THIRTY
    words *= _FIRST
    words ^= words >> _TWENTY_SEVEN
    words *= _SECOND
    words ^= words >> _THIRTY_ONE
    return words


def _strides(key: Keys) -> Any:
    """A key spread over 64 bits: one word for a plain int, at least one dimension for arrays."""
    if isinstance(key, int):
        return np.uint64(key * _STRIDE_BITS & _ALL_BITS)
    return np.atleast_1d(np.asarray(key)).astype(np.int64, copy=False).view(np.uint64) * _STRIDE


@dataclass(frozen=True, slots=True)
class Stream:
    """One named source of chance. All methods return arrays of the keys' broadcast shape (at least 1-d)."""

    root: int

    @classmethod
    def named(cls, seed: int, table: str, aspect: str) -> "Stream":
        """The stream of (seed, table, aspect)."""
        address = f"{seed}\x1f{table}\x1f{aspect}".encode()
        return cls(int.from_bytes(hashlib.blake2b(address, digest_size=8).digest(), "little"))

    def bits(self, *keys: Keys, lane: int = 0) -> npt.NDArray[np.uint64]:
        """64 random bits for each key tuple; `lane` gives further independent values at the same address."""
        words = np.array([self.root ^ (lane * _LANE_BITS) & _ALL_BITS], dtype=np.uint64)
        for key in keys:
            words = words ^ _strides(key)
            words += _STRIDE
            words = _mix(words)
        return words if keys else _mix(words + _STRIDE)

    def uniform(self, *keys: Keys, lane: int = 0) -> Floats:
        """Uniform numbers in [0, 1)."""
        words = self.bits(*keys, lane=lane)
        words >>= _ELEVEN
        chance = words.astype(np.float64)
        chance *= 2.0**-53
        return chance

    def integer(self, below: Any, *keys: Keys, lane: int = 0) -> Ints:
        """Whole numbers 0 ... below - 1, equally likely."""
        numbers: Ints = (self.uniform(*keys, lane=lane) * below).astype(np.int64)
        return numbers

    def chance(self, probability: Any, *keys: Keys, lane: int = 0) -> Bools:
        """True with the given probability."""
        happens: Bools = self.uniform(*keys, lane=lane) < probability
        return happens

    def normal(self, *keys: Keys, lane: int = 0) -> Floats:
        """Standard normal numbers."""
        numbers: Floats = ndtri(self.uniform(*keys, lane=lane) + 2.0**-54)
        return numbers

    def lognormal(self, median: Any, deviation: Any, *keys: Keys, lane: int = 0) -> Floats:
        """Lognormal numbers with the given median and standard deviation of the logarithm."""
        numbers: Floats = median * np.exp(deviation * self.normal(*keys, lane=lane))
        return numbers

    def exponential(self, mean: Any, *keys: Keys, lane: int = 0) -> Floats:
        """Exponential numbers with the given mean."""
        numbers: Floats = -mean * np.log1p(-self.uniform(*keys, lane=lane))
        return numbers

    def poisson(self, mean: Any, *keys: Keys, lane: int = 0) -> Ints:
        """Poisson counts by inversion; meant for means below about 50."""
        rest = self.uniform(*keys, lane=lane)
        rest, level = np.broadcast_arrays(rest, np.asarray(mean, dtype=np.float64))
        rest, term = rest.copy(), np.exp(-level)
        counts = np.zeros(rest.shape, dtype=np.int64)
        step = 0
        open_ = rest >= term
        while open_.any():
            rest[open_] -= term[open_]
            step += 1
            term = term * level / step
            counts[open_] = step
            open_ &= (rest >= term) & (term > 0)
        return counts

    def pick(self, weights: Any, *keys: Keys, lane: int = 0) -> Ints:
        """Indices drawn by weight; `weights` is one row (n,) for all keys, or one row a key (..., n)."""
        share = np.cumsum(np.asarray(weights, dtype=np.float64), axis=-1)
        chance = self.uniform(*keys, lane=lane)
        if share.ndim == 1:
            place = np.searchsorted(share, chance * share[-1], side="right")
        else:
            place = (chance[..., None] * share[..., -1:] >= share).sum(axis=-1)
        picked: Ints = np.minimum(place, share.shape[-1] - 1)
        return picked

    def lattice(self, position: Any, spacing: float, *keys: Keys, lane: int = 0, bound: float = np.inf) -> Floats:
        """Lattice noise VN: standard normals at multiples of `spacing` on the axis of `position`, joined smoothly.

        Mean-reverting and stationary; costs two draws wherever on the axis it is asked. `bound` clips the
        normals, which bounds how fast the noise can move.
        """
        place = np.asarray(position, dtype=np.float64) / spacing
        cell = np.floor(place).astype(np.int64)
        part = place - cell
        blend = part * part * (3.0 - 2.0 * part)
        left = np.clip(self.normal(*keys, cell, lane=lane), -bound, bound)
        right = np.clip(self.normal(*keys, cell + 1, lane=lane), -bound, bound)
        return left + (right - left) * blend

    def yearly(self, probability: Any, year: Any, *keys: Keys, lane: int = 0) -> tuple[Bools, Ints]:
        """One draw per (entity, calendar year): whether an event happens, and its uniform day (epoch days)."""
        happens = self.chance(probability, *keys, year, lane=2 * lane + 1)
        offset = self.uniform(*keys, year, lane=2 * lane + 2) * days_in_year(year)
        return happens, year_start(year) + offset.astype(np.int64)
