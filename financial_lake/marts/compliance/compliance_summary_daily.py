"""Compliance's day by kind of event: how many are new, open, escalated and cleared, and how long clearing took."""

import pandas as pd

from financial_lake.contract import Count, Int, LakeTable, LoadPattern, Ratio, Text, count, key, number, rate, row_rule


class ComplianceSummaryDaily(LakeTable, grain="kind of event", load=LoadPattern.DAY, owner="compliance"):
    """Compliance's day by kind of event: how many are new, open, escalated and cleared, and how long clearing took.

    Events are on file for 91 days; the kind `all` is all kinds together.
    """

    event_type: Text = key("why customers were looked at, or all")
    event_count: Count = count("events on file", ge=0)
    new_count: Count = count("of these, of the day itself", ge=0)
    open_count: Count = count("not reviewed yet", ge=0)
    escalated_count: Count = count("reviewed, and something was found", ge=0)
    cleared_count: Count = count("reviewed and settled", ge=0)
    oldest_open_days: Int = number("days since the oldest one not reviewed; none when all are", null=True, ge=0)
    mean_resolution_days: Ratio = rate("days from event to clearing, mean of the cleared; none without", null=True)
    new_per_1000_postings: Ratio = rate("new events for a thousand completed postings of the day", null=True, ge=0)

    @row_rule("every event has one status", {"event_count": 9_999_999})
    def one_status_each(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["open_count"] + rows["escalated_count"] + rows["cleared_count"] == rows["event_count"]
