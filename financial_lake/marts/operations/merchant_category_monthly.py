"""What customers bought in the month, by what the money is spent on, ranked and against the month before."""

from financial_lake.contract import (
    Count,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    count,
    key,
    money,
    number,
    rate,
)


class MerchantCategoryMonthly(
    LakeTable,
    grain="merchant category",
    load=LoadPattern.MONTH_END,
    owner="payments",
    windows={"marts.merchant_rollup_day": 61, "warehouse_facts.fact_transaction": 30},
):
    """What customers bought in the month, by what the money is spent on, ranked and against the month before.

    Seasons are not taken out: December is compared with November as it is.
    """

    merchant_category: Text = key("what the money is spent on")
    days_observed: Int = number("days of the month that are stored", ge=0, le=31)
    purchase_count: Count = count("completed purchases, corrections not counted again", ge=0)
    purchase_amount_usd: Money = money("paid to merchants, in US dollars")
    refund_amount_usd: Money = money("given back by merchants, in US dollars")
    net_amount_usd: Money = money("paid less given back")
    average_ticket_usd: Money = money("paid over purchases, half a cent rounded up; none without a purchase", null=True)
    distinct_customers: Count = count("customers with a purchase in the month", ge=0)
    share_of_spend: Ratio = rate("net over the net of all categories; none when that is zero", null=True)
    spend_rank: Int = number("1 for the largest net, ties in the order of names", ge=1)
    change_ratio: Ratio = rate("net over the month before's, less 1; none unless all its days are stored", null=True)
