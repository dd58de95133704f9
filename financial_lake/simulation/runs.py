"""Runs: some consecutive places for each of many things, flat in one array."""

import numpy as np

from financial_lake.simulation.streams import Ints


def runs(counts: Ints) -> tuple[Ints, Ints]:
    """Places from their counts: (whose each place is, its how-manieth from 0), both of length `counts.sum()`."""
    whose = np.repeat(np.arange(counts.size), counts)
    return whose, np.arange(whose.size) - starts(counts)[whose]


def starts(counts: Ints) -> Ints:
    """The first place of each thing."""
    first: Ints = np.cumsum(counts) - counts
    return first


def matches(whose: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """All pairs (index into `wanted`, index into `whose`) of equal values; `whose` ascends."""
    first, end = np.searchsorted(whose, wanted), np.searchsorted(whose, wanted, side="right")
    which, place = runs(end - first)
    return which, first[which] + place
