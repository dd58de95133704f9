"""Dimension: a table of the star that facts are bound to; with history, one version after the other.

What all dimensions share is said here once: key, validity, and the members for facts that have no row. The SQL
they share is rendered in `renderings.dimensions`; what a dimension says of its entity stands beside it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

import pandas as pd
import pyarrow as pa

from financial_lake.contract.change_table import ChangeTable
from financial_lake.contract.columns import column, day, flag, key, number
from financial_lake.contract.declarations import LoadPattern, row_rule
from financial_lake.contract.given_columns import GivenColumn, give_columns
from financial_lake.contract.lake_table import LakeTable

MEMBERS = {-1: "unknown", -2: "not_applicable"}
"""Rows of every dimension, for facts whose row is not known and for facts that have none."""
KEYS_A_DAY = 100_000
EPOCH = date(1900, 1, 1)
OPEN_END = date(9999, 12, 31)


class Dimension(LakeTable):
    """A dimension without history: its key is the id. Subclass it in `warehouse/dim_<entity>.py`."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Dimensions are rebuilt whole."""
        super().__init_subclass__(**({"load": LoadPattern.FULL} | options))

    @classmethod
    def dimension_key(cls) -> str:
        """The surrogate key, after the entity: `card_key` of `dim_card`."""
        return cls.short_name().removeprefix("dim_") + "_key"


class HistoryDimension(Dimension):
    """A dimension with a row for every state of the entity's tracked columns; see `warehouse.md`, 2.2.

    Example:
        ```python
        class DimCard(HistoryDimension, of=CardChanges, began="issued_on"):
        ```
    """

    _changes: ClassVar[type[ChangeTable]]
    _began: ClassVar[str | None]
    _fills: ClassVar[tuple[str, ...]]
    _of_version: ClassVar[tuple[str, ...]]

    def __init_subclass__(
        cls,
        *,
        of: type[ChangeTable],
        began: str | None = None,
        fills: Sequence[str] = (),
        of_version: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """Put the columns of every history before the dimension's own.

        Args:
            of: the changes the history is made of.
            began: the day the entity itself began; its first version reaches back to it.
            fills: tracked columns whose first value completes a version instead of opening one.
            of_version: untracked columns that follow from tracked ones, so they belong to the version; the
                others carry the latest stored value on all versions.
            options: as for every table.
        """
        cls._changes, cls._began = of, began
        cls._fills, cls._of_version = tuple(fills), tuple(of_version)
        give_columns(cls, _of_history(cls.dimension_key(), of))
        grain = f"version of: {of.snapshot().about().grain}"
        super().__init_subclass__(**({"grain": grain, "owner": of.about().owner} | options))

    @classmethod
    def changes(cls) -> type[ChangeTable]:
        """What the history is made of."""
        return cls._changes

    @classmethod
    def durable_id(cls) -> str:
        """The column that names the entity whatever its state."""
        return cls._changes.snapshot().key_columns()[0]

    @classmethod
    def began(cls) -> str | None:
        """The column of the day the entity itself began."""
        return cls._began

    @classmethod
    def fills(cls) -> tuple[str, ...]:
        """Tracked columns whose first value completes a version."""
        return cls._fills

    @classmethod
    def latest_columns(cls) -> tuple[str, ...]:
        """Columns that carry the latest stored value on all versions of an entity."""
        kept = {"dt", cls.durable_id(), *cls._changes.tracked(), *cls._of_version}
        return tuple(each.name for each in cls._changes.snapshot().column_meanings() if each.name not in kept)

    @row_rule("a version ends after it begins", {"valid_from": "2024-10-02", "valid_to": "2024-10-02"})
    def ends_after_it_begins(cls, rows: pd.DataFrame) -> pd.Series:
        """Validity is half-open."""
        return rows["valid_to"] > rows["valid_from"]

    @row_rule("current exactly while no end is known", {"is_current": False, "valid_to": "9999-12-31"})
    def current_iff_open(cls, rows: pd.DataFrame) -> pd.Series:
        """The flag says what the end says."""
        return rows["is_current"] == rows["valid_to"].eq(OPEN_END)

    @row_rule("what is gone is not current", {"is_current": True, "valid_to": "9999-12-31", "is_deleted": True})
    def gone_is_not_current(cls, rows: pd.DataFrame) -> pd.Series:
        """An end by absence is an end."""
        return ~(rows["is_current"] & rows["is_deleted"])


def _of_history(key_name: str, changes: type[ChangeTable]) -> list[GivenColumn]:
    """The columns of every dimension with history."""
    (durable,) = [each for each in changes.snapshot().column_meanings() if each.kind == "key"]
    meaning = f"{durable.name} x 100,000 + days from 1900-01-01 to valid_from"
    return [
        (key_name, pa.int64(), key(meaning)),
        (durable.name, durable.arrow_type, column(durable.meaning, pii=durable.pii)),
        ("valid_from", pa.date32(), day("first day of the version; of the first one the day the entity began")),
        ("valid_to", pa.date32(), day("first day of the next version, or of absence; 9999-12-31 while current")),
        ("is_current", pa.bool_(), flag("no later version, and still there")),
        ("version_number", pa.int32(), number("1, 2, ...", ge=1)),
        ("is_deleted", pa.bool_(), flag("ended by absence from the snapshot, not by another version")),
        ("is_start_exact", pa.bool_(), flag("false when it was first seen after a gap in the stored days")),
    ]
