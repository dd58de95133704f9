"""The build command: run the graph, then say what was built and what to do next."""

from datetime import date

from rich.console import Console
from rich.markup import escape

from financial_lake.contract.discovery import source_table, source_tables
from financial_lake.errors import FinancialLakeError
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.launch import RunReport, run_days
from financial_lake.storage.lake import Lake
from financial_lake.terminal.progress import BuildProgress

SHOWN = 20


def build_days(  # noqa: PLR0913 - what to build, and how to tell of it
    console: Console, lake: Lake, first: date, last: date, *, tables: list[str], rebuild: bool, quiet: bool
) -> bool:
    """Build all days from `first` to `last`; whether everything was built and every check passed."""
    chosen = [source_table(name) for name in tables] or list(source_tables())
    keys = [asset_key(table.model) for table in chosen] if tables else None
    days = (last - first).days + 1
    with BuildProgress(console, len(chosen), days, quiet=quiet) as progress:
        report = run_days(lake, first, last, tables=keys, keep_stored=not rebuild, watcher=progress)
    if not report.succeeded and report.failures:
        raise FinancialLakeError("\n".join(report.failures))
    if not quiet:
        _summary(console, lake, first, last, progress, report)
    return report.succeeded and not report.failed_checks


def _summary(  # noqa: PLR0913 - what there is to tell
    console: Console, lake: Lake, first: date, last: date, progress: BuildProgress, report: RunReport
) -> None:
    speed = progress.rows / max(0.001, progress.seconds)
    console.print(
        f"[bold]{lake.settings.customers:,} customers, {first} to {last}[/bold]: {progress.rows:,} rows in "
        f"{report.partitions:,} partitions, {progress.file_bytes / 1e6:,.1f} MB, "
        f"{progress.seconds:,.0f} s ({speed:,.0f} rows/s)."
    )
    if report.failed_checks:
        console.print(f"[red]{len(report.failed_checks):,} checks failed[/red], {report.checks_passed:,} passed:")
        for asset, check, day, found in report.failed_checks[:SHOWN]:
            console.print(f"  [red]{asset} {check} {day}[/red] {escape(found)}", soft_wrap=True)
    else:
        console.print(f"[green]All {report.checks_passed:,} checks passed[/green]; every cent reconciles.")
    console.print(f"The lake is {lake.root}. Go on with:")
    place = f" --lake {lake.root}"
    for command, purpose in (
        (f"financial-lake ui{place}", "the Dagster UI at http://127.0.0.1:3000: lineage, partitions, checks"),
        (f'financial-lake query{place} "select * from marts.daily_transaction_volume"', "SQL"),
        (f"financial-lake status{place}", "tables by days, rows and failing checks"),
        (f"financial-lake verify{place}", "prove it from the files alone"),
    ):
        console.print(f"  [cyan]{escape(command)}[/cyan]  {purpose}", soft_wrap=True)
