"""What one pass over a table's rows can tell, generated from its contract: unique keys, domains, bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.engines.connections import named, quoted
from financial_lake.reconciliation.calendar_rules import MAY_BE_EMPTY

DIGITS = "0123456789"
DIGITS_SHOWN = 4
WHOLE_NUMBERS = ("account_number", "card_number", "tin_number", "tin", "counterparty_account")
"""Names of columns with numbers that stay in the source layer; masked, they show at most four digits."""
BESIDE = frozenset({"curated.account_numbers"})
"""The restricted side table where the whole number is kept."""

STATUS_DATES = (
    ("account_status", "closed", "closing_date"),
    ("card_status", "blocked", "blocked_on"),
    ("employment_status", "terminated", "termination_date"),
)
"""(status column, status, day that is there exactly with it)."""

OWN_NAMES = {
    "curated.transactions": "curated_transaction_unique",
    "curated.quarantine": "quarantine_id_unique",
}
"""Tables whose unique key is a check with a name of its own."""

SPECIAL = (
    ("datalake.accounts", "account_number_unique", "", ("account_number",)),
    ("datalake.customers_segments", "customer_segment_pair_unique", "", ("customer_id", "segment_id")),
    ("curated.transactions", "amount_positive", "amount <= 0", ()),
    ("datalake.credit_scores", "score_in_range", "score not between 300 and 850", ()),
    (
        "datalake.card_transactions",
        "decline_reason_iff_declined",
        "(authorization_status = 'declined') <> (decline_reason is not null)",
        (),
    ),
    (
        "curated.transactions",
        "both_sign_rules_agree",
        "amount_signed <> case when txn_type = 'credit' then amount else -amount end",
        (),
    ),
    ("curated.repairs", "repair_logged_once", "", ("table_name", "row_key", "column_name")),
    (
        "curated.quarantine_decisions",
        "maker_is_not_checker",
        "lower(trim(maker)) = lower(trim(checker))",
        (),
    ),
)
"""(table, check, what a wrong row looks like, columns that are unique together)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A check answered from the rows of one table.

    Attributes:
        check: its name.
        offends: SQL that is true of a wrong row, and false or null of any other; or
        unique: columns that are unique together on a day.
    """

    check: str
    offends: str = ""
    unique: tuple[str, ...] = ()

    def expected(self, rows: int) -> int:
        """What must be found in so many rows: keys for each of them, or nothing wrong."""
        return rows if self.unique else 0

    @property
    def actual(self) -> str:
        """The aggregate that says what is."""
        if self.unique:
            return f"count(distinct ({', '.join(map(named, self.unique))}, 0))"
        return f"count(*) filter (where {self.offends})"

    @property
    def at_most(self) -> str:
        """The same, or less where keys are missing or their hashes meet: a third of the price, and exact when whole."""
        if not self.unique:
            return self.actual
        keys = ", ".join(map(named, self.unique))
        return f"count(distinct {keys if len(self.unique) == 1 else f'hash({keys})'})"


def measures_of(model: type[LakeTable]) -> tuple[Measure, ...]:
    """Every measure that fits the table."""
    return (*_unique(model), *_domains(model), *_masked(model), *_dated_status(model), *_special(model))


def is_filled_on_weekdays(model: type[LakeTable]) -> bool:
    """Whether the table is a snapshot that has rows on every weekday."""
    return model.about().load is LoadPattern.SNAPSHOT_WEEKDAY


def is_empty_on_weekends(model: type[LakeTable]) -> bool:
    """Whether the table has rows on weekdays only."""
    return model.about().load in (LoadPattern.SNAPSHOT_WEEKDAY, LoadPattern.DAY_ON_WEEKDAYS)


def is_filled_every_day(model: type[LakeTable]) -> bool:
    """Whether the table is a snapshot or a list that has rows on every day; a small bank has no claim on some."""
    is_listed_daily = model.about().load in (LoadPattern.SNAPSHOT_DAILY, LoadPattern.REFERENCE)
    return is_listed_daily and model.short_name() not in MAY_BE_EMPTY


def _unique(model: type[LakeTable]) -> Iterator[Measure]:
    keys = model.key_columns()
    if not keys or not model.about().unique_key:
        return
    name = OWN_NAMES.get(model.sql_name())
    layers = {SOURCE_LAYER: "source_key_unique", "warehouse_facts": "fact_key_unique"}
    yield Measure(name or layers.get(model.address()[0], "mart_grain_unique"), unique=keys)


def _domains(model: type[LakeTable]) -> Iterator[Measure]:
    outside, missing, beyond = [], [], []
    for name, field in model.to_schema().columns.items():
        column = named(name)
        if not field.nullable:
            missing.append(f"{column} is null")
        for check in field.checks:
            said = check.statistics or {}
            if check.name == "isin":
                values = ", ".join(_literal(value) for value in said["allowed_values"])
                outside.append(f"{column} not in ({values})")
            else:
                beyond += list(_beyond(column, check.name, said))
    for name, tests in (("enumeration_in_domain", outside), ("required_not_null", missing), ("bounds_hold", beyond)):
        if tests:
            yield Measure(name, offends=" or ".join(tests))


def _beyond(column: str, check: str, said: dict[str, Any]) -> Iterator[str]:
    signs = {
        "greater_than_or_equal_to": ("min_value", "<"),
        "greater_than": ("min_value", "<="),
        "less_than_or_equal_to": ("max_value", ">"),
        "less_than": ("max_value", ">="),
    }
    if check in signs:
        bound, sign = signs[check]
        yield f"{column} {sign} {_literal(said[bound])}"
    elif check == "str_matches":
        pattern = getattr(said["pattern"], "pattern", said["pattern"])
        yield f"not regexp_matches({column}, {quoted(f'^(?:{pattern})')})"


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int | float | Decimal) else quoted(str(value))


def _masked(model: type[LakeTable]) -> Iterator[Measure]:
    if model.address()[0] == SOURCE_LAYER or model.sql_name() in BESIDE:
        return
    tests = [
        f"length({named(each.name)}) - length(translate({named(each.name)}, '{DIGITS}', '')) > {DIGITS_SHOWN}"
        for each in model.column_meanings()
        if pa.types.is_string(each.arrow_type) and _is_number_of_person(each.name)
    ]
    if tests:
        yield Measure("secret_columns_masked", offends=" or ".join(tests))


def _is_number_of_person(name: str) -> bool:
    plain = name.removeprefix("previous_").removesuffix("_masked")
    return plain in WHOLE_NUMBERS


def _dated_status(model: type[LakeTable]) -> Iterator[Measure]:
    columns = set(model.arrow_schema().names)
    tests = [
        f"(lower(trim({status})) = {quoted(value)}) <> ({day} is not null)"
        for status, value, day in STATUS_DATES
        if {status, day} <= columns
    ]
    if tests:
        yield Measure("status_and_dates_agree", offends=" or ".join(tests))


def _special(model: type[LakeTable]) -> Iterator[Measure]:
    for table, check, offends, unique in SPECIAL:
        if table == model.sql_name():
            yield Measure(check, offends, unique)
