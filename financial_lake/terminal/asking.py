"""The query command: one reading query, answered as a table, CSV or JSON."""

import sys

from rich.console import Console

from financial_lake.contract.discovery import all_models
from financial_lake.engines.questions import ask, reading_room
from financial_lake.errors import QueryRefused
from financial_lake.storage.lake import Lake

FORMS = ("table", "csv", "json")
WIDE = 400


def check_form(form: str) -> None:
    """Refuse a form of answer there is not.

    Raises:
        QueryRefused: naming those there are.
    """
    if form not in FORMS:
        raise QueryRefused(f"--format is {form!r}; choose {', '.join(FORMS[:-1])} or {FORMS[-1]}.")


def show_answer(console: Console, lake: Lake, sql: str, form: str, limit: int) -> None:
    """Ask and print.

    Raises:
        QueryRefused: not one reading query, or it fails.
    """
    with reading_room(lake, all_models()) as connection:
        answer = ask(connection, sql)
    if form == "table":
        sys.stdout.write(answer.as_table(console.width if console.is_terminal else WIDE, limit))
    else:
        sys.stdout.write(answer.as_csv() if form == "csv" else answer.as_json())
