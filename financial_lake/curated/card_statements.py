"""The monthly statement of each credit card account: what was owed, bought, paid, and what is carried over."""

import pandas as pd

from financial_lake.contract import Flag, Id, LakeTable, LoadPattern, Money, Text, flag, key, money, number, row_rule
from financial_lake.contract.columns import column
from financial_lake.simulation.account_records import CURRENCIES


class CardStatements(
    LakeTable,
    grain="credit card account, open on some day of the month",
    load=LoadPattern.MONTH_END,
    owner="payments",
    windows={"curated.accounts": 2, "curated.transactions": 30},
):
    """The monthly statement of each credit card account: what was owed, bought, paid, and what is carried over.

    What is owed is positive. Where the lake begins inside the month, the statement begins with it.
    """

    account_id: Id = key("the card account")
    customer_id: Id = number("owner")
    product_id: Id = number("what was sold")
    currency: Text = column("currency of all amounts", values=CURRENCIES)
    owed_open: Money = money("owed before the first posting of the month")
    charges: Money = money("purchases and whatever else was drawn, cash advances and fees aside", ge=0)
    cash_advances: Money = money("cash drawn on credit", ge=0)
    fees: Money = money("yearly and late fees; interest is none", ge=0)
    card_interest: Money = money("interest on what was carried over", ge=0)
    refunds: Money = money("purchases given back", ge=0)
    payments: Money = money("paid in by the customer", ge=0)
    owed_close: Money = money("owed after the last posting of the month")
    carried_amount: Money = money("owed at the end beyond what the month itself added: an older debt", ge=0)
    is_paid_in_full: Flag = flag("no older debt is left")

    @row_rule("what is owed rolls forward to the cent", {"owed_close": "0.01", "carried_amount": "0.01"})
    def rolls_forward(cls, rows: pd.DataFrame) -> pd.Series:
        added = rows["charges"] + rows["cash_advances"] + rows["fees"] + rows["card_interest"]
        return rows["owed_close"] == rows["owed_open"] + added - rows["refunds"] - rows["payments"]

    @row_rule("paid in full exactly when nothing is carried", {"carried_amount": "5.00", "is_paid_in_full": True})
    def paid_iff_nothing_carried(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_paid_in_full"] == rows["carried_amount"].eq(0)
