"""What customers bought on the day, by what the money is spent on; all categories, also those without a sale."""

import pyarrow as pa

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, Ratio, Text, count, key, money, rate
from financial_lake.renderings.plots import lines, panels, png


class MerchantCategoryDaily(LakeTable, grain="merchant category", load=LoadPattern.DAY, owner="payments"):
    """What customers bought on the day, by what the money is spent on; all categories, also those without a sale."""

    merchant_category: Text = key("what the money is spent on")
    purchase_count: Count = count("completed purchases, corrections not counted again", ge=0)
    purchase_amount_usd: Money = money("paid to merchants, in US dollars")
    refund_amount_usd: Money = money("given back by merchants, in US dollars")
    net_amount_usd: Money = money("paid less given back")
    average_ticket_usd: Money = money("paid over purchases, half a cent rounded up; none without a purchase", null=True)
    distinct_customers: Count = count("customers with a purchase", ge=0)
    share_of_spend: Ratio = rate("net over the net of all categories; none when that is zero", null=True)


def picture(rows: pa.Table) -> bytes:
    """Net spending and purchases by category, day by day, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, (upper, lower) = panels("What customers buy", "net spending, USD", "purchases")
    lines(upper, rows, "net_amount_usd", by="merchant_category")
    lines(lower, rows, "purchase_count", by="merchant_category")
    lower.get_legend().remove()
    return png(figure)
