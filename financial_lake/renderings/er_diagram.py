"""Diagrams of which table names which: the source layer by its references, the star by the keys its facts bind.

`python -m financial_lake.renderings.er_diagram` writes them to `docs/diagrams`; a test fails while one differs
from the contracts. They are Mermaid, which the usual viewers of Markdown draw.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.renderings.sql_ddl import sql_type

FOLDER = Path("docs") / "diagrams"
MANY_TO_ONE, MANY_TO_MAYBE = "}o--||", "}o--o|"
ABOUT_REFERENCES = (
    "Rendered from the contracts; do not edit by hand. A line ends at the table a column names: two bars where "
    "every row names one, a circle where it may name none. References checked only by rule are drawn alike."
)
ABOUT_KEYS = (
    "Rendered from the contracts; do not edit by hand. A fact's partitions hold durable ids; the key of the version "
    "valid on the fact's day is bound when the fact is read. Every key finds a row: -1 is unknown, -2 does not apply."
)
Edge = tuple[str, str, str]
"""Tables of a relation with its crow's feet between: (child, feet, parent)."""


def pages() -> dict[str, str]:
    """Both pages, by file name."""
    return {"source_layer.md": source_layer(), "star.md": star()}


def source_layer() -> str:
    """The whole source layer as tables and references, then each domain with its columns."""
    tables = models(SOURCE_LAYER)
    lines = [
        "# The source layer",
        "",
        ABOUT_REFERENCES,
        "",
        "## All tables",
        "",
        *_drawn([], _references(tables)),
    ]
    for domain in dict.fromkeys(table.address()[1] for table in tables):
        own = [table for table in tables if table.address()[1] == domain]
        lines += ["", f"## {domain}", "", *_drawn(own, _references(own))]
    return "\n".join(lines) + "\n"


def star() -> str:
    """Facts and the dimensions whose versions their keys bind, fact by fact."""
    dimensions = {model.short_name(): model for model in models("warehouse")}
    lines = [
        "# The star",
        "",
        ABOUT_KEYS,
        "",
        "## All facts",
        "",
        *_drawn([], _bound(models("warehouse_facts"))),
    ]
    for fact in models("warehouse_facts"):
        bound = dict.fromkeys(_owners().get(each.key, each.dimension) for each in fact.about().bound_keys)
        named = [dimensions[name] for name in bound if name in dimensions]
        lines += ["", f"## {fact.short_name()}", "", fact.summary(), "", *_drawn([fact, *named], _bound([fact]))]
    return "\n".join(lines) + "\n"


def _references(tables: Iterable[type[LakeTable]]) -> Iterator[Edge]:
    for table in tables:
        optional = {each.name: each.nullable for each in table.column_meanings()}
        for column, reference in table.references():
            feet = MANY_TO_MAYBE if optional[column] or not reference.hard else MANY_TO_ONE
            yield table.short_name(), feet, f"{reference.table} : {column}"


def _bound(facts: Iterable[type[LakeTable]]) -> Iterator[Edge]:
    for fact in facts:
        for bound in fact.about().bound_keys:
            yield fact.short_name(), MANY_TO_ONE, f"{_owners().get(bound.key, bound.dimension)} : {bound.key}"


@cache
def _owners() -> dict[str, str]:
    """Surrogate key -> the dimension whose own it is: a customer's version carries the key of its geography."""
    return {model.key_columns()[0]: model.short_name() for model in models("warehouse")}


def _drawn(tables: Iterable[type[LakeTable]], edges: Iterable[Edge]) -> Iterator[str]:
    yield "```mermaid"
    yield "erDiagram"
    for table in tables:
        yield f"    {table.short_name()} {{"
        for each in table.column_meanings():
            kind = sql_type(each.arrow_type).partition("(")[0].replace(" ", "_")
            role = " PK" if each.kind == "key" or each.name == "dt" else " FK" if each.reference is not None else ""
            yield f"        {kind} {each.name}{role}"
        yield "    }"
    for child, feet, parent in dict.fromkeys(edges):
        yield f"    {child} {feet} {parent}"
    yield "```"


def main(folder: Path = FOLDER) -> None:
    """Write the diagrams and say which changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    main()
