"""What each rule against money laundering found on the day and had not found the day before."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Day,
    Flag,
    Id,
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


class RuleHits(
    LakeTable,
    grain="rule and customer",
    load=LoadPattern.DAY,
    owner="compliance",
    reads_back=1,
    windows={
        "curated.transactions": 15,
        "datalake.branch_visits": 15,
        "warehouse_facts.fact_wire_transfer": 30,
        "marts.high_risk_merchant_activity": 7,
    },
):
    """What each rule against money laundering found on the day and had not found the day before.

    A rule looks at a window of days that ends on the day; it hits when its condition holds there and did not hold in
    the window that ended a day earlier, so one long episode is found once. Amounts are US dollars.
    """

    rule_id: Text = key("the rule")
    customer_id: Id = key("the customer")
    account_id: Id = number(
        "first of the accounts it went through; none where the rule does not tell accounts apart", null=True
    )
    window_start: Day = day("first day the rule looked at")
    amount: Money = money("what the postings come to", gt=0)
    posting_count: Count = count("how many they are", ge=1)
    is_listed_counterparty: Flag = flag("the other side is on a list, by country or by name", pii=Pii.SENSITIVE)
    explanation: Text = text("the figures that made it hit", pii=Pii.SENSITIVE)

    @row_rule("a window begins by its day", {"window_start": "2199-12-31"})
    def window_by_its_day(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["window_start"] <= rows["dt"]
