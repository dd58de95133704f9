"""The tables and describe commands: what there is, and what it means."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from financial_lake.contract.discovery import all_models
from financial_lake.reconciliation.registry import rules_of
from financial_lake.renderings.sql_ddl import sql_type
from financial_lake.terminal.naming import full_name, table_named

WIDE = 1000


def show_tables(console: Console) -> None:
    """All tables of all layers, a line each."""
    shown = Table("table", "one row is", "load", "owner", "what it holds", box=None, pad_edge=False)
    for table in all_models():
        about = table.about()
        shown.add_row(full_name(table), about.grain, about.load.value, about.owner, escape(table.summary()))
    _print(console, shown)


def show_table(console: Console, name: str) -> None:
    """One table: columns with type, null-ness, PII class and meaning; rules below."""
    table = table_named(name)
    about = table.about()
    console.print(f"[bold]{full_name(table)}[/bold]: {escape(table.summary())}", soft_wrap=True)
    key = ", ".join(dict.fromkeys((*(["dt"] if table.is_dated() else []), *table.key_columns())))
    console.print(
        f"One row: {about.grain}. Key: {key}. Load: {about.load.value}. In SQL: {table.sql_name()}.", soft_wrap=True
    )
    shown = Table("column", "type", "null", "pii", "meaning", box=None, pad_edge=False)
    for each in table.column_meanings():
        meaning = each.meaning + (f" -> {each.reference.table}" if each.reference else "")
        if each.values:
            meaning += f" ({', '.join(each.values)})"
        nullable = "yes" if each.nullable else "no"
        shown.add_row(each.name, sql_type(each.arrow_type), nullable, each.pii.value, escape(meaning))
    _print(console, shown)
    for rule in table.row_rules():
        console.print(f"  rule {rule.name}: {escape(rule.meaning)}", soft_wrap=True)
    for each_rule in rules_of(table.short_name() if table.address()[0] == "datalake" else table.sql_name()):
        console.print(f"  reconciliation {each_rule.name}: {escape(each_rule.meaning)}", soft_wrap=True)


def _print(console: Console, shown: Table) -> None:
    """On a terminal as wide as it is; elsewhere a line a row, whatever its length."""
    width = None if console.is_terminal else WIDE
    Console(file=console.file, width=width, highlight=False).print(shown)
