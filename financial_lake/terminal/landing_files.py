"""The land command: a user's own extract takes the place of the simulated feed of a table and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shlex import quote

from rich.console import Console
from rich.markup import escape
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.curated.deciding import judged_decisions
from financial_lake.curated.quarantine_decisions import QuarantineDecisions
from financial_lake.errors import FinancialLakeError, LandingRefused, UnknownTable
from financial_lake.orchestration.launch import check_days, run_days
from financial_lake.production.landed_days import LandedDay, landed_day
from financial_lake.storage.disk import told_plainly
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import (
    FORMS,
    Delivery,
    check_handing,
    deliver,
    is_landed,
    landing_folder,
    mapping_of,
    replace_mapping,
)
from financial_lake.storage.revisions import Handing
from financial_lake.terminal.building import show_failed_checks
from financial_lake.terminal.naming import full_name, table_named

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Landing:
    """What `land` was asked for.

    Attributes:
        table: name of the source table, or curated.quarantine_decisions.
        file: the extract.
        day: the partition it stands for.
        mapping: SQL that turns its columns into the contract's, kept for later extracts of the table.
        handing: who delivers it and why.
        builds: whether the day is built at once; otherwise the sensor starts the run.
    """

    table: str
    file: Path
    day: date
    mapping: Path | None
    handing: Handing
    builds: bool


def land(console: Console, errors: Console, lake: Lake, asked: Landing, *, quiet: bool) -> bool:
    """Judge an extract whole, then put it in its place and build the day; whether every check passed.

    Raises:
        UnknownTable, DayOutsideCalendar, LandingRefused: nothing was written.
    """
    model = _landable(asked.table)
    check_days(lake, asked.day, asked.day)
    check_handing(asked.handing)
    content = _content(asked.file)
    mapping = UPath(asked.mapping) if asked.mapping is not None else mapping_of(lake, model.address())
    delivery = Delivery(model.address(), asked.day, UPath(asked.file), mapping)
    landed = judged_decisions(lake, delivery) if model is QuarantineDecisions else landed_day(lake, model, delivery)
    if asked.mapping is not None:
        replace_mapping(lake, model.address(), _content(asked.mapping, "mapping"))
    said = asked.handing if asked.handing != Handing() else None
    deliver(lake, model.address(), asked.day, content, asked.file.name, said)
    if not quiet:
        _show(console, lake, model, asked, landed)
    if not asked.builds:
        return True
    report = run_days(lake, asked.day, asked.day)
    if report.failures:
        raise FinancialLakeError("\n".join(report.failures[:SHOWN]))
    if report.failed_checks:
        show_failed_checks(errors, report)
    elif not quiet:
        console.print(f"[green]All {report.checks_passed:,} checks of {asked.day} passed.[/green]")
    return not report.failed_checks


def _landable(name: str) -> type[LakeTable]:
    model = table_named(name)
    if not is_landed(model):
        raise UnknownTable(
            f"{full_name(model)} is made from other tables; only source tables can be landed, and "
            f"{QuarantineDecisions.sql_name()}. `financial-lake tables` lists them."
        )
    return model


def _content(file: Path, what: str = "extract") -> bytes:
    if what == "extract" and file.suffix.lower() not in FORMS:
        raise LandingRefused(f"{file} is no extract this lake can read. Bring {', '.join(FORMS)}.")
    if not file.is_file():
        raise LandingRefused(f"There is no {what} {file}.")
    with told_plainly(f"Reading the {what}", UPath(file)):
        return file.read_bytes()


def _show(console: Console, lake: Lake, model: type[LakeTable], asked: Landing, landed: LandedDay) -> None:
    console.print(
        f"[bold]{full_name(model)} {asked.day}[/bold]: {landed.rows.num_rows:,} rows accepted, "
        f"{len(landed.refused):,} refused.",
        soft_wrap=True,
    )
    for reason, count in _most(landed.reasons()):
        console.print(f"  refused {count:,}: {escape(reason)}", soft_wrap=True)
    for column, kinds in list(landed.coercions.items())[:SHOWN]:
        console.print(f"  coerced {column}: {escape(kinds)}", soft_wrap=True, style="dim")
    if len(landed.coercions) > SHOWN:
        console.print(f"  and {len(landed.coercions) - SHOWN} more columns; report.json has all", style="dim")
    folder = landing_folder(lake, model.address()) / f"dt={asked.day}"
    console.print(f"The extract lies in {quote(str(folder))}, with what became of it once it is built.", soft_wrap=True)


def _most(counts: dict[str, int]) -> Sequence[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
