"""For every declared rule of a contract, the smallest change to a good row that breaks it (law L10)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from financial_lake.contract import LakeTable

Value = Any  # a plain Python value of a column of any type

NOT_NULL = "not_nullable"
UNIQUE = "multiple_fields_uniqueness"
_OUT_OF_LIST = "no_such_value"
_BELOW = {"greater_than_or_equal_to": -1, "greater_than": 0}
_ABOVE = {"less_than_or_equal_to": 1, "less_than": 0}


@dataclass(frozen=True, slots=True)
class Counterexample:
    """One declared rule and what to do to a good row so that it turns red.

    Attributes:
        rule: the rule's name, as a failed validation reports it.
        columns: columns it is declared on; empty for rules across columns.
        changes: values to overwrite in one row, given as Python values.
        repeats: the row is appended once more instead.
    """

    rule: str
    columns: tuple[str, ...]
    changes: Mapping[str, Value] = field(default_factory=dict)
    repeats: bool = False

    @property
    def label(self) -> str:
        """A short name for reports and test ids."""
        return "-".join((*self.columns, self.rule.split("(")[0]))

    def applied(self, rows: pa.Table, place: int) -> pa.Table:
        """The good row at `place`, alone, broken as told (two rows when the rule is about repetition)."""
        row = rows.slice(place, 1)
        if self.repeats:
            return pa.concat_tables([row, row])
        for name, value in self.changes.items():
            index = row.schema.get_field_index(name)
            if index < 0:
                raise KeyError(f"the counterexample of rule {self.rule} names {name}, which is no column")
            kind = row.schema.field(index)
            row = row.set_column(index, kind, pa.array([_typed(value, kind.type)], kind.type))
        return row


def counterexamples(model: type[LakeTable], good_rows: pa.Table) -> Iterator[Counterexample]:
    """One counterexample for each declared rule of the contract.

    Args:
        model: the contract.
        good_rows: at least one valid row; patterns are broken by changing a value found in it.
    """
    schema = model.to_schema()
    for each in model.column_meanings():
        if not each.nullable:
            yield Counterexample(NOT_NULL, (each.name,), {each.name: None})
        for check in schema.columns[each.name].checks:
            breaking = _breaking_value(check.name, check.statistics, each.arrow_type, good_rows[each.name])
            yield Counterexample(str(check.error or check.name), (each.name,), {each.name: breaking})
    if schema.unique:
        yield Counterexample(UNIQUE, tuple(schema.unique), repeats=True)
    for rule in model.row_rules():
        yield Counterexample(rule.name, (), rule.counterexample)


def _breaking_value(rule: str, bounds: Mapping[str, Value], kind: pa.DataType, good: pa.ChunkedArray) -> Value:
    """The nearest value a rule on one column refuses.

    Raises:
        LookupError: for a rule this module cannot break yet: it must learn to, or the rule cannot be trusted.
    """
    step = _smallest_step(kind)
    if rule in _BELOW:
        return bounds["min_value"] + _BELOW[rule] * step
    if rule in _ABOVE:
        return bounds["max_value"] + _ABOVE[rule] * step
    if rule == "isin":
        return _value_outside(bounds["allowed_values"], kind)
    if rule == "str_matches":
        return _text_against(bounds["pattern"], next((text for text in good.to_pylist() if text is not None), ""))
    raise LookupError(f"no counterexample is known for rule {rule}")


def _smallest_step(kind: pa.DataType) -> Value:
    if pa.types.is_decimal(kind):
        return Decimal(1).scaleb(-kind.scale)
    return 1e-9 if pa.types.is_floating(kind) else 1


def _value_outside(allowed: list[Value], kind: pa.DataType) -> Value:
    return _OUT_OF_LIST if pa.types.is_string(kind) else max(allowed) + _smallest_step(kind)


def _text_against(pattern: str, good: str) -> str:
    """The good text with one stray character, or the shortest text the pattern refuses.

    Raises:
        ValueError: when the pattern refuses nothing: a rule that cannot bite.
    """
    matcher = re.compile(pattern)
    for candidate in (f"{good}~", f"~{good}", good[1:], good[:-1], "~", ""):
        if matcher.match(candidate) is None:
            return candidate
    raise ValueError(f"pattern {matcher.pattern!r} accepts everything tried; a rule that cannot fail is a defect")


def _typed(value: Value, kind: pa.DataType) -> Value:
    """A counterexample's plain value as the column stores it."""
    if value is None:
        return None
    if pa.types.is_decimal(kind):
        return Decimal(str(value))
    if isinstance(value, str) and pa.types.is_date(kind):
        return date.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    return value
