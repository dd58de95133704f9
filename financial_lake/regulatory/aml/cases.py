"""Cases made of alerts: one a customer and month, how far it has come, and what was decided."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Day,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
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

STATUSES = ("open", "investigating", "closed_no_action", "sar_recommended")
DECIDED = STATUSES[2:]


class Cases(LakeTable, grain="customer and month of alerts", load=LoadPattern.FULL, owner="compliance"):
    """Cases made of alerts: one a customer and month, how far it has come, and what was decided.

    As of the latest stored day. A case opens when the month's first escalated alert is looked at; later escalated
    ones of the month join until it is decided, five to fourteen business days after. It is recommended for a report
    from 70 points and 5,000.00 on; its points are those of its highest alert and 10 for each further rule.
    """

    case_id: Text = key("CA-, the month and the customer", pii=Pii.SENSITIVE)
    customer_id: Id = number("the customer")
    account_id: Id = number("first account the alerts went through", null=True)
    opened_on: Day = day("day it was opened: suspicion is known from here on")
    decision_due_on: Day = day("day it is to be decided")
    decided_on: Day = day("day it was decided; missing until then", null=True)
    status: Text = code("how far it has come", STATUSES, pii=Pii.SENSITIVE)
    alert_count: Count = count("escalated alerts in it", ge=1)
    rules: Text = text("their rules, in order, parted by commas", pii=Pii.SENSITIVE)
    amount: Money = money("the largest alert's, in US dollars; alerts may count the same postings", gt=0)
    case_score: Int = number("points, up to 100", pii=Pii.SENSITIVE, ge=0, le=100)
    handled_by: Id = number("compliance officer who looked at the first alert", null=True)

    @row_rule("a day of decision exactly for what is decided", {"status": "open", "decided_on": "2024-10-01"})
    def decided_iff_status(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["decided_on"].notna() == rows["status"].isin(DECIDED)
