"""The `financial-lake` command: build, banks, status, verify, audit, land, query, ask, tables, describe, ui ...

Only what `--help` needs is imported here; a command imports its own when it runs.
"""
# ruff: noqa: PLC0415 - for that reason

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from financial_lake.errors import FinancialLakeError

if TYPE_CHECKING:
    from financial_lake.storage.lake import Lake

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A bank you can materialize: build a retail bank's data lake, look at it, prove it.",
)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

NAME = "financial-lake"
MISUSED = 2
INTERRUPTED = 130
DEFAULT_LAKE = Path("lake")
LakeOption = Annotated[
    Path, typer.Option("--lake", envvar="FINANCIAL_LAKE_HOME", help="Folder of the lake; ./lake by default.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]


def main() -> None:
    """Run the command; an error the user can mend is one message and exit code 1, never a traceback."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = app(prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
    except FinancialLakeError as error:
        _say(str(error))
        code = 1
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if not hasattr(error, "format_message"):  # Typer's own: what was typed cannot be read
            raise
        _say_misuse(error)
        code = MISUSED
    if code == INTERRUPTED:  # also Typer's word for a Ctrl-C
        err.print("Stopped. What was built so far is whole; run the command again to go on.")
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # whatever is still at work in a thread ends here, as by a kill, which harms nothing
    sys.exit(code or 0)


@app.command()
def build(  # noqa: PLR0913, PLR0917 - the settings of a bank, each an option
    lake: LakeOption = DEFAULT_LAKE,
    first: Annotated[str | None, typer.Option("--from", help="First day; the opening day by default.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; the end of its quarter by default.")] = None,
    bank: Annotated[str | None, typer.Option(help="A named bank: see `financial-lake banks`.")] = None,
    customers: Annotated[int | None, typer.Option(help="223 or a multiple of ten; 2,230 by default.")] = None,
    employees: Annotated[int | None, typer.Option(help="At least 7; 150 by default.")] = None,
    scale: Annotated[str | None, typer.Option(help="Size by one number: 1 is 1,200 customers, 150 employees.")] = None,
    seed: Annotated[int | None, typer.Option(help="Root of all chance; 20241001 by default.")] = None,
    opening_day: Annotated[str | None, typer.Option(help="First day of a new lake; 2024-10-01 by default.")] = None,
    closing_day: Annotated[str | None, typer.Option(help="Last day of a new lake; none by default.")] = None,
    defect_rate: Annotated[float | None, typer.Option(help="Share of raw postings dirtied; 0 for none.")] = None,
    allow_weekend_opening: Annotated[
        bool | None, typer.Option("--allow-weekend-opening", help="Let a new lake open on a Saturday or Sunday.")
    ] = None,
    tables: Annotated[
        list[str] | None, typer.Option("--tables", "--table", help="Only this table; may be repeated.")
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make days again that are stored already.")] = False,
    quiet: Quiet = False,
) -> None:
    """Build days of the bank through Dagster, with all checks.

    Days already stored whole are kept, so a build that was stopped goes on where it was.
    """
    from financial_lake.terminal.building import build_days
    from financial_lake.terminal.options import Wish

    given = {
        "customers": customers,
        "employees": employees,
        "seed": seed,
        "opening_day": opening_day,
        "closing_day": closing_day,
        "defect_rate": defect_rate,
        "allow_weekend_opening": allow_weekend_opening,
    }
    wish = Wish(lake, first, last, scale, given, tables or [], rebuild, bank)
    raise typer.Exit(0 if build_days(out, err, wish, quiet=quiet) else 1)


@app.command()
def banks() -> None:
    """The banks that have a name: size, calendar, rows to expect, what they are good for."""
    from financial_lake.terminal.banks import show_banks

    show_banks(out)


@app.command()
def status(lake: LakeOption = DEFAULT_LAKE) -> None:
    """Tables by days present, rows, bytes and failing checks; exit 1 if a check fails or a file is damaged."""
    from financial_lake.terminal.status import show_status

    raise typer.Exit(0 if show_status(out, err, _opened(lake)) else 1)


@app.command()
def verify(
    lake: LakeOption = DEFAULT_LAKE,
    first: Annotated[str | None, typer.Option("--from", help="First day; the first stored by default.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; the last stored by default.")] = None,
    quiet: Quiet = False,
) -> None:
    """Recompute hashes, control totals and reconciliation from the files alone; exit 1 on any difference."""
    from financial_lake.terminal import options
    from financial_lake.terminal.proving import show_verification

    days = options.day(first, "--from"), options.day(last, "--to")
    raise typer.Exit(0 if show_verification(out, err, _opened(lake), *days, quiet=quiet) else 1)


@app.command()
def audit(  # noqa: PLR0913, PLR0917 - what to audit, each an option
    lake: LakeOption = DEFAULT_LAKE,
    first: Annotated[str | None, typer.Option("--from", help="First day; the first stored by default.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; the last stored by default.")] = None,
    group: Annotated[list[str] | None, typer.Option(help="Only this group, G1 to G14; may be repeated.")] = None,
    check: Annotated[list[str] | None, typer.Option(help="Only this check; may be repeated.")] = None,
    nightly: Annotated[bool, typer.Option("--nightly", help="Also make a day again elsewhere and recount it.")] = False,
    quiet: Quiet = False,
) -> None:
    """Recount days with every audit check, print a verdict a day and what fails; exit 1 on a failure."""
    from financial_lake.terminal import options
    from financial_lake.terminal.auditing import show_audit

    days = options.day(first, "--from"), options.day(last, "--to")
    passed = show_audit(out, _opened(lake), *days, groups=group or [], checks=check or [], nightly=nightly, quiet=quiet)
    raise typer.Exit(0 if passed else 1)


@app.command()
def land(  # noqa: PLR0913, PLR0917 - what to land, each an option
    table: Annotated[
        str, typer.Argument(help="A source table, for example transactions; or curated.quarantine_decisions.")
    ],
    file: Annotated[Path, typer.Argument(help="The extract: .csv, .parquet, .jsonl or .ndjson.")],
    day: Annotated[str, typer.Option(help="The day it stands for, YYYY-MM-DD.")],
    lake: LakeOption = DEFAULT_LAKE,
    mapping: Annotated[
        Path | None, typer.Option(help="SQL: a SELECT from `landed` that gives the table's columns; kept for later.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is delivered; told if it replaces other rows.")] = None,
    made_by: Annotated[str | None, typer.Option(help="Who delivers it.")] = None,
    approved_by: Annotated[str | None, typer.Option(help="Who approved it: somebody else.")] = None,
    build: Annotated[bool, typer.Option("--build/--no-build", help="Build the day at once.")] = True,
    quiet: Quiet = False,
) -> None:
    """Let your own extract take the place of the simulated feed of a table and day, under the same contract."""
    from financial_lake.storage.revisions import Handing
    from financial_lake.terminal import options
    from financial_lake.terminal.landing_files import Landing
    from financial_lake.terminal.landing_files import land as land_file

    handing = Handing(made_by, approved_by, reason)
    asked = Landing(table, file, options.given_day(day, "--day"), mapping, handing, build)
    raise typer.Exit(0 if land_file(out, err, _opened(lake), asked, quiet=quiet) else 1)


@app.command()
def query(
    sql: Annotated[
        str, typer.Argument(help="One SELECT over datalake, curated, warehouse, warehouse_facts, marts and regulatory.")
    ],
    lake: LakeOption = DEFAULT_LAKE,
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv or json.")] = "table",
    limit: Annotated[int, typer.Option(min=1, help="Rows shown as a table.")] = 50,
) -> None:
    """Ask the lake in SQL, read-only."""
    from financial_lake.terminal.asking import check_form, show_answer

    check_form(form)
    show_answer(out, _opened(lake), sql, form, limit)


@app.command(name="ask")
def ask_question(
    name: Annotated[str | None, typer.Argument(help="A question, such as top_spenders; a list without it.")] = None,
    given: Annotated[list[str] | None, typer.Argument(help="Parameters: month=2024-11-01 top=10.")] = None,
    lake: LakeOption = DEFAULT_LAKE,
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv or json.")] = "table",
    limit: Annotated[int, typer.Option(min=1, help="Rows shown as a table.")] = 50,
) -> None:
    """Ask a named question of the marts; `financial-lake ask` alone lists them with their parameters."""
    from financial_lake.terminal.asking import check_form, show_answer_to, show_questions

    check_form(form)
    if name is None:
        show_questions(out)
    else:
        show_answer_to(out, _opened(lake), name, given or [], form, limit)


@app.command(name="tables")
def list_tables() -> None:
    """All tables: what one row is, how a day is loaded, who answers for it."""
    from financial_lake.terminal.meanings import show_tables

    show_tables(out)


@app.command()
def describe(
    table: Annotated[str, typer.Argument(help="A table, for example transactions or curated.transactions.")],
) -> None:
    """A table's columns with their meaning, and its rules."""
    from financial_lake.terminal.meanings import show_table

    show_table(out, table)


@app.command()
def ui(
    lake: LakeOption = DEFAULT_LAKE,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the web page.")] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Open the Dagster UI: webserver and daemon on the lake's own instance; stop it with Ctrl-C."""
    from financial_lake.terminal.serving_ui import serve

    raise typer.Exit(serve(out, _opened(lake), host, port))


@app.command()
def clear(
    lake: LakeOption = DEFAULT_LAKE,
    confirm: Annotated[bool, typer.Option("--confirm", help="Yes, delete it.")] = False,
    quiet: Quiet = False,
) -> None:
    """Delete a lake. Refuses without --confirm, and anything that is not a lake."""
    from financial_lake.terminal.clearing import clear_lake

    place = clear_lake(_opened(lake), confirm=confirm)
    if not quiet:
        out.print(f"{escape(place)} is deleted.", soft_wrap=True)


@app.command()
def bench(  # noqa: PLR0913, PLR0917 - what to measure, each an option
    customers: Annotated[int, typer.Option(help="Size of the bank; 2,230 is the default bank.")] = 2230,
    days: Annotated[int, typer.Option(min=1, help="Its days, from the opening day; 92 is the quarter.")] = 92,
    large_customers: Annotated[int, typer.Option(help="Size of the bank whose rows a second are measured.")] = 50_000,
    large_days: Annotated[int, typer.Option(min=1, help="Its days.")] = 5,
    folder: Annotated[Path | None, typer.Option(help="Disk to measure; the temporary folder by default.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this measure; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure this machine: rows a second, seconds and peak memory, each beside its floor and its budget."""
    from financial_lake.terminal.measuring import show_bench

    show_bench(
        out,
        err,
        customers=customers,
        days=days,
        large_customers=large_customers,
        large_days=large_days,
        folder=folder,
        only=only or [],
        as_json=as_json,
    )


def _opened(place: Path) -> "Lake":
    from financial_lake.storage.lake import Lake

    return Lake.open(place)


def _say(message: str) -> None:
    err.print(f"[red]error:[/red] {escape(message)}", soft_wrap=True)


def _say_misuse(error: Any) -> None:
    asked = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help text
        out.print(escape(error.format_message()), soft_wrap=True)
        return
    command = f"{asked.command_path} --help" if asked is not None else f"{NAME} --help"
    message = error.format_message().rstrip()
    _say(f"{message if message.endswith('.') else f'{message}.'} See `{command}`.")


def _interrupt(number: int, frame: object) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
