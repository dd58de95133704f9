"""The verify command: the proof from the files alone, without what Dagster remembers."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models, source_tables
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.engines.queries import has_query
from financial_lake.errors import PartitionUnreadable, SettingsError
from financial_lake.production.inputs import Inputs
from financial_lake.reconciliation.registry import reconcile, resolve_references
from financial_lake.reconciliation.rule import Outcome, State
from financial_lake.simulation.bank import Bank
from financial_lake.storage.findings import Finding
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import how_to_build, rebuilt_manifest
from financial_lake.storage.verification import verify
from financial_lake.terminal.naming import full_name

SAMPLE = 3
STAR = "warehouse"
"""The layer whose tables lie in a DuckDB file and follow from the others."""


def show_verification(  # noqa: PLR0913 - what to prove, and where to say it
    console: Console, errors: Console, lake: Lake, first: date | None, last: date | None, *, quiet: bool
) -> bool:
    """Verify files, references and reconciliation; print every difference; whether there is none."""
    if first is not None and last is not None and first > last:
        raise SettingsError(f"The first day {first} lies after the last day {last}; swap --from and --to.")
    days = [day for day in _stored(lake) if (first is None or day >= first) and (last is None or day <= last)]
    whole = first is None and last is None
    spinner = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with spinner:
        task = spinner.add_task("verifying")
        found = verify(
            lake,
            [table.model for table in source_tables()],
            None if whole else days,
            progress=lambda table, day: spinner.update(task, description=f"{table} to {day}"),
            made_from_them=_made_by_queries(),
        )
        for model in (*(table.model for table in source_tables()), *_made_by_queries()):
            spinner.update(task, description=f"{full_name(model)}: references and reconciliation")
            stored = sorted(set(days) & set(lake.stored_days(model.address())))
            found += _rule_findings(lake, model, stored)
            found += _stale(lake, model, stored)
    wrong = [finding for finding in found if finding.is_error]
    for finding in found:
        errors.print(escape(str(finding)), style="red" if finding.is_error else "yellow", soft_wrap=True)
    if not quiet:
        partitions = sum(len(set(days) & set(lake.stored_days(model.address()))) for model in all_models())
        verdict = f"[red]{len(wrong):,} differences[/red]" if wrong else "[green]no difference[/green]"
        console.print(f"{partitions:,} partitions of {len(days):,} days verified from the files alone: {verdict}.")
    return not wrong


def _stored(lake: Lake) -> list[date]:
    return sorted({day for model in all_models() for day in lake.stored_days(model.address())})


def _made_by_queries() -> list[type[LakeTable]]:
    return [model for model in all_models() if model.address()[0] not in (SOURCE_LAYER, STAR)]


def _rule_findings(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[Finding]:
    if not days or not model.is_dated():
        return
    bank = _bank_of(lake)
    name = model.short_name() if model.address()[0] == SOURCE_LAYER else model.sql_name()
    for found in (resolve_references(lake, bank, name, days), reconcile(lake, bank, name, days)):
        for day, outcomes in found.items():
            for outcome in outcomes:
                if outcome.state is State.FAILED:
                    yield _finding(full_name(model), day, outcome)


def _finding(place: str, day: date, outcome: Outcome) -> Finding:
    message = (
        f"{outcome.offenders:,} of {outcome.compared:,} rows disagree, largest difference "
        f"{outcome.largest_difference}; for example {', '.join(outcome.sample[:SAMPLE])}"
    )
    return Finding(check=outcome.rule, place=place, day=day, message=message)


def _stale(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> Iterator[Finding]:
    if not has_query(model):
        return
    inputs = Inputs(lake, model)
    for day in days:
        changed = _changed(lake, model, inputs, day)
        if changed:
            message = f"made from other bytes of {', '.join(changed[:SAMPLE])} than are stored now."
            again = how_to_build(model.address(), day, again=True)
            yield Finding("inputs_changed", full_name(model), day, f"{message} {again}")


def _changed(lake: Lake, model: type[LakeTable], inputs: Inputs, day: date) -> list[str]:
    try:
        return inputs.changed(rebuilt_manifest(lake, model.address(), day))
    except PartitionUnreadable:
        return []  # told already, with the file that is damaged


_banks: dict[str, Bank] = {}


def _bank_of(lake: Lake) -> Bank:
    return _banks.setdefault(lake.seal, Bank(lake.settings))
