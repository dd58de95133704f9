"""Whether a question's answer is what was worked out otherwise."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from financial_lake.engines.questions import Answer

RATIO_DECIMALS = -6
STEP = Decimal("0.000001")
"""Ratios are divided as doubles, so the last decimal may differ; money may not."""


def agree(answer: Answer, worked_out: Iterable[tuple[Any, ...]]) -> None:
    """Demand the same rows in the same order, and that there are any."""
    expected = [tuple(map(_plain, row)) for row in worked_out]
    found = [tuple(map(_plain, row)) for row in answer.rows]
    assert expected
    assert len(found) == len(expected), (found[:3], expected[:3])
    for there, here in zip(found, expected, strict=True):
        pairs = zip(answer.columns, there, here, strict=True)
        assert {name: (said, meant) for name, said, meant in pairs if not _same(said, meant)} == {}


def column(answer: Answer, name: str) -> list[Any]:
    """The values of a column."""
    place = answer.columns.index(name)
    return [row[place] for row in answer.rows]


def _same(there: Any, here: Any) -> bool:
    if isinstance(there, Decimal) and isinstance(here, Decimal) and there.as_tuple().exponent == RATIO_DECIMALS:
        return abs(there - here) <= STEP
    return bool(there == here)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is None or pd.isna(value) else value
