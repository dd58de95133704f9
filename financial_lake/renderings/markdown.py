"""Rows as a Markdown table, for people who look before they ask."""

import pyarrow as pa


def markdown_table(rows: pa.Table) -> str:
    """All the given rows under their columns' names; meant for a handful."""
    names = rows.schema.names
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    lines += [f"| {' | '.join(str(row[name]) for name in names)} |" for row in rows.to_pylist()]
    return "\n".join(lines)
