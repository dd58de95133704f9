"""What each customer has been worth to the bank so far, from yearly fees and the margin on balances."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    code,
    count,
    key,
    money,
    number,
    row_rule,
)

VALUE_SEGMENTS = ("low_value", "medium_value", "high_value")


class CustomerLifetimeValue(
    LakeTable,
    grain="customer with an open account",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    reads_back=2,
    windows={"marts.customer_day": 364},
):
    """What each customer has been worth to the bank so far, from yearly fees and the margin on balances.

    Every part is summed by customer before it is joined, so that neither the number of accounts nor their
    activity weighs twice. Fees of the stored days are stretched to a year; the margin is a yearly one already.
    """

    customer_id: Id = key("the customer")
    days_observed: Int = number("stored days of the last 365 on which the customer was with the bank", ge=1, le=365)
    product_count: Count = count("contracts that run", ge=0)
    total_transaction_volume_usd: Money = money("moved either way in the observed days, in US dollars", ge=0)
    total_fees_generated_usd: Money = money("charged in the observed days, in US dollars")
    fees_annualized: Money = money("these fees stretched to 365 days, half a cent rounded away from zero")
    avg_balance: Money = money("mean deposit balance of the observed days, in US dollars")
    customer_tenure_days: Int = number("days with the bank", ge=0)
    annual_revenue: Money = money("yearly fees and the margin on the average balance")
    lifetime_value: Money = money("yearly revenue for the years with the bank")
    value_segment: Text = code("high above 10,000, medium above 5,000", VALUE_SEGMENTS)

    @row_rule("the segment follows from the value", {"value_segment": "high_value", "lifetime_value": "10000.00"})
    def segment_follows_value(cls, rows: pd.DataFrame) -> pd.Series:
        value, segment = rows["lifetime_value"].astype("float64"), rows["value_segment"]
        high, medium = value.gt(10_000), value.gt(5_000) & value.le(10_000)
        return segment.eq("high_value").eq(high) & segment.eq("medium_value").eq(medium)
