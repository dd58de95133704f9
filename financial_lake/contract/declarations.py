"""What a table says of itself beside its columns: what a partition holds, who answers for it, rules across columns.

What a single column says belongs in `columns`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pandera.pandas as pandera
import pyarrow as pa

from financial_lake.contract.columns import Pii, Reference


class LoadPattern(Enum):
    """What a partition holds, and on which days it has rows."""

    REFERENCE = "reference"
    SNAPSHOT_DAILY = "snapshot_daily"
    SNAPSHOT_WEEKDAY = "snapshot_weekday"
    EVENTS = "events"
    DAY = "day"
    DAY_ON_WEEKDAYS = "day_on_weekdays"
    MONTH_END = "month_end"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """One column of a contract, ready to be rendered."""

    name: str
    arrow_type: pa.DataType
    meaning: str
    nullable: bool
    pii: Pii
    kind: str
    reference: Reference | None
    values: tuple[str, ...] | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundKey:
    """A surrogate key that the star's view of a fact joins by durable id and day (`valid_from` <= dt < `valid_to`).

    Attributes:
        key: name of the key column, in the dimension and in the view; any key the dimension carries, its own or
            that of a further dimension (`geo_key` of `dim_customer`).
        dimension: the dimension table.
        durable_id: the fact's column that names the entity.
        optional: whether a fact may have no such entity; its key is then -2, not applicable, instead of -1, unknown.
        named_there: the dimension's column that names the entity, where the fact calls it otherwise.
    """

    key: str
    dimension: str
    durable_id: str
    optional: bool = False
    named_there: str = ""

    @property
    def dimension_id(self) -> str:
        """The dimension's column that names the entity."""
        return self.named_there or self.durable_id


@dataclass(frozen=True, slots=True)
class About:
    """What a table says of itself.

    Attributes:
        grain: what one row is.
        load: what a partition holds.
        owner: the office that answers for it.
        rules: reconciliation rules that name this table first.
        unique_key: False for raw feeds whose planted dirt repeats keys.
        reads_back: days before its own that a partition made by SQL may read of each input.
        windows: further back, by the SQL name of the one input that is read so far: {"marts.customer_day": 210}.
        bound_keys: surrogate keys a fact gets when it is read, not when it is written.
        internal: for the making of other tables only; never in a published snapshot.
    """

    grain: str
    load: LoadPattern
    owner: str
    rules: tuple[str, ...]
    unique_key: bool
    reads_back: int
    windows: Mapping[str, int]
    bound_keys: tuple[BoundKey, ...]
    internal: bool

    def reads_back_of(self, sql_name: str) -> int:
        """Days before its own that a partition may read of that input."""
        return self.windows.get(sql_name, self.reads_back)

    @property
    def farthest_back(self) -> int:
        """Days before its own that a partition may read of any input."""
        return max([self.reads_back, *self.windows.values()])


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule across the columns of one row, with the smallest change to a good row that breaks it."""

    name: str
    meaning: str
    counterexample: Mapping[str, Any]


def row_rule(meaning: str, counterexample: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Declare a rule over a frame's rows: the method returns one truth value a row.

    `counterexample` names the columns to overwrite in a good row so that this rule turns red; every
    contract is tested with it (law L10).

    Example:
        ```python
        @row_rule("a closing date exactly when closed", {"account_status": "closed", "closing_date": None})
        def closing_date_iff_closed(cls, rows):
            return rows["closing_date"].notna() == rows["account_status"].eq("closed")
        ```
    """

    def decorate(method: Callable[..., Any]) -> Any:
        method.__row_rule__ = RowRule(method.__name__, meaning, dict(counterexample))  # type: ignore[attr-defined]
        checked = pandera.dataframe_check(name=method.__name__, description=meaning)(method)
        checked.__row_rule__ = method.__row_rule__  # type: ignore[attr-defined]
        return checked

    return decorate
