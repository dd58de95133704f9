"""Columns a contract does not write out because another contract describes them already."""

from collections.abc import Iterable
from typing import Annotated, Any

import pandas as pd
import pyarrow as pa
from pandera.typing import Series

from financial_lake.contract.columns import column
from financial_lake.contract.declarations import ColumnMeaning
from financial_lake.contract.lake_table import LakeTable

GivenColumn = tuple[str, pa.DataType, Any]
"""Name, stored type, and what a helper of `columns` says of it."""


def give_columns(table: type[LakeTable], columns: Iterable[GivenColumn]) -> None:
    """Put columns before the table's own; called before Pandera looks at the class."""
    own = dict(vars(table).get("__annotations__", {}))
    given: dict[str, Any] = {}
    for name, kind, field in columns:
        given[name] = Series[Annotated[pd.ArrowDtype, kind]]
        field.__set_name__(table, name)
        setattr(table, name, field)
    table.__annotations__ = given | own


def as_described(each: ColumnMeaning) -> GivenColumn:
    """A column with the type, meaning, PII class, null-ness and closed list it has elsewhere."""
    said = column(each.meaning, pii=each.pii, null=each.nullable, kind=each.kind, values=each.values)
    return each.name, each.arrow_type, said


class ExtendedTable(LakeTable):
    """All columns of another table, and more.

    Example:
        ```python
        class AccountCurrent(ExtendedTable, of=DimAccount, grain="contract", owner="deposits"):
        ```
    """

    def __init_subclass__(cls, *, of: type[LakeTable], **options: Any) -> None:
        """Take the columns from the other table's contract, but for the day it is stored under."""
        give_columns(cls, [as_described(each) for each in of.column_meanings() if each.name != "dt"])
        super().__init_subclass__(**options)
