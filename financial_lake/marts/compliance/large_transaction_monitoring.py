"""Customers whose large transactions of the last 30 days are so many, or so much, that they must be reviewed."""

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
    row_rule,
    text,
)

REASONS = ("count", "sum", "both")


class LargeTransactionMonitoring(
    LakeTable,
    grain="customer to be reviewed",
    load=LoadPattern.DAY,
    owner="compliance",
    windows={"warehouse_facts.fact_transaction": 29},
):
    """Customers whose large transactions of the last 30 days are so many, or so much, that they must be reviewed.

    A posting counts once, as it stands on the day: a correction takes the place of what it corrects. Loans paid out
    or paid back and trades in securities count too, and are told.
    """

    customer_id: Id = key("the customer")
    large_transaction_count: Count = count("completed postings above the rule's amount", ge=1)
    financing_count: Count = count("of these, loans, payments on them, and trades in securities", ge=0)
    total_amount: Money = money("all of them together, in US dollars", gt=10_000)
    avg_amount: Money = money("total over count, half a cent rounded up", gt=10_000)
    max_amount: Money = money("the largest", gt=10_000)
    transaction_types: Text = text("kinds of postings among them, in order, parted by commas")
    reason: Text = code("which limit was passed", REASONS)
    compliance_status: Text = code("what has to be done", ("review_required",))
    first_seen_on: Day = day("day of the first of them")

    @row_rule("the average lies between nothing and the largest", {"avg_amount": "999999999.00"})
    def average_within_largest(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["avg_amount"] <= rows["max_amount"]
