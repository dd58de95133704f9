"""How complaints end: how many are resolved, how fast, how many in time, and what is still open."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    Day,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Ratio,
    Text,
    count,
    key,
    number,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import lines, panels, png


class ComplaintResolution(
    LakeTable,
    grain="filing month, complaint type and priority",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
):
    """How complaints end: how many are resolved, how fast, how many in time, and what is still open.

    As of the month's end, for the months of filing that are seen whole: complaints are shown for 90 days, so the
    month itself, the one before, and of the third what began within them. In time is within the hours
    management set for the priority.
    """

    filing_month: Day = key("first day of the month the complaints were made in")
    complaint_type: Text = key("what they are about", pii=Pii.SENSITIVE)
    priority: Text = key("how urgent they are")
    filed_count: Count = count("complaints made in the filing month", ge=1)
    resolved_count: Count = count("of those, resolved or closed by now", ge=0)
    resolved_within_sla_count: Count = count("of those, resolved in time", ge=0)
    sla_rate: Ratio = rate("resolved in time over resolved; none while nothing is", null=True, ge=0, le=1)
    open_count: Count = count("not yet resolved", ge=0)
    median_resolution_hours: Ratio = rate("hours that half of the resolved took at most", null=True, ge=0)
    p90_resolution_hours: Int = number("hours that nine in ten of the resolved took at most", null=True, ge=0)
    backlog_age_days: Int = number("age of the oldest that is not resolved", null=True, ge=0)
    repeat_complainer_count: Count = count("of those who complained, with two or more complaints in 90 days", ge=0)

    @row_rule("what was filed is resolved or open", {"filed_count": 5, "resolved_count": 1, "open_count": 0})
    def resolved_or_open(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["filed_count"] == rows["resolved_count"] + rows["open_count"]

    @row_rule("no more in time than resolved", {"resolved_within_sla_count": 9})
    def in_time_among_resolved(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["resolved_within_sla_count"] <= rows["resolved_count"]

    @row_rule("an age exactly where something is open", {"filed_count": 1, "open_count": 1, "backlog_age_days": None})
    def age_iff_open(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["backlog_age_days"].notna() == rows["open_count"].gt(0)


def picture(rows: pa.Table) -> bytes:
    """Complaints still open, and the oldest of them, at each month end by priority, as a PNG.

    Args:
        rows: months of this mart.
    """
    by_priority = rows.group_by(["dt", "priority"]).aggregate([("open_count", "sum"), ("backlog_age_days", "max")])
    figure, (backlog, age) = panels("Complaints not yet resolved", "complaints", "days of the oldest")
    lines(backlog, by_priority, "open_count_sum", "priority")
    lines(age, by_priority.drop_null(), "backlog_age_days_max", "priority")
    return png(figure)
