"""Reports of suspicious activity: drafted when a case is decided, reviewed by a second officer, and filed in time."""

import pandas as pd

from financial_lake.contract import (
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    day,
    key,
    money,
    number,
    row_rule,
    text,
)

ACTIVITY_TYPES = ("structuring", "high_risk_country", "unusual_pattern")
STATUSES = ("draft", "under_review", "filed")
TIERS = ("tier1", "tier2", "tier3")


class SuspiciousActivityReports(LakeTable, grain="report", load=LoadPattern.FULL, owner="compliance"):
    """Reports of suspicious activity: drafted when a case is decided, reviewed by a second officer, and filed in time.

    As of the latest stored day. That a report exists is confidential: it is for officers against money laundering
    alone, and never in what others read about the customer. Without a second officer it is not filed.
    """

    sar_id: Text = key("SA-, the month and the customer", pii=Pii.SENSITIVE)
    case_id: Text = text("the case it comes from", pii=Pii.SENSITIVE)
    customer_id: Id = number("the customer", pii=Pii.SENSITIVE)
    account_id: Id = number("first account the alerts went through", pii=Pii.SENSITIVE, null=True)
    report_date: Day = day("day it was drafted", pii=Pii.SENSITIVE)
    activity_type: Text = code("what is suspected", ACTIVITY_TYPES, pii=Pii.SENSITIVE)
    description: Text = text("what was seen, in a few words", pii=Pii.SENSITIVE)
    sar_status: Text = code("how far it has come", STATUSES, pii=Pii.SENSITIVE)
    due_on: Day = day("last day to file it, thirty days after the case was opened", pii=Pii.SENSITIVE)
    filed_date: Day = day("day it was filed; missing until then", pii=Pii.SENSITIVE, null=True)
    regulatory_tier: Text = code("tier1 from 100,000.00, tier2 from 25,000.00, else tier3", TIERS, pii=Pii.SENSITIVE)
    filed_by: Id = number("officer who drafted and filed it; missing until filed", null=True)
    approved_by: Id = number("another officer, who approved it; missing until filed", null=True)
    amount_involved: Money = money("what the case's largest alert comes to, in US dollars", gt=0)

    @row_rule("filed exactly with day, filer and approver", {"sar_status": "filed", "filed_date": None})
    def filed_iff_day(cls, rows: pd.DataFrame) -> pd.Series:
        known = rows[["filed_date", "filed_by", "approved_by"]].notna()
        is_filed = rows["sar_status"].eq("filed")
        return known.all(axis=1).eq(is_filed) & known.any(axis=1).eq(is_filed)

    @row_rule(
        "nobody approves what is their own",
        {"sar_status": "filed", "filed_date": "2024-10-01", "filed_by": 104, "approved_by": 104},
    )
    def two_people(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["filed_by"].isna() | rows["filed_by"].ne(rows["approved_by"])

    @row_rule("a tier by its amount", {"regulatory_tier": "tier3", "amount_involved": "100000.00"})
    def tier_by_amount(cls, rows: pd.DataFrame) -> pd.Series:
        amount, tier = rows["amount_involved"], rows["regulatory_tier"]
        return tier.eq("tier1").eq(amount >= 100_000) & tier.eq("tier3").eq(amount < 25_000)
