"""The vocabulary of columns: types by annotation, meaning and rules by a helper.

The annotation (`Money`, `Id`, `Text` ...) fixes the stored Arrow type; the helper (`money`, `key`,
`refers` ...) gives the meaning in a banker's words, the PII class, null-ness and bounds. Money is
DECIMAL(18,2) everywhere. Instants are UTC, microseconds, without a zone marker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
from pandera.typing import Series

Id = Series[Annotated[pd.ArrowDtype, pa.int64()]]
Count = Series[Annotated[pd.ArrowDtype, pa.int64()]]
Int = Series[Annotated[pd.ArrowDtype, pa.int32()]]
Money = Series[Annotated[pd.ArrowDtype, pa.decimal128(18, 2)]]
Qty = Series[Annotated[pd.ArrowDtype, pa.decimal128(18, 4)]]
Rate = Series[Annotated[pd.ArrowDtype, pa.decimal128(9, 6)]]
Rate12 = Series[Annotated[pd.ArrowDtype, pa.decimal128(12, 6)]]
Ratio = Series[Annotated[pd.ArrowDtype, pa.decimal128(18, 6)]]
Pct = Series[Annotated[pd.ArrowDtype, pa.decimal128(5, 2)]]
Accrual = Series[Annotated[pd.ArrowDtype, pa.decimal128(18, 8)]]
Return = Series[Annotated[pd.ArrowDtype, pa.decimal128(18, 10)]]
Day = Series[Annotated[pd.ArrowDtype, pa.date32()]]
Instant = Series[Annotated[pd.ArrowDtype, pa.timestamp("us")]]
Text = Series[Annotated[pd.ArrowDtype, pa.string()]]
Flag = Series[Annotated[pd.ArrowDtype, pa.bool_()]]


class Pii(Enum):
    """How closely a column is guarded."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105 - a class of columns, no password


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a row of another table of the same layer, as of the day.

    `hard` references are checked against the stored parent and make a lineage edge; soft ones (a table
    that refers to itself, or would close a cycle, or whose target is not built yet) make none.
    """

    table: str
    column: str
    hard: bool = True


def column(  # noqa: PLR0913 - the full vocabulary of a column in one place
    meaning: str,
    *,
    pii: Pii = Pii.NONE,
    null: bool = False,
    kind: str = "value",
    reference: Reference | None = None,
    values: Sequence[str] | None = None,
    ge: Any = None,
    gt: Any = None,
    le: Any = None,
    lt: Any = None,
    pattern: str | None = None,
    free_case: bool = False,
    is_open: bool = False,
) -> Any:
    """A column described once; the other helpers are this one with a kind filled in.

    Args:
        meaning: what a value says, without restating its type.
        pii: how closely it is guarded.
        null: whether a value may be missing.
        kind: role of the column: value, key, reference, money, code.
        reference: the row it names in another table.
        values: the closed list of an enumeration.
        ge: least value.
        gt: value it must exceed.
        le: greatest value.
        lt: value it must stay below.
        pattern: regular expression that text must match from its start.
        free_case: raw feeds only: the enumeration may be upper case, capitalised or padded.
        is_open: raw feeds only: any other value is let in too, for cleaning to judge.
    """
    metadata = {
        "pii": pii,
        "kind": kind,
        "reference": reference,
        "values": tuple(values) if values is not None else None,
        "free_case": free_case,
        "is_open": is_open,
    }
    rules: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt, "str_matches": pattern}
    if values is not None and not is_open:
        rules["isin"] = _spellings(values) if free_case else list(values)
    given = {name: rule for name, rule in rules.items() if rule is not None}
    return pandera.Field(nullable=null, description=meaning, metadata=metadata, **given)


def key(meaning: str, *, pii: Pii = Pii.NONE, reference: Reference | None = None, null: bool = False) -> Any:
    """Part of the table's key: unique together with `dt` and the other key columns."""
    return column(meaning, pii=pii, kind="key", reference=reference, null=null)


def refers(  # noqa: PLR0913
    table: str,
    meaning: str,
    *,
    column_name: str | None = None,
    pii: Pii = Pii.NONE,
    null: bool = False,
    hard: bool = True,
) -> Any:
    """The id of a row of another source table; its column there is `<singular of table>_id` unless named."""
    target = column_name or f"{_singular(table)}_id"
    return column(meaning, pii=pii, null=null, kind="reference", reference=Reference(table, target, hard))


def money(meaning: str, *, pii: Pii = Pii.SENSITIVE, null: bool = False, **bounds: Any) -> Any:
    """An amount in the currency of the row, to the cent. Bounds are given as text or whole numbers."""
    return column(meaning, pii=pii, null=null, kind="money", **_decimal_bounds(bounds))


def rate(meaning: str, *, pii: Pii = Pii.NONE, null: bool = False, **bounds: Any) -> Any:
    """A fraction: 0.047500 is 4.75 %. A `Rate` is agreed, a `Ratio` is a quotient and never summed."""
    return column(meaning, pii=pii, null=null, **_decimal_bounds(bounds))


def code(  # noqa: PLR0913
    meaning: str,
    values: Sequence[str],
    *,
    pii: Pii = Pii.NONE,
    null: bool = False,
    free_case: bool = False,
    reference: Reference | None = None,
) -> Any:
    """A value from a closed list."""
    return column(meaning, pii=pii, null=null, kind="code", values=values, free_case=free_case, reference=reference)


def judged_code(meaning: str, values: Sequence[str]) -> Any:
    """A value of a raw feed that should be from a list; what it is instead, or that it is missing, cleaning judges."""
    return column(meaning, null=True, kind="code", values=values, is_open=True)


def text(
    meaning: str,
    *,
    pii: Pii = Pii.NONE,
    null: bool = False,
    pattern: str | None = None,
    reference: Reference | None = None,
) -> Any:
    """Free text, or text of a fixed form given as a regular expression."""
    return column(meaning, pii=pii, null=null, pattern=pattern, reference=reference)


def day(meaning: str, *, pii: Pii = Pii.NONE, null: bool = False) -> Any:
    """A calendar day."""
    return column(meaning, pii=pii, null=null)


def instant(meaning: str, *, pii: Pii = Pii.NONE, null: bool = False) -> Any:
    """A point in time, UTC, to the microsecond."""
    return column(meaning, pii=pii, null=null)


def number(meaning: str, *, pii: Pii = Pii.NONE, null: bool = False, **bounds: Any) -> Any:
    """A whole number: a score, a term, a count of days."""
    return column(meaning, pii=pii, null=null, **bounds)


def count(meaning: str, *, null: bool = False, **bounds: Any) -> Any:
    """A large whole number: shares, volumes."""
    return column(meaning, null=null, **bounds)


def flag(meaning: str, *, pii: Pii = Pii.NONE, null: bool = False) -> Any:
    """True or false."""
    return column(meaning, pii=pii, null=null)


def _decimal_bounds(bounds: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(str(value)) if name in {"ge", "gt", "le", "lt"} else value for name, value in bounds.items()}


def _spellings(values: Sequence[str]) -> list[str]:
    """Every spelling a raw feed may carry for a value: upper case, capitalised, padded."""
    forms = [
        f"{left}{form}{right}"
        for value in values
        for form in (value, value.upper(), value.capitalize())
        for left, right in (("", ""), (" ", ""), ("", " "), (" ", " "))
    ]
    return list(dict.fromkeys(forms))


def _singular(table: str) -> str:
    for plural, singular in (("ies", "y"), ("ches", "ch"), ("ses", "se"), ("s", "")):
        if table.endswith(plural):
            return table.removesuffix(plural) + singular
    return table
