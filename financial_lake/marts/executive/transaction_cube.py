"""The year's postings cut along time, place, segment, product, channel and kind, each level summed on its own."""

import pandas as pd

from financial_lake.contract import Count, Int, LakeTable, LoadPattern, Money, Text, count, key, money, row_rule

DIMENSIONS = (
    "year",
    "quarter",
    "month",
    "region",
    "country",
    "customer_segment",
    "product_category",
    "channel",
    "flow_class",
    "transaction_code",
)
"""In the order of the bits of `level_id`, the highest bit first."""


def level_id(*given: str) -> int:
    """The level at which these dimensions are given and all others are summed over.

    Example:
        `level_id("year", "country")` is 479, `level_id()` the grand total, 1023.
    """
    return sum(2 ** (len(DIMENSIONS) - 1 - place) for place, name in enumerate(DIMENSIONS) if name not in given)


class TransactionCube(
    LakeTable,
    grain="level and its members",
    load=LoadPattern.MONTH_END,
    owner="finance",
    windows={"marts.transaction_cell_month": 335},
):
    """The year's postings cut along time, place, segment, product, channel and kind, each level summed on its own.

    A month end holds its year up to the month. A level is a point of time (none, year, quarter, month) crossed
    with one other dimension (none, country, region in it, segment, product category, channel, flow class,
    posting code in it): 32 levels. `level_id` has a bit for each dimension in the order of the columns, set where
    it is summed over; its member is then missing. Customers are counted at each level, never added up.

    Roll up to the countries of the year, then drill down from the United States to its regions by month:

        select country, amount_usd, distinct_customers from marts.transaction_cube
        where dt = '2024-12-31' and level_id = 479;

        select month, region, amount_usd from marts.transaction_cube
        where dt = '2024-12-31' and level_id = 31 and country = 'US' order by month, region;

    Slice a channel by quarter (level 251), and see what a flow class is made of in the year (508):

        select quarter, transaction_count from marts.transaction_cube
        where dt = '2024-12-31' and level_id = 251 and channel = 'mobile_app' order by quarter;

        select transaction_code, amount_usd from marts.transaction_cube
        where dt = '2024-12-31' and level_id = 508 and flow_class = 'spend' order by amount_usd desc;
    """

    level_id: Int = key("which dimensions are summed over, a bit each")
    year: Int = key("calendar year", null=True)
    quarter: Int = key("1 to 4, inside its year", null=True)
    month: Int = key("1 to 12, inside its quarter", null=True)
    region: Text = key("part of the continent, inside its country", null=True)
    country: Text = key("country the customer lived in", null=True)
    customer_segment: Text = key("how the bank served the customer", null=True)
    product_category: Text = key("shelf of the account's product", null=True)
    channel: Text = key("where the posting was given", null=True)
    flow_class: Text = key("what it meant to the customer's purse", null=True)
    transaction_code: Text = key("what exactly it was, inside its flow class", null=True)
    transaction_count: Count = count("completed postings, corrections not counted again", ge=0)
    amount_usd: Money = money("moved either way, in US dollars; a correction may give some back")
    net_amount_usd: Money = money("arrived less left, in US dollars")
    distinct_customers: Count = count("customers behind them", ge=1)

    @row_rule("the level says which members are missing", {"level_id": 0, "year": None})
    def level_says_what_is_missing(cls, rows: pd.DataFrame) -> pd.Series:
        bits = sum(rows[name].isna().astype("int64") * 2**place for place, name in enumerate(reversed(DIMENSIONS)))
        return bits == rows["level_id"].astype("int64")
