"""Looking at a lake: what is stored, what fails, what a table means, and the proof from the files."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models, source_table, source_tables
from financial_lake.errors import UnknownTable
from financial_lake.orchestration.catalog import type_name
from financial_lake.orchestration.launch import check_tallies
from financial_lake.reconciliation.registry import reconcile, resolve_references
from financial_lake.reconciliation.rule import Outcome, State
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_manifest
from financial_lake.storage.verification import Finding
from financial_lake.storage.verification import verify as verify_files

LAYERS = ("datalake", "curated", "warehouse", "marts")
FAILING_SHOWN = 3


def show_status(console: Console, lake: Lake) -> bool:
    """Tables by days present, rows, bytes and failing checks; whether no check fails."""
    tallies = check_tallies(lake)
    shown = Table("table", "days", "first", "last", "rows", "MB", "checks passed", "failing", box=None, pad_edge=False)
    for name in ("days", "rows", "MB", "checks passed"):
        next(each for each in shown.columns if each.header == name).justify = "right"
    rows_in_all = bytes_in_all = failing = 0
    for model in _all_models():
        days = lake.stored_days(model.address())
        manifests = [read_manifest(lake, model.address(), day) for day in days]
        rows, size = sum(each.row_count for each in manifests), sum(each.file_bytes for each in manifests)
        tally = tallies.get("/".join(model.address()))
        failed = {} if tally is None else tally.failed
        failing += sum(len(keys) for keys in failed.values())
        rows_in_all, bytes_in_all = rows_in_all + rows, bytes_in_all + size
        shown.add_row(
            "/".join(model.address()),
            f"{len(days):,}",
            str(days[0]) if days else "",
            str(days[-1]) if days else "",
            f"{rows:,}",
            f"{size / 1e6:,.1f}",
            "" if tally is None else f"{tally.passed:,}",
            "; ".join(_failing(check, keys) for check, keys in sorted(failed.items())),
        )
    settings = lake.settings
    console.print(f"{lake.root}: {settings.customers:,} customers, seed {settings.seed}, from {settings.opening_day}")
    console.print(shown)
    console.print(f"{rows_in_all:,} rows, {bytes_in_all / 1e6:,.1f} MB, {failing:,} failing checks")
    return failing == 0


def show_verification(  # noqa: PLR0913
    console: Console, errors: Console, lake: Lake, first: date | None, last: date | None, *, quiet: bool
) -> bool:
    """Verify files and reconciliation; print every difference; whether there is none."""
    stored = sorted({day for table in source_tables() for day in lake.stored_days(table.model.address())})
    chosen = [day for day in stored if (first is None or day >= first) and (last is None or day <= last)]
    picked = None if first is None and last is None else chosen
    spinner = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True,
        disable=quiet or not console.is_terminal,
    )
    with spinner:
        task = spinner.add_task("verifying")
        found = verify_files(
            lake,
            [table.model for table in source_tables()],
            picked,
            progress=lambda table, day: spinner.update(task, description=f"{table} to {day}"),
        )
        for table in source_tables():
            spinner.update(task, description=f"{table.name}: references and reconciliation")
            found += _rule_findings(lake, table.name, chosen)
    wrong = [finding for finding in found if finding.is_error]
    for finding in found:
        errors.print(escape(str(finding)), style="red" if finding.is_error else "yellow", soft_wrap=True)
    if not quiet:
        partitions = len(chosen) * len(source_tables())
        verdict = f"[red]{len(wrong):,} differences[/red]" if wrong else "[green]no difference[/green]"
        console.print(f"{partitions:,} partitions of {len(chosen):,} days verified from the files alone: {verdict}.")
    return not wrong


def _rule_findings(lake: Lake, table: str, days: Sequence[date]) -> Iterator[Finding]:
    if not days:
        return
    bank = _bank_of(lake)
    place = "/".join(source_table(table).model.address())
    for found in (resolve_references(lake, bank, table, days), reconcile(lake, bank, table, days)):
        for day, outcomes in found.items():
            yield from (_finding(place, day, outcome) for outcome in outcomes if outcome.state is State.FAILED)


def _finding(place: str, day: date, outcome: Outcome) -> Finding:
    message = (
        f"{outcome.offenders:,} of {outcome.compared:,} rows disagree, largest difference "
        f"{outcome.largest_difference}; for example {', '.join(outcome.sample[:FAILING_SHOWN])}"
    )
    return Finding(check=outcome.rule, place=place, day=day, message=message)


_banks: dict[str, Bank] = {}


def _bank_of(lake: Lake) -> Bank:
    return _banks.setdefault(lake.seal, Bank(lake.settings))


def show_tables(console: Console) -> None:
    """All tables of all layers, a line each."""
    shown = Table("table", "one row is", "load", "owner", "what it holds", box=None, pad_edge=False)
    for model in _all_models():
        about = model.about()
        shown.add_row("/".join(model.address()), about.grain, about.load.value, about.owner, model.summary())
    console.print(shown)


def show_table(console: Console, name: str) -> None:
    """One table: columns with type, null-ness, PII class and meaning; rules below."""
    model = _model(name)
    about = model.about()
    console.print(f"[bold]{'/'.join(model.address())}[/bold]: {model.summary()}")
    console.print(f"One row: {about.grain}. Key: dt, {', '.join(model.key_columns())}. Load: {about.load.value}.")
    shown = Table("column", "type", "null", "pii", "meaning", box=None, pad_edge=False)
    for each in model.column_meanings():
        meaning = each.meaning + (f" -> {each.reference.table}" if each.reference else "")
        if each.values:
            meaning += f" ({', '.join(each.values)})"
        nullable = "yes" if each.nullable else "no"
        shown.add_row(each.name, type_name(each.arrow_type), nullable, each.pii.value, escape(meaning))
    console.print(shown)
    for rule in model.row_rules():
        console.print(f"  rule {rule.name}: {rule.meaning}")
    if about.rules:
        console.print(f"  reconciliation: {', '.join(about.rules)}")


def _all_models() -> Iterable[type[LakeTable]]:
    return (model for layer in LAYERS for model in models(layer))


def _model(name: str) -> type[LakeTable]:
    short = name.replace(".", "/").split("/")[-1]
    found = [model for model in _all_models() if model.short_name() == short]
    if found:
        return found[0]
    try:
        return source_table(name).model
    except UnknownTable as error:
        raise UnknownTable(str(error).replace("source table", "table")) from None


def _failing(check: str, keys: list[str]) -> str:
    shown = ", ".join(sorted(keys)[:FAILING_SHOWN])
    more = f" and {len(keys) - FAILING_SHOWN} more" if len(keys) > FAILING_SHOWN else ""
    return f"{check} {shown}{more}"
