"""How well a column tells labelled rows from the others: small trees, judged on rows that they have not seen."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import rankdata

from financial_lake.simulation.streams import Bools, Floats

LEAK = 0.70
"""Area under the curve from which on a column tells too much."""
DEPTH, FEWEST_IN_A_LEAF = 4, 20
BORDERS = np.linspace(0, 1, 34)[1:-1]
"""Where a tree may split: at these quantiles of what is left."""
UNKNOWN = -1.0


def told_by_column(rows: pa.Table, is_labelled: Bools, half: Bools) -> dict[str, float]:
    """Column, or part of an instant -> area under the curve of a tree that sees nothing else.

    Args:
        rows: any columns; texts and choices count by their alphabetical place.
        is_labelled: (n,) what is to be told.
        half: (n,) which rows a tree is grown on that judges all others, and the other way round.
    """
    return {name: _judged(values[:, None], is_labelled, half) for name, values in as_numbers(rows)}


def told_by_all(rows: pa.Table, is_labelled: Bools, half: Bools) -> float:
    """Area under the curve of a tree that sees all columns at once; arguments as in `told_by_column`."""
    return _judged(np.column_stack([values for _, values in as_numbers(rows)]), is_labelled, half)


def as_numbers(rows: pa.Table) -> Iterator[tuple[str, Floats]]:
    """Every column that has more than one value, as (n,) numbers; instants as hour, place in the minute, and day."""
    for name in rows.column_names:
        for part, values in _parts(rows[name].combine_chunks()).items():
            numbers = pc.fill_null(pc.cast(values, pa.float64()), UNKNOWN).to_numpy(zero_copy_only=False)
            if np.ptp(numbers):
                yield f"{name}{part}", numbers


def _parts(values: pa.Array) -> Mapping[str, pa.Array]:
    if pa.types.is_timestamp(values.type):
        hour = pc.add(pc.hour(values), pc.divide(pc.cast(pc.minute(values), pa.float64()), 60.0))
        second = pc.add(pc.multiply(pc.second(values), 1_000_000), pc.microsecond(values))
        weekday = pc.day_of_week(values)
        return {" hour": hour, " second": second, " day": pc.day(values), " weekday": weekday}
    if pa.types.is_date(values.type):
        return {" day": pc.day(values), "": pc.cast(values, pa.int32())}
    if pa.types.is_boolean(values.type):
        return {"": pc.cast(values, pa.int8())}
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type) or pa.types.is_dictionary(values.type):
        return {"": pc.rank(pc.fill_null(pc.cast(values, pa.string()), ""), tiebreaker="dense")}
    return {"": values}


def area(score: Floats, is_labelled: Bools) -> float:
    """The chance that a labelled row has a higher score than another one, ties counting half."""
    ranks, labelled = rankdata(score), int(is_labelled.sum())
    pairs = labelled * (is_labelled.size - labelled)
    return float((ranks[is_labelled].sum() - labelled * (labelled + 1) / 2) / pairs)


def _judged(table: Floats, is_labelled: Bools, half: Bools) -> float:
    """Areas of both halves, each judged by the tree of the other, weighed by their labelled rows."""
    areas, weights = [0.5], [0]
    for grown_on in (half, ~half):
        judged = is_labelled[~grown_on]
        if 0 < judged.sum() < judged.size:
            score = _tree(table[grown_on], is_labelled[grown_on].astype(float), table[~grown_on], DEPTH)
            areas.append(area(score, judged))
            weights.append(int(judged.sum()))
    return float(np.average(areas, weights=weights)) if sum(weights) else 0.5


def _tree(table: Floats, labelled: Floats, asked: Floats, depth: int) -> Floats:
    """What share of its leaf is labelled, for each row asked; greedy splits where the squared error falls most."""
    split = _best_split(table, labelled) if depth and 0 < labelled.sum() < labelled.size else None
    if split is None:
        return np.full(len(asked), labelled.mean() if labelled.size else 0.0)
    column, border = split
    low, asked_low = table[:, column] <= border, asked[:, column] <= border
    share = np.empty(len(asked))
    for mine, theirs in ((low, asked_low), (~low, ~asked_low)):
        share[theirs] = _tree(table[mine], labelled[mine], asked[theirs], depth - 1)
    return share


def _best_split(table: Floats, labelled: Floats) -> tuple[int, float] | None:
    """The column, and the largest value that goes to the left."""
    best, split = labelled.sum() ** 2 / labelled.size * (1 + 1e-9), None
    for column, values in enumerate(table.T):
        borders = np.unique(np.quantile(values, BORDERS, method="lower"))
        place = np.searchsorted(borders, values)
        size = np.cumsum(np.bincount(place, minlength=borders.size + 1))[:-1]
        hit = np.cumsum(np.bincount(place, weights=labelled, minlength=borders.size + 1))[:-1]
        enough = (size >= FEWEST_IN_A_LEAF) & (labelled.size - size >= FEWEST_IN_A_LEAF)
        rest = np.maximum(labelled.size - size, 1)
        explained = np.where(enough, hit**2 / np.maximum(size, 1) + (labelled.sum() - hit) ** 2 / rest, 0.0)
        if explained.max() > best:
            best, split = explained.max(), (column, float(borders[explained.argmax()]))
    return split
