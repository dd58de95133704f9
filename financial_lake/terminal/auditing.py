"""The audit command: a verdict a day, and every check that fails with what must be and what is."""

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape

from financial_lake.audit.auditing import Audit
from financial_lake.audit.catalogue import catalogue
from financial_lake.audit.check import GROUPS, CheckResult, Severity
from financial_lake.audit.making import keep
from financial_lake.audit.registry import audited_models, implemented
from financial_lake.errors import SettingsError
from financial_lake.marts.audit.audit_day import AuditDay
from financial_lake.production.query_days import make_query_days
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake

SAMPLE = 3
SHOWN = 50
COLOURS = {"green": "green", "amber": "yellow", "red": "red"}


def show_audit(  # noqa: PLR0913 - what to audit, and where to say it
    console: Console,
    lake: Lake,
    first: date | None,
    last: date | None,
    *,
    groups: Sequence[str] = (),
    checks: Sequence[str] = (),
    nightly: bool = False,
    quiet: bool = False,
) -> bool:
    """Audit days and print every failure; whether there is none.

    A whole nightly audit is kept like the daily one, in `marts.audit_check_result` and `marts.audit_day`.
    """
    if first is not None and last is not None and first > last:
        raise SettingsError(f"The first day {first} lies after the last day {last}; swap --from and --to.")
    names = _chosen(groups, checks)
    days = [day for day in _stored(lake) if (first is None or day >= first) and (last is None or day <= last)]
    results = Audit(lake, Bank(lake.settings), names, nightly=nightly).results(days)
    if nightly and not names:
        for made in keep(lake, days, results):
            list(make_query_days(lake, AuditDay, [made.day]))
    for day in days:
        _show_day(console, day, [each for each in results if each.day == day], quiet=quiet)
    return not any(each.is_passed is False and _severity(each) is not Severity.WARN for each in results)


def _chosen(groups: Sequence[str], checks: Sequence[str]) -> frozenset[str]:
    """Names of the checks asked for; empty for all.

    Raises:
        SettingsError: naming what there is.
    """
    for group in groups:
        if group.upper() not in GROUPS:
            raise SettingsError(f"There is no group {group!r}; choose of {', '.join(GROUPS)}.")
    for check in checks:
        if check not in implemented():
            raise SettingsError(f"There is no check {check!r}; docs/audit.md lists all of them.")
    wanted = {group.upper() for group in groups}
    of_groups = {each.name for each in catalogue().values() if each.group in wanted}
    return frozenset({*checks, *of_groups})


def _stored(lake: Lake) -> list[date]:
    return sorted({day for model in audited_models() for day in lake.stored_days(model.address())})


def _severity(result: CheckResult) -> Severity:
    return catalogue()[result.check].severity


def _show_day(console: Console, day: date, results: Sequence[CheckResult], *, quiet: bool) -> None:
    failed = [each for each in results if each.is_passed is False]
    passed = sum(each.is_passed is True for each in results)
    waiting = len(results) - passed - len(failed)
    verdict = "green"
    if failed:
        verdict = "red" if any(_severity(each) is Severity.BLOCKING for each in failed) else "amber"
    if not quiet or failed:
        unseen = f", {waiting:,} not evaluated" if waiting else ""
        colour = COLOURS[verdict]
        console.print(
            f"{day} [{colour}]{verdict}[/{colour}] {passed:,} passed, {len(failed):,} failed{unseen}", soft_wrap=True
        )
    for each in failed[:SHOWN]:
        sample = f" ({'; '.join(each.sample[:SAMPLE])})" if each.sample else ""
        text = f"  {_severity(each).value} {each.check} {each.table}: expected {each.expected}, actual {each.actual}"
        console.print(escape(text + sample), soft_wrap=True)
    if len(failed) > SHOWN:
        console.print(f"  and {len(failed) - SHOWN:,} more", soft_wrap=True)
