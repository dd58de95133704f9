"""A contract as DuckDB's SQL: column types, and the statements that make the table with all it promises."""

import pyarrow as pa

from financial_lake.contract import LakeTable

_TYPES: dict[pa.DataType, str] = {
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
}


def sql_type(kind: pa.DataType) -> str:
    """The DuckDB type in which `DESCRIBE` shows a stored Arrow type.

    Raises:
        TypeError: for a type contracts do not use: a programming error.
    """
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if kind not in _TYPES:
        raise TypeError(f"contracts have no SQL type for {kind}")
    return _TYPES[kind]


def sql_types(model: type[LakeTable]) -> dict[str, str]:
    """Column name to DuckDB type, in the contract's order: what `DESCRIBE` must answer."""
    return {each.name: sql_type(each.arrow_type) for each in model.column_meanings()}


def create_table(model: type[LakeTable]) -> str:
    """SQL that makes the table with its constraints and meanings, for databases that keep them.

    Several statements, parted by semicolons: the table with not-null and key constraints, then a comment on
    it and on each column. The schema must exist.
    """
    nullable = {each.name: each.nullable for each in model.column_meanings()}
    lines = [f"    {name} {kind}{'' if nullable[name] else ' NOT NULL'}" for name, kind in sql_types(model).items()]
    keys = model.to_schema().unique
    if keys and not any(nullable[name] for name in keys):
        lines.append(f"    PRIMARY KEY ({', '.join(keys)})")
    name = model.sql_name()
    statements = [
        f"CREATE TABLE IF NOT EXISTS {name} (\n" + ",\n".join(lines) + "\n)",
        f"COMMENT ON TABLE {name} IS {_quoted(model.summary())}",
        *(f"COMMENT ON COLUMN {name}.{each.name} IS {_quoted(each.meaning)}" for each in model.column_meanings()),
    ]
    return ";\n".join(statements) + ";\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
