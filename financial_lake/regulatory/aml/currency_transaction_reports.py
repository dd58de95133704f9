"""Cash that must be reported: what a customer paid in, or took out, above the limit on one business day."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    count,
    day,
    key,
    money,
    row_rule,
    text,
)


class CurrencyTransactionReports(
    LakeTable,
    grain="customer and direction of the cash",
    load=LoadPattern.DAY,
    owner="compliance",
    reads_back=6,
):
    """Cash that must be reported: what a customer paid in, or took out, above the limit on one business day.

    All accounts and branches together, in US dollars, what comes in never set off against what goes out. Cash of
    weekends and holidays belongs to the next business day, and is reported with it. It is a duty, no suspicion.
    """

    ctr_id: Text = text("CT-, the business day, the customer and the direction", pattern=r"CT-")
    customer_id: Id = key("whose cash it is")
    direction: Text = key("in, or out")
    amount: Money = money("all of it, in US dollars", gt=0)
    posting_count: Count = count("deposits or withdrawals it came in", ge=1)
    branch_count: Count = count("branches it went through; machines and shops are none", ge=0)
    first_on: Day = day("day of the first of them")
    due_on: Day = day("last day to report it")

    @row_rule("it is due after its day", {"due_on": "1999-01-01"})
    def due_later(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["due_on"] > rows["dt"]

    @row_rule("no more branches than postings", {"posting_count": 1, "branch_count": 2})
    def branches_within_postings(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["branch_count"] <= rows["posting_count"]
