"""The query command: one reading query, answered as a table, CSV or JSON."""

import sys

from rich.console import Console

from financial_lake.contract.discovery import models
from financial_lake.engines.questions import ask, reading_room
from financial_lake.errors import QueryRefused
from financial_lake.storage.lake import Lake

LAYERS = ("datalake", "curated", "warehouse_facts", "marts")
FORMS = ("table", "csv", "json")


def show_answer(console: Console, lake: Lake, sql: str, form: str, limit: int) -> None:
    """Ask and print."""
    if form not in FORMS:
        raise QueryRefused(f"--format is {form!r}; choose {', '.join(FORMS[:-1])} or {FORMS[-1]}.")
    with reading_room(lake, [model for layer in LAYERS for model in models(layer)]) as connection:
        answer = ask(connection, sql)
    if form == "table":
        sys.stdout.write(answer.as_table(console.width, limit))
    else:
        sys.stdout.write(answer.as_csv() if form == "csv" else answer.as_json())
