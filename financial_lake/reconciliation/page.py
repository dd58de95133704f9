"""`docs/reconciliation.md`: every rule, what it says, whose check evaluates it, and what the others wait for.

`python -m financial_lake.reconciliation.page` writes it; a test fails while it differs from the rules.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from financial_lake.contract.discovery import source_tables
from financial_lake.reconciliation.registry import all_rules
from financial_lake.reconciliation.rule import Rule, RuleKind

PAGE = Path("docs") / "reconciliation.md"
RULES_OF_THE_SPECIFICATION = tuple(f"R{number}" for number in range(1, 72))
LISTED = 3
"""Rules that more tables owe alike are shown once, with their number."""

ELSEWHERE: Mapping[str, str] = {
    "R66": "the same settings, table and day give the same bytes: alone, in any order, in a bank of any size; held by "
    "`financial_lake_tests/production/test_purity.py`, because no stored row can tell",
}
"""Rules that hold by tests instead of by checks of stored rows."""

WAITING: Mapping[str, tuple[str, str]] = {}
"""Rules, or the parts of rules, that need tables still to come: what they say, and the tables."""

_INTRODUCTION = """# Reconciliation

Every cent agrees: these rules hold between the stored rows of all tables, exactly, on every day. The check
`reconciliation` of a table evaluates the rules that name it; `financial-lake verify` evaluates all of them.

- A **daily** rule judges every day. A **closing window** rule judges a day on which something closes: a month, a
  refund's days, a wire's settlement. A **statistical** rule judges the last day of a full quarter.
- A rule whose partitions are not all stored is *not evaluated* on that day and says what is missing. Days before the
  opening day are never stored: the simulation stands in for them, except for statistical rules and for those that
  look a whole month back.
- Rules of transactions judge the feed without the rows labelled in `ground_truth.planted_defects`. Only what is
  labelled is taken out: a dirty row without a label turns R67 and R68 red.
- Besides, every hard reference of a contract must resolve as of the day (for weekday tables: their latest snapshot);
  these rules are part of the `contract` check.
"""


def page() -> str:
    """The page, as Markdown."""
    waiting = [f"| {rule} | {says} | {tables} |" for rule, (says, tables) in WAITING.items()]
    elsewhere = [f"- **{rule}**: {says}." for rule, says in ELSEWHERE.items()]
    lines = [
        _INTRODUCTION,
        "## Evaluated",
        "",
        "| rule | says | check of | kind |",
        "|---|---|---|---|",
        *(_line(rules) for rules in _alike(all_rules())),
        "",
        "## Held by tests",
        "",
        *elsewhere,
        "",
        "## Waiting for tables",
        "",
        *(["| rule | says | waits for |", "|---|---|---|", *waiting] if waiting else ["None."]),
    ]
    return "\n".join(lines) + "\n"


def rules_told() -> frozenset[str]:
    """Names of the specification's rules that are evaluated, held by tests or waiting."""
    return frozenset({rule.name.split(" ")[0] for rule in all_rules()} | set(WAITING) | set(ELSEWHERE))


def _alike(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rules by name, in order of the specification."""
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        by_name.setdefault(rule.name, []).append(rule)
    return [by_name[name] for name in sorted(by_name, key=_place)]


def _place(name: str) -> tuple[int, int, str]:
    first = name.split(" ", maxsplit=1)[0]
    number = int(first[1:]) if first[1:].isdigit() else 0
    return ("RC".find(first[0]) if number else 2, number, name)


def _line(rules: list[Rule]) -> str:
    first = rules[0]
    if len(rules) > LISTED:
        says = f"{_FAMILIES[first.name]}"
        tables = f"{len(rules)} of {len(source_tables())} source tables"
    else:
        says, tables = first.meaning, ", ".join(rule.table for rule in rules)
    return f"| {first.name} | {says} | {tables} | {_KINDS[first.kind]} |"


_KINDS = {
    RuleKind.DAILY: "daily",
    RuleKind.CLOSING_WINDOW: "closing window",
    RuleKind.STATISTICAL: "statistical",
}
_FAMILIES = {
    "R53": "whoever is named as employee works for the bank on that day, in a role that may do it if the bank has one",
    "R63": "no day or instant lies after the partition's day, contract dates excepted",
    "R64": "each event happened on the partition's day, and its id begins with that day",
    "R65": "tables have rows when they must, and none when they may not",
    "R67": "keys are composed as the specification says",
}
"""What generated rules say of all their tables."""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
