"""ChangeTable: a table of what differs between two snapshots, described by the snapshot's own contract.

Nothing is typed twice: type, meaning, PII class and null-ness of every column are the snapshot's. The SQL that
compares is rendered in `renderings.change_capture`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pandas as pd
import pyarrow as pa

from financial_lake.contract.columns import code, column, day, flag, text
from financial_lake.contract.declarations import ColumnMeaning, LoadPattern, row_rule
from financial_lake.contract.given_columns import GivenColumn, as_described, give_columns
from financial_lake.contract.lake_table import LakeTable

OPERATIONS = ("I", "U", "D")
PREVIOUS = "previous_"
_ON_WEEKDAYS = (LoadPattern.SNAPSHOT_WEEKDAY, LoadPattern.DAY_ON_WEEKDAYS)
_BACK_TO_FRIDAY = 3


class ChangeTable(LakeTable):
    """What differs between the snapshot of a day and the one before it; subclass it for an entity.

    A weekday snapshot is compared with that of the previous weekday, a daily one with that of the day before.

    Example:
        ```python
        class CardChanges(ChangeTable, of=Cards, tracked=("card_status", "blocked_on")):
        ```
    """

    _snapshot: ClassVar[type[LakeTable]]
    _tracked: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, *, of: type[LakeTable], tracked: Sequence[str] | None = None, **options: Any) -> None:
        """Take the columns from the snapshot's contract.

        Args:
            of: the snapshot that is compared.
            tracked: columns whose differences make a row; all but keys and instants when None.
            options: as for every table.

        Raises:
            LookupError: when a tracked column is no column of the snapshot: a programming error.
        """
        cls._snapshot = of
        known = {each.name: each for each in _columns_of(of)}
        chosen = _all_that_speak(of) if tracked is None else tuple(tracked)
        if strange := [name for name in chosen if name not in known]:
            raise LookupError(f"{of.sql_name()} has no columns {strange} to track")
        cls._tracked = tuple(name for name in known if name in chosen)  # in the contract's order
        give_columns(cls, _given(of, cls._tracked))
        on_weekdays = of.about().load in _ON_WEEKDAYS
        about = {
            "grain": f"change of: {of.about().grain}",
            "load": LoadPattern.DAY_ON_WEEKDAYS if on_weekdays else LoadPattern.DAY,
            "owner": of.about().owner,
            "reads_back": _BACK_TO_FRIDAY if on_weekdays else 1,
        }
        super().__init_subclass__(**(about | options))

    @classmethod
    def snapshot(cls) -> type[LakeTable]:
        """The table whose days are compared."""
        return cls._snapshot

    @classmethod
    def tracked(cls) -> tuple[str, ...]:
        """Columns whose differences make a row, in the snapshot's order; the others are carried along."""
        return cls._tracked

    @row_rule("a change is seen on its own day", {"effective_on": "2199-12-31"})
    def seen_on_its_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The first day the new state was seen is the partition."""
        return rows["effective_on"] == rows["dt"]

    @row_rule("changed columns are named exactly for updates", {"op": "U", "changed_columns": ""})
    def columns_named_iff_updated(cls, rows: pd.DataFrame) -> pd.Series:
        """What is new or gone has no single column that changed."""
        return rows["changed_columns"].ne("") == rows["op"].eq("U")

    @row_rule("a baseline only adds", {"op": "D", "changed_columns": "", "is_baseline": True})
    def baseline_only_adds(cls, rows: pd.DataFrame) -> pd.Series:
        """Without an earlier snapshot nothing can be seen to change or go."""
        return ~rows["is_baseline"] | rows["op"].eq("I")


def _columns_of(snapshot: type[LakeTable]) -> tuple[ColumnMeaning, ...]:
    return tuple(each for each in snapshot.column_meanings() if each.name != "dt")


def _all_that_speak(snapshot: type[LakeTable]) -> tuple[str, ...]:
    """Every column but the key and the instants at which rows were written."""
    return tuple(
        each.name for each in _columns_of(snapshot) if each.kind != "key" and not pa.types.is_timestamp(each.arrow_type)
    )


def _given(snapshot: type[LakeTable], tracked: tuple[str, ...]) -> Iterator[GivenColumn]:
    """The columns of the change table, in its order."""
    described = _columns_of(snapshot)
    yield "effective_on", pa.date32(), day("first day the new state was seen")
    yield "op", pa.string(), code("I appeared, U changed, D is gone", OPERATIONS)
    yield "is_baseline", pa.bool_(), flag("the snapshot before is not in the lake, so everything appears")
    yield from (as_described(each) for each in described if each.kind == "key")
    yield "changed_columns", pa.string(), text("tracked columns that differ, parted by commas; empty for I and D")
    yield from (as_described(each) for each in described if each.kind != "key")
    for each in described:
        if each.name in tracked:
            before = column(f"in the snapshot before: {each.meaning}", pii=each.pii, null=True)
            yield f"{PREVIOUS}{each.name}", each.arrow_type, before
