"""Customers overdrawn twice or more in the 90 days to the day."""

import pandas as pd

from financial_lake.contract import Count, Day, Id, LakeTable, LoadPattern, Money, count, day, key, money, row_rule


class OverdraftRepeatCustomers(
    LakeTable, grain="customer", load=LoadPattern.DAY, owner="deposits", windows={"datalake.overdraft_events": 89}
):
    """Customers overdrawn twice or more in the 90 days to the day."""

    customer_id: Id = key("the customer")
    overdraft_count: Count = count("overdrafts in the 90 days", ge=2)
    total_overdraft_amount: Money = money("how far below zero they led, all together", gt=0)
    fees_charged: Money = money("fees charged for them", ge=0)
    waived_count: Count = count("of the overdrafts, those whose fee was let off", ge=0)
    first_overdraft_on: Day = day("the earliest of them")
    last_overdraft_on: Day = day("the latest of them")

    @row_rule("the latest is no earlier than the earliest", {"last_overdraft_on": "1999-01-01"})
    def in_order(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["first_overdraft_on"] <= rows["last_overdraft_on"]
