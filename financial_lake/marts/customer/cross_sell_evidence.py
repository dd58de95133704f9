"""What each customer could use and does not have, at the month's end."""

import pandas as pd

from financial_lake.contract import Id, LakeTable, LoadPattern, Money, Text, key, money, row_rule, text

SIGNALS = (
    "balance_transfer",
    "credit_card_gap",
    "external_investor",
    "idle_balance",
    "prepayment_potential",
    "product_gap",
)


class CrossSellEvidence(
    LakeTable,
    grain="customer and signal that fires",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    reads_back=2,
    windows={
        "warehouse_facts.fact_balance": 89,
        "curated.transactions": 89,
        "curated.card_statements": 62,
        "curated.fx_rates": 62,
    },
):
    """What each customer could use and does not have, at the month's end; `cross_sell_signals` adds since when.

    prepayment_potential: savings and money market hold 1.02 times a running loan, the largest that fits; strength
    is what would be left. external_investor: two transfers to outside brokers and 1,000.00 in 90 days, and no
    investment account; strength is their sum. credit_card_gap: a deposit account for 180 days, a mean score of 670,
    a running income, no credit card; strength is the monthly income. idle_balance: more than 20,000.00 on checking
    in the mean of 90 days, neither savings nor money market; strength is what exceeds 5,000.00. balance_transfer:
    more than 2,000.00 carried over on three statements of a card in a row, a mean score of 670; strength is what is
    carried. product_gap: some of checking, savings, credit card, any card and investments is missing; strength is
    how many. Amounts are US dollars.
    """

    customer_id: Id = key("the customer, who has not left")
    signal: Text = key("what fires")
    strength_amount: Money = money("how strongly, by the measure of the signal", ge=0)
    detail: Text = text("what it is about")

    @row_rule("of the five products one to five are missing", {"signal": "product_gap", "strength_amount": "6.00"})
    def one_to_five_products_missing(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["signal"].ne("product_gap") | rows["strength_amount"].astype("float64").between(1, 5)
