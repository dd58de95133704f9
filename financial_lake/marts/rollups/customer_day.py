"""Each customer's day in one row: postings, spending, income, cash, channels, and what is held and owed at its end."""

import pandas as pd

from financial_lake.contract import Count, Id, LakeTable, LoadPattern, Money, count, key, money, row_rule


class CustomerDay(LakeTable, grain="customer", load=LoadPattern.DAY, owner="customer_office", reads_back=2):
    """Each customer's day in one row: postings, spending, income, cash, channels, and what is held and owed at its end.

    A card purchase is spent once, on the card's account; paying the card's bill moves own money.
    """

    customer_id: Id = key("every customer the bank has a record of on the day")
    transaction_count: Count = count("completed postings, corrections not counted again", ge=0)
    spend_count: Count = count("of these, money spent", ge=0)
    spend_amount_usd: Money = money("money spent less what merchants gave back, in US dollars")
    income_amount_usd: Money = money("salary, pension, allowance and business receipts, in US dollars")
    inflow_usd: Money = money("all money that arrived, own transfers included, in US dollars")
    outflow_usd: Money = money("all money that left, own transfers included, in US dollars")
    charge_amount_usd: Money = money("fees the bank charged, in US dollars")
    cash_in_usd: Money = money("cash paid in, in US dollars")
    cash_out_usd: Money = money("cash drawn, at a counter, at a machine or on credit, in US dollars")
    card_spend_usd: Money = money("of the spending, what was paid or drawn with a card, in US dollars")
    digital_count: Count = count("completed postings given in the app or online", ge=0)
    branch_count: Count = count("completed postings given at a branch", ge=0)
    deposit_balance_usd: Money = money("closing balance of all deposit accounts together, in US dollars")
    card_owed_usd: Money = money("owed on credit cards at the end of the day, in US dollars", ge=0)
    open_contract_count: Count = count("contracts of all classes that run", ge=0)

    @row_rule("what is counted by kind is among all postings", {"spend_count": 9_999, "transaction_count": 0})
    def kinds_within_all(cls, rows: pd.DataFrame) -> pd.Series:
        within = rows["digital_count"] + rows["branch_count"] <= rows["transaction_count"]
        return within & (rows["spend_count"] <= rows["transaction_count"])
