"""The build command: run the graph, then say what was built and what to do next."""

from datetime import date
from shlex import quote

from rich.console import Console
from rich.markup import escape
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models
from financial_lake.errors import FinancialLakeError
from financial_lake.orchestration.launch import RunReport, check_days, run_days
from financial_lake.orchestration.query_assets import day_models
from financial_lake.storage.lake import Lake
from financial_lake.terminal.naming import table_named
from financial_lake.terminal.options import Wish, known_settings, wished_days, wished_settings
from financial_lake.terminal.progress import BuildProgress

SHOWN = 20


def build_days(console: Console, errors: Console, wish: Wish, *, quiet: bool) -> bool:
    """Build what was asked for; whether everything was built and every check passed.

    What was asked for is judged whole before anything is made.
    """
    asked = wished_settings(wish)
    settings = known_settings(wish, asked)
    first, last = wished_days(wish, settings)
    chosen = [table_named(name) for name in wish.tables]
    check_days(Lake(UPath(wish.place).absolute(), settings), first, last)
    lake = Lake.found_or_create(wish.place, asked)
    with BuildProgress(console, _dated(chosen), (last - first).days + 1, quiet=quiet) as progress:
        report = run_days(lake, first, last, tables=chosen or None, keep_stored=not wish.rebuild, watcher=progress)
    if not report.succeeded and report.failures:
        raise FinancialLakeError(_told(report.failures))
    if report.failed_checks:
        show_failed_checks(errors, report)
    if not quiet:
        _summary(console, lake, first, last, progress, report)
    return report.succeeded and not report.failed_checks


def _dated(chosen: list[type[LakeTable]]) -> int:
    """How many of the tables have days, which is what progress counts."""
    dated = [*models("datalake"), *day_models()]
    return sum(table in dated for table in chosen) if chosen else len(dated)


def _told(failures: tuple[str, ...]) -> str:
    """The first failures, one under the other."""
    shown = list(failures[:SHOWN])
    if len(failures) > SHOWN:
        shown.append(f"and {len(failures) - SHOWN} more; the Dagster UI lists them")
    return "\n".join(shown)


def show_failed_checks(errors: Console, report: RunReport) -> None:
    """The checks that failed, the first of them with what they found."""
    errors.print(f"[red]{len(report.failed_checks):,} checks failed[/red], {report.checks_passed:,} passed:")
    for asset, check, day, found in report.failed_checks[:SHOWN]:
        errors.print(f"  [red]{asset} {check} {day}[/red] {escape(found)}", soft_wrap=True)
    if len(report.failed_checks) > SHOWN:
        errors.print(f"  and {len(report.failed_checks) - SHOWN:,} more; `financial-lake status` counts them.")


def _summary(  # noqa: PLR0913, PLR0917 - what there is to tell
    console: Console, lake: Lake, first: date, last: date, progress: BuildProgress, report: RunReport
) -> None:
    speed = progress.rows / max(0.001, progress.seconds)
    kept = f", {progress.days_kept:,} of them stored already" if progress.days_kept else ""
    console.print(
        f"[bold]{lake.settings.customers:,} customers, {first} to {last}[/bold]: {progress.rows:,} rows in "
        f"{report.partitions:,} partitions{kept}, {progress.file_bytes / 1e6:,.1f} MB, "
        f"{progress.seconds:,.0f} s ({speed:,.0f} rows/s).",
        soft_wrap=True,
    )
    if not report.failed_checks:
        console.print(f"[green]All {report.checks_passed:,} checks passed[/green]; every cent reconciles.")
    console.print(f"The lake is {escape(str(lake.root))}. Go on with:", soft_wrap=True)
    place = f" --lake {quote(str(lake.root))}"
    for command, purpose in (
        (f"financial-lake ui{place}", "the Dagster UI at http://127.0.0.1:3000: lineage, partitions, checks"),
        (f'financial-lake query{place} "from marts.daily_transaction_volume"', "SQL"),
        (f"financial-lake status{place}", "tables by days, rows and failing checks"),
        (f"financial-lake verify{place}", "prove it from the files alone"),
    ):
        console.print(f"  [cyan]{escape(command)}[/cyan]  {purpose}", soft_wrap=True)
