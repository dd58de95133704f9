"""The query and ask commands: one reading query or one named question, answered as a table, CSV or JSON."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from financial_lake.contract.discovery import all_models
from financial_lake.engines.questions import Answer, ask, reading_room
from financial_lake.errors import QueryRefused
from financial_lake.questions import answer_to, question_named, questions
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
    _print(console, answer, form, limit)


def show_questions(console: Console) -> None:
    """All questions by reader, in words, with what can be chosen."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("ask", no_wrap=True)
    for column in ("question", "parameters"):
        table.add_column(column, overflow="fold")
    for question in questions():
        parameters = "\n".join(f"{each.name}: {each.meaning}" for each in question.parameters)
        table.add_row(f"[cyan]{question.name}[/cyan]", question.words, escape(parameters))
    console.print(table)


def show_answer_to(console: Console, lake: Lake, name: str, given: Sequence[str], form: str, limit: int) -> None:  # noqa: PLR0913, PLR0917
    """Ask a named question and print its answer.

    Args:
        console: where to.
        lake: whom to ask.
        name: of the question.
        given: "parameter=value", as typed.
        form: table, csv or json.
        limit: rows shown as a table.

    Raises:
        UnknownQuestion, QueryRefused: saying what there is to choose from.
    """
    question = question_named(name)
    malformed = [each for each in given if "=" not in each]
    if malformed:
        raise QueryRefused(f"{malformed[0]!r} is no parameter; write NAME=VALUE, for example month=2024-11-01.")
    answer = answer_to(lake, question, dict(each.split("=", 1) for each in given))
    if form == "table" and console.is_terminal:
        console.print(f"[bold]{escape(question.words)}[/bold]")
    _print(console, answer, form, limit)


def _print(console: Console, answer: Answer, form: str, limit: int) -> None:
    if form == "table":
        sys.stdout.write(answer.as_table(console.width if console.is_terminal else WIDE, limit))
    else:
        sys.stdout.write(answer.as_csv() if form == "csv" else answer.as_json())
