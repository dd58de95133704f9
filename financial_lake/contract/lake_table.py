"""LakeTable: the one description of a table, from which everything else is rendered."""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any, ClassVar

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract.columns import Day, Pii, Reference, column
from financial_lake.contract.declarations import About, BoundKey, ColumnMeaning, LoadPattern, RowRule
from financial_lake.errors import ContractViolation

SOURCE_LAYER = "datalake"


class LakeTable(pandera.DataFrameModel):
    """A table of the lake. Subclass it in `<layer>/<domain>/<table>.py`; the file's path is the table's name.

    Example:
        ```python
        class Branches(LakeTable, grain="branch", load=LoadPattern.REFERENCE, owner="branch_network", rules=("R28",)):

            branch_id: Id = key("1-24 in the US, 25-40 in Canada")
        ```
    """

    _about: ClassVar[About]

    def __init_subclass__(  # noqa: PLR0913 - what every table says of itself, by name
        cls,
        *,
        grain: str = "",
        load: LoadPattern = LoadPattern.FULL,
        owner: str = "",
        rules: tuple[str, ...] = (),
        unique_key: bool = True,
        reads_back: int = 0,
        windows: Mapping[str, int] | None = None,
        bound_keys: tuple[BoundKey, ...] = (),
        internal: bool = False,
        **options: Any,
    ) -> None:
        """Take the table's own words from the class statement; see `About`."""
        super().__init_subclass__(**options)  # type: ignore[no-untyped-call] # Pandera's own is untyped
        back = dict(windows or {})
        cls._about = About(grain, load, owner, rules, unique_key, reads_back, back, bound_keys, internal)

    dt: Day = column("the partition: the day this row belongs to")

    class Config:
        """A frame has the contract's columns, in its order, in its types: nothing is coerced."""

        strict = True
        ordered = True
        coerce = False

    @classmethod
    def to_schema(cls) -> Any:
        """The Pandera schema; the key columns are unique together with `dt`. Tables rebuilt whole have no `dt`."""
        schema = super().to_schema()
        if not cls._has_day():
            schema = schema.remove_columns(["dt"])
        if cls._about.unique_key:
            schema.unique = list(dict.fromkeys([*(["dt"] if cls._has_day() else []), *cls.key_columns()]))
        return schema

    @classmethod
    def _has_day(cls) -> bool:
        """Whether rows have a `dt`: as their partition, or, in a list of days, as a column of its own."""
        return cls.is_dated() or "dt" in vars(cls).get("__annotations__", {})

    @classmethod
    def about(cls) -> About:
        """What the table says of itself."""
        return cls._about

    @classmethod
    @cache
    def address(cls) -> tuple[str, ...]:
        """Where the table lives: ('datalake', 'payments', 'transactions')."""
        return tuple(cls.__module__.split(".")[1:])

    @classmethod
    def short_name(cls) -> str:
        """The last part of the address; unique within a layer."""
        return cls.address()[-1]

    @classmethod
    @cache
    def sql_name(cls) -> str:
        """The table's name in SQL; the schema is the layer: `datalake.card_transactions`."""
        return f"{cls.address()[0]}.{cls.short_name()}"

    @classmethod
    def is_dated(cls) -> bool:
        """Whether the table has a partition a day; the others are one file, or one table, replaced whole."""
        return cls._about.load is not LoadPattern.FULL

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring: one sentence a banker would say."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    @cache
    def column_meanings(cls) -> tuple[ColumnMeaning, ...]:
        """All columns in order."""
        described = []
        for name, field in super().to_schema().columns.items():
            if name == "dt" and not cls._has_day():
                continue
            said = field.metadata or {}
            described.append(
                ColumnMeaning(
                    name=name,
                    arrow_type=field.dtype.type.pyarrow_dtype,
                    meaning=field.description or "",
                    nullable=field.nullable,
                    pii=said.get("pii", Pii.NONE),
                    kind=said.get("kind", "value"),
                    reference=said.get("reference"),
                    values=said.get("values"),
                    rules=tuple(str(check.error or check.name) for check in field.checks),
                )
            )
        return tuple(described)

    @classmethod
    def key_columns(cls) -> tuple[str, ...]:
        """The columns that are unique together with `dt`."""
        return tuple(each.name for each in cls.column_meanings() if each.kind == "key")

    @classmethod
    def money_columns(cls) -> tuple[str, ...]:
        """The columns that are summed into control totals."""
        return tuple(each.name for each in cls.column_meanings() if each.kind == "money")

    @classmethod
    def references(cls) -> tuple[tuple[str, Reference], ...]:
        """(column, reference) for every column that names a row of another table."""
        return tuple((each.name, each.reference) for each in cls.column_meanings() if each.reference is not None)

    @classmethod
    def row_rules(cls) -> tuple[RowRule, ...]:
        """The declared rules across columns."""
        found: dict[str, RowRule] = {}
        for kind in reversed(cls.__mro__):
            for name, member in vars(kind).items():
                rule = getattr(member, "__row_rule__", None)
                if isinstance(rule, RowRule):
                    found[name] = rule
        return tuple(found.values())

    @classmethod
    @cache
    def arrow_schema(cls) -> pa.Schema:
        """The stored schema: types, null-ness, and each column's meaning as field metadata."""
        return pa.schema(
            [
                pa.field(
                    each.name, each.arrow_type, each.nullable, {"description": each.meaning, "pii": each.pii.value}
                )
                for each in cls.column_meanings()
            ]
        )

    @classmethod
    def check_rows(cls, table: pa.Table) -> None:
        """Validate rows (one day or many) against every rule at once.

        Raises:
            ContractViolation: with a frame of failure cases (column, check, failure_case, index).
        """
        wanted = [(each.name, each.arrow_type) for each in cls.column_meanings()]
        found = [(field.name, field.type) for field in table.schema]
        if wanted != found:
            raise ContractViolation(_schema_difference(cls.short_name(), wanted, found), pd.DataFrame())
        schema = _schema_of(cls)
        if schema.unique and _rise(table, schema.unique):
            schema = _schema_without_uniqueness(cls)
        try:
            schema.validate(table.to_pandas(types_mapper=pd.ArrowDtype), lazy=True)
        except pandera.errors.SchemaErrors as error:
            cases = error.failure_cases
            broken = ", ".join(sorted({f"{case.column}: {case.check}" for case in cases.itertuples()}))
            message = f"{'/'.join(cls.address())}: {len(cases):,} failure cases in rules [{broken}]."
            raise ContractViolation(message, cases) from error


@cache
def _schema_of(model: type[LakeTable]) -> Any:
    return model.to_schema()


@cache
def _schema_without_uniqueness(model: type[LakeTable]) -> Any:
    schema = copy(_schema_of(model))  # Pandera keeps one schema a model
    schema.unique = None
    return schema


def _rise(table: pa.Table, keys: Sequence[str]) -> bool:
    """Whether each row's key is greater than that of the row before: what rises is unique, and found without a set."""
    greater, equal = pa.scalar(value=False), pa.scalar(value=True)
    for name in keys:
        column = table.column(name).combine_chunks()
        before, after = column.slice(0, max(0, len(column) - 1)), column.slice(1)
        greater = pc.or_kleene(greater, pc.and_kleene(equal, pc.greater(after, before)))
        equal = pc.and_kleene(equal, pc.equal(after, before))
    return bool(pc.all(pc.fill_null(greater, fill_value=False)).as_py())


def _schema_difference(name: str, wanted: list[tuple[str, Any]], found: list[tuple[str, Any]]) -> str:
    lost = [f"{column} {kind}" for column, kind in wanted if (column, kind) not in found]
    strange = [f"{column} {kind}" for column, kind in found if (column, kind) not in wanted]
    if not lost and not strange:
        return f"{name}: the columns are right but in another order; expected {[column for column, _ in wanted]}."
    return f"{name}: columns differ from the contract; missing {lost}, unexpected {strange}."
