"""Each report for each period: when it is due, how far it has come, what it holds, and who answers for it."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    code,
    count,
    day,
    key,
    money,
    number,
    row_rule,
    text,
)

STATUSES = ("draft", "generated", "submitted", "accepted")
SENT = STATUSES[2:]


class RegulatoryReports(LakeTable, grain="report and period", load=LoadPattern.FULL, owner="compliance"):
    """Each report for each period: when it is due, how far it has come, what it holds, and who answers for it.

    As of the latest stored day. A report is a draft while its period runs, generated on the first business day
    after it, submitted on the due day (or the last business day before) by somebody else than who prepared it, and
    accepted ten business days later. The bank of the simulation keeps to these days by itself.
    """

    report_id: Text = key("RR-, the kind, the period and the version")
    report_type: Text = text("the kind of report")
    regulatory_body: Text = text("who receives it")
    reporting_period: Text = text("2024-12-31, 2024-12, 2024-Q4, 2024-H2 or 2024")
    reporting_period_start: Day = day("first day of the period")
    reporting_period_end: Day = day("last day of the period")
    generation_date: Day = day("day it was generated; missing until then", null=True)
    due_date: Day = day("last day to submit it")
    status: Text = code("how far it has come", STATUSES)
    submitted_date: Day = day("day it was submitted; missing until then", null=True)
    accepted_date: Day = day("day it was accepted; missing until then", null=True)
    file_path: Text = text("folder of its files, inside the lake")
    row_count: Count = count("rows it holds; missing while the period runs", null=True, ge=0)
    control_total: Money = money("sum of its amounts, in US dollars; missing where it tells none", null=True)
    prepared_by: Id = number("compliance officer who prepared it; missing until generated", null=True)
    approved_by: Id = number("another one, who approved it; missing until submitted", null=True)

    @row_rule("sent exactly with day and approver", {"status": "submitted", "submitted_date": None})
    def sent_iff_day(cls, rows: pd.DataFrame) -> pd.Series:
        known = rows[["submitted_date", "approved_by"]].notna()
        is_sent = rows["status"].isin(SENT)
        return known.all(axis=1).eq(is_sent) & known.any(axis=1).eq(is_sent)

    @row_rule("a draft has no rows yet", {"status": "draft", "row_count": 5})
    def drafts_empty(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["row_count"].isna() == rows["status"].eq("draft")

    @row_rule("nobody approves what is their own", {"prepared_by": 104, "approved_by": 104})
    def two_people(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["approved_by"].isna() | rows["approved_by"].ne(rows["prepared_by"]).fillna(value=False)

    @row_rule("submitted by the due day", {"submitted_date": "2199-12-31"})
    def sent_in_time(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["submitted_date"].isna() | (rows["submitted_date"] <= rows["due_date"]).fillna(value=False)
