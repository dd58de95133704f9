"""Alerts against money laundering: what the rules found on the day, scored, and who looks at it first."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Day,
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    count,
    day,
    flag,
    key,
    money,
    number,
    row_rule,
    text,
)


class Alerts(
    LakeTable,
    grain="alert",
    load=LoadPattern.DAY,
    owner="compliance",
    reads_back=2,
    windows={"regulatory.rule_hits": 29},
):
    """Alerts against money laundering: what the rules found on the day, scored, and who looks at it first.

    The score begins with the points of the rule and gains 10 each for a customer of high risk, 25,000.00 and more,
    an account younger than 180 days, another rule within 30 days, and a counterparty on a list; it ends at 100. An
    officer looks at it on the next business day.
    """

    alert_id: Text = key("AL-, the rule, the day and the customer", pii=Pii.SENSITIVE)
    rule_id: Text = text("the rule that found it")
    rule_version: Int = number("version of the rule", ge=1)
    customer_id: Id = number("the customer")
    account_id: Id = number("first account it went through, else the customer's first; none without account", null=True)
    window_start: Day = day("first day the rule looked at")
    amount: Money = money("what the postings come to, in US dollars", gt=0)
    posting_count: Count = count("how many they are", ge=1)
    alert_score: Int = number("points, up to 100", pii=Pii.SENSITIVE, ge=0, le=100)
    is_escalated: Flag = flag("points enough for a case", pii=Pii.SENSITIVE)
    triaged_on: Day = day("next business day: an officer looks at it")
    triaged_by: Id = number("compliance officer who does; none while the bank has none", null=True)
    explanation: Text = text("the figures that made the rule hit", pii=Pii.SENSITIVE)

    @row_rule("an alert is looked at after its day", {"triaged_on": "1999-01-01"})
    def triaged_later(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["triaged_on"] > rows["dt"]
