"""What each merchant sold to the bank's customers on the day, by instrument."""

import pandas as pd

from financial_lake.contract import Count, Id, LakeTable, LoadPattern, Money, Text, code, count, key, money, row_rule
from financial_lake.simulation.merchants import CATEGORIES


class MerchantRollupDay(LakeTable, grain="merchant and instrument", load=LoadPattern.DAY, owner="payments"):
    """What each merchant sold to the bank's customers on the day, by instrument; cash drawn at a machine is no sale."""

    merchant_id: Id = key("the merchant")
    payment_method: Text = key("instrument the customers paid with")
    merchant_category: Text = code("what the money is spent on there", CATEGORIES)
    purchase_count: Count = count("completed purchases, corrections not counted again", ge=0)
    purchase_amount_usd: Money = money("paid to the merchant, in US dollars; a correction may give some back")
    refund_amount_usd: Money = money("given back by the merchant, in US dollars; a correction may take some back")
    distinct_customers: Count = count("customers with a purchase", ge=0)

    @row_rule("no more customers than purchases", {"purchase_count": 1, "distinct_customers": 2})
    def customers_within_purchases(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["distinct_customers"] <= rows["purchase_count"]
