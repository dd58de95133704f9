"""The bank beside public statistics: one result a figure that applies, on the last quarter that is stored whole."""

from collections.abc import Iterator
from datetime import date

from financial_lake.audit.check import CheckResult
from financial_lake.realism.measuring import Measured, agreement, measure
from financial_lake.realism.quarters import measurable_quarters
from financial_lake.storage.lake import Lake

CHECK = "public_targets_met"


def public_targets_met(lake: Lake, day: date) -> Iterator[CheckResult]:
    """Whether each figure lies within its tolerance; the statistic stands where others name a table."""
    quarters = [last for last in measurable_quarters(lake) if last <= day]
    if not quarters:
        why = "missing: a whole quarter of a bank that is large enough"
        yield CheckResult(day, CHECK, "", "an answer", "none", None, (why,))
        return
    for each in agreement(measure(lake, quarters[-1])).counted:
        yield _result(day, each)


def _result(day: date, each: Measured) -> CheckResult:
    target = each.target
    actual = "none" if each.value is None else f"{each.value:.6g}"
    told = (f"agrees from {target.low:.6g} to {target.high:.6g} {target.unit}; {target.source}",)
    return CheckResult(day, CHECK, target.metric, f"{target.target:.6g}", actual, each.is_met, told)
