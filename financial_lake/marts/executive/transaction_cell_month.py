"""Each customer's postings of the month by every dimension of the cube: what the cube is cut from."""

from financial_lake.contract import Count, Id, LakeTable, LoadPattern, Money, Text, count, key, money


class TransactionCellMonth(
    LakeTable,
    grain="customer, place, segment, product category, channel and posting code",
    load=LoadPattern.MONTH_END,
    owner="finance",
    windows={
        "warehouse_facts.fact_transaction": 30,
        "curated.customer_records": 30,
        "datalake.products": 30,
    },
):
    """Each customer's postings of the month by every dimension of the cube: what the cube is cut from.

    Place, segment and product are those of the posting's own day. Read for a year of months at once, where the
    postings themselves would be too many.
    """

    customer_id: Id = key("who moved money")
    region: Text = key("part of the continent the customer lived in; unknown for a city without a branch")
    country: Text = key("country the customer lived in")
    customer_segment: Text = key("how the bank served the customer")
    product_category: Text = key(
        "shelf of the account's product; unknown for an account opened since the weekday before"
    )
    channel: Text = key("where the postings were given")
    flow_class: Text = key("what they meant to the customer's purse")
    transaction_code: Text = key("what exactly they were")
    transaction_count: Count = count("completed postings, corrections not counted again", ge=0)
    amount_usd: Money = money("moved either way, in US dollars; a correction may give some back")
    net_amount_usd: Money = money("arrived less left, in US dollars")
