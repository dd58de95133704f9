"""The data dictionary: one Markdown page a table, and an index, rendered from the contracts.

`python -m financial_lake.renderings.data_dictionary` writes them to `docs/dictionary`; a test fails while a
page differs from its contract.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from financial_lake.contract import LakeTable, LoadPattern, Pii
from financial_lake.contract.declarations import ColumnMeaning
from financial_lake.contract.discovery import LAYERS, models
from financial_lake.engines.queries import has_query
from financial_lake.renderings.column_lineage import column_origins
from financial_lake.renderings.sql_ddl import sql_type

FOLDER = Path("docs") / "dictionary"
_PARTITION = {
    LoadPattern.REFERENCE: "the whole list, every calendar day",
    LoadPattern.SNAPSHOT_DAILY: "the state at the end of the day, every calendar day",
    LoadPattern.SNAPSHOT_WEEKDAY: "the state at the end of the day, Monday to Friday; no rows on Saturday and Sunday",
    LoadPattern.EVENTS: "what happened on the day",
    LoadPattern.DAY: "what its inputs' partitions of the day make of it",
    LoadPattern.DAY_ON_WEEKDAYS: "what its inputs' partitions of the day make of it, Monday to Friday; no rows on "
    "Saturday and Sunday",
    LoadPattern.MONTH_END: "what its inputs make of the month; rows on its last calendar day, none on the other days",
    LoadPattern.FULL: "the whole table; it has no daily partitions",
}
_SIGNS = {
    "greater_than_or_equal_to": ("min_value", "≥"),
    "greater_than": ("min_value", ">"),
    "less_than_or_equal_to": ("max_value", "≤"),
    "less_than": ("max_value", "<"),
}


def pages() -> dict[str, str]:
    """All pages, by path below the dictionary's folder: the index and one a table."""
    found = {layer: models(layer) for layer in LAYERS}
    made = {page_path(model): page(model) for tables in found.values() for model in tables}
    return {"README.md": _index(found), **made}


def page_path(model: type[LakeTable]) -> str:
    """Where a table's page lies: the path of its file, its asset and its storage."""
    return "/".join(model.address()) + ".md"


def page(model: type[LakeTable]) -> str:
    """The page of one table, as Markdown."""
    lines = [f"# {model.sql_name()}", "", _sentence(model.summary()), "", *_facts(model), "", "## Columns", ""]
    lines += ["| column | type | null | PII | meaning | reference | allowed values |", "|---|---|---|---|---|---|---|"]
    checks = model.to_schema().columns
    lines += [_column(each, checks[each.name].checks, model) for each in model.column_meanings()]
    if has_query(model):
        lines += ["", "## Where its columns come from", "", *_origins(model)]
    if model.row_rules():
        lines += ["", "## Rules across columns", ""]
        lines += [f"- `{rule.name}`: {_sentence(rule.meaning)}" for rule in model.row_rules()]
    return "\n".join(lines) + "\n"


def write(folder: Path) -> list[Path]:
    """Write all pages, remove those whose table is gone, and return the paths that changed."""
    wanted = {folder / path: text for path, text in pages().items()}
    stale = [path for path in sorted(folder.rglob("*.md")) if path not in wanted]
    changed = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        path.unlink()
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return sorted(stale + changed)


def _facts(model: type[LakeTable]) -> Iterator[str]:
    about = model.about()
    keys = [each.name for each in model.column_meanings() if each.name == "dt" or each.kind == "key"]
    unique = "" if about.unique_key else " (the raw feed may repeat it)"
    yield "| | |"
    yield "|---|---|"
    yield f"| one row is | {about.grain} |"
    yield f"| key | {', '.join(f'`{name}`' for name in keys)}{unique} |"
    yield f"| a partition holds | {_PARTITION[about.load]} |"
    yield f"| owner | {about.owner} |"
    if about.rules:
        yield f"| reconciliation rules | {', '.join(about.rules)} |"


def _column(each: ColumnMeaning, checks: list[Any], model: type[LakeTable]) -> str:
    names = ""
    if each.reference is not None:
        names = _reference(each, model) + ("" if each.reference.hard else " (not checked on arrival)")
    pii = "" if each.pii is Pii.NONE else each.pii.value
    cells = (
        f"`{each.name}`",
        sql_type(each.arrow_type),
        "yes" if each.nullable else "no",
        pii,
        each.meaning.replace("|", "\\|"),
        names,
        _allowed(each, checks),
    )
    return "| " + " | ".join(cells) + " |"


def _origins(model: type[LakeTable]) -> Iterator[str]:
    """From which columns each is computed, as its SQL says; what only chooses or joins rows is not counted."""
    up = "../" * (len(model.address()) - 1)
    yield "| column | computed from |"
    yield "|---|---|"
    for column, origins in column_origins(model).items():
        named = ", ".join(f"[`{table.sql_name()}`.`{name}`]({up}{page_path(table)})" for table, name in origins)
        yield f"| `{column}` | {named or 'the SQL alone'} |"


def _reference(each: ColumnMeaning, model: type[LakeTable]) -> str:
    """The column named, linked to its page when the table is built."""
    target = each.reference
    if target is None:
        return ""
    label = f"`{target.table}.{target.column}`"
    parents = [other for other in models(model.address()[0]) if other.short_name() == target.table]
    if not parents:
        return label
    up = "../" * (len(model.address()) - 1)
    return f"[{label}]({up}{page_path(parents[0])})"


def _allowed(each: ColumnMeaning, checks: list[Any]) -> str:
    """Bounds, lists and patterns in a reader's words."""
    said = []
    for check in checks:
        if check.name in _SIGNS:
            bound, sign = _SIGNS[check.name]
            said.append(f"{sign} {check.statistics[bound]}")
        elif check.name == "str_matches":
            pattern = str(check.statistics["pattern"]).replace("|", "\\|")
            said.append(f"`{pattern}`")
        elif check.name != "isin":
            said.append(f"`{check.error or check.name}`")
    if each.values is not None:
        said.append(", ".join(each.values) + _openness(each, checks))
    return "; ".join(said)


def _openness(each: ColumnMeaning, checks: list[Any]) -> str:
    """How far values of a raw feed may stray from their list."""
    listed = [check.statistics["allowed_values"] for check in checks if check.name == "isin"]
    if not listed:
        return " (others are let in and judged by cleaning)"
    return " (in any spelling)" if any(len(values) > len(each.values or ()) for values in listed) else ""


def _index(found: Mapping[str, tuple[type[LakeTable], ...]]) -> str:
    lines = ["# Data dictionary", "", "Every table, rendered from its contract; do not edit these pages by hand."]
    for layer, tables in found.items():
        if tables:
            lines += ["", f"## {layer}", "", "| table | what it is | one row is | owner |", "|---|---|---|---|"]
        for model in tables:
            about = model.about()
            label = "/".join(model.address()[1:])
            lines.append(
                f"| [{label}]({page_path(model)}) | {_sentence(model.summary())} | {about.grain} | {about.owner} |"
            )
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    """The text as a sentence, safe inside a table."""
    plain = text.replace("|", "\\|")
    return plain[:1].upper() + plain[1:] + ("" if plain.endswith(".") else ".")


def main(folder: Path = FOLDER) -> None:
    """Write the dictionary and say what changed."""
    changed = write(folder)
    sys.stdout.write("".join(f"{path}\n" for path in changed) or "The data dictionary is up to date.\n")


if __name__ == "__main__":
    main()
