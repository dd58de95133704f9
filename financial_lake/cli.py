"""The `financial-lake` command: build, status, verify, query, tables, describe, ui, clear, bench."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from financial_lake.errors import FinancialLakeError
from financial_lake.storage.lake import Lake
from financial_lake.terminal import options

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A bank you can materialize: build a retail bank's data lake, look at it, prove it.",
)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

DEFAULT_LAKE = Path("lake")
LakeOption = Annotated[
    Path, typer.Option("--lake", envvar="FINANCIAL_LAKE_HOME", help="Folder of the lake; ./lake by default.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]


def main() -> None:
    """Run the command; an error the user can mend is one message and exit code 1, never a traceback."""
    try:
        app()
    except FinancialLakeError as error:
        err.print(f"[red]error:[/red] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("Stopped. What was built so far is whole; run the command again to go on.")
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@app.command()
def build(  # noqa: PLR0913 - the settings of a bank, each an option
    lake: LakeOption = DEFAULT_LAKE,
    first: Annotated[str | None, typer.Option("--from", help="First day; the opening day by default.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; the end of its quarter by default.")] = None,
    customers: Annotated[int | None, typer.Option(help="223 or a multiple of ten; 2,230 by default.")] = None,
    employees: Annotated[int | None, typer.Option(help="At least 7; 150 by default.")] = None,
    scale: Annotated[str | None, typer.Option(help="Size by one number: 1 is 1,200 customers, 150 employees.")] = None,
    seed: Annotated[int | None, typer.Option(help="Root of all chance; 20241001 by default.")] = None,
    opening_day: Annotated[str | None, typer.Option(help="First day of a new lake; 2024-10-01 by default.")] = None,
    closing_day: Annotated[str | None, typer.Option(help="Last day of a new lake; none by default.")] = None,
    defect_rate: Annotated[float | None, typer.Option(help="Share of raw postings dirtied; 0 for none.")] = None,
    tables: Annotated[list[str] | None, typer.Option(help="Only this table; may be repeated.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make days again that are stored already.")] = False,
    quiet: Quiet = False,
) -> None:
    """Build days of the bank through Dagster, with all checks.

    Days already stored whole are kept, so a build that was stopped goes on where it was.
    """
    from financial_lake.terminal.building import build_days

    days = options.day(first, "--from"), options.day(last, "--to")
    given = {
        "customers": customers,
        "employees": employees,
        "seed": seed,
        "opening_day": options.day(opening_day, "--opening-day"),
        "closing_day": options.day(closing_day, "--closing-day"),
        "defect_rate": defect_rate,
    }
    found = options.found_lake(lake, options.number(scale, "--scale"), given)
    start, end = options.asked_days(found, *days)
    ok = build_days(out, found, start, end, tables=tables or [], rebuild=rebuild, quiet=quiet)
    raise typer.Exit(0 if ok else 1)


@app.command()
def status(lake: LakeOption = DEFAULT_LAKE) -> None:
    """Tables by days present, rows, bytes and failing checks."""
    from financial_lake.terminal.looking import show_status

    raise typer.Exit(0 if show_status(out, Lake.open(lake)) else 1)


@app.command()
def verify(
    lake: LakeOption = DEFAULT_LAKE,
    first: Annotated[str | None, typer.Option("--from", help="First day; the first stored by default.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; the last stored by default.")] = None,
    quiet: Quiet = False,
) -> None:
    """Recompute hashes, control totals and reconciliation from the files alone; exit 1 on any difference."""
    from financial_lake.terminal.looking import show_verification

    days = options.day(first, "--from"), options.day(last, "--to")
    raise typer.Exit(0 if show_verification(out, err, Lake.open(lake), *days, quiet=quiet) else 1)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT over datalake, curated, warehouse and marts.")],
    lake: LakeOption = DEFAULT_LAKE,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    limit: Annotated[int, typer.Option(help="Rows shown as a table.")] = 50,
) -> None:
    """Ask the lake in SQL, read-only."""
    from financial_lake.terminal.asking import show_answer

    show_answer(out, Lake.open(lake), sql, form, limit)


@app.command(name="tables")
def list_tables() -> None:
    """All tables: what one row is, how a day is loaded, who answers for it."""
    from financial_lake.terminal.looking import show_tables

    show_tables(out)


@app.command()
def describe(table: Annotated[str, typer.Argument(help="A table, for example transactions.")]) -> None:
    """A table's columns with their meaning, and its rules."""
    from financial_lake.terminal.looking import show_table

    show_table(out, table)


@app.command()
def ui(
    lake: LakeOption = DEFAULT_LAKE,
    port: Annotated[int, typer.Option(help="Port of the web page.")] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Open the Dagster UI: webserver and daemon on the lake's own instance."""
    from financial_lake.terminal.serving_ui import serve

    raise typer.Exit(serve(out, Lake.found_or_create(lake), host, port))


@app.command()
def clear(
    lake: LakeOption = DEFAULT_LAKE,
    confirm: Annotated[bool, typer.Option("--confirm", help="Yes, delete it.")] = False,
) -> None:
    """Delete a lake. Refuses without --confirm, and anything that is not a lake."""
    from financial_lake.terminal.clearing import clear_lake

    clear_lake(out, Lake.open(lake), confirm=confirm)


@app.command()
def bench(
    customers: Annotated[int, typer.Option(help="Size of the bank measured.")] = 2230,
    days: Annotated[int, typer.Option(help="Days measured, from the opening day.")] = 31,
) -> None:
    """Measure this machine: rows a second, seconds and peak memory, each beside its floor."""
    from financial_lake.terminal.measuring import show_bench

    show_bench(out, customers, days)


if __name__ == "__main__":
    main()
