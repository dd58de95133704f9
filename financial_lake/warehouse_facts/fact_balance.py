"""What every account holds at the end of every day, weekends included, and what the day did to it."""

import pandas as pd

from financial_lake.contract import (
    Accrual,
    BoundKey,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    code,
    key,
    money,
    number,
    rate,
    row_rule,
)
from financial_lake.contract.columns import Pii
from financial_lake.simulation.account_records import CURRENCIES


class FactBalance(
    LakeTable,
    grain="account and day, from opening to closing day inclusive",
    load=LoadPattern.DAY,
    owner="deposits",
    windows={"curated.accounts": 2, "curated.transactions": 30},
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
    ),
):
    """What every account holds at the end of every day, weekends included, and what the day did to it.

    Accounts are counted on weekdays; a weekend's balance is Friday's and the postings since. What an account
    opened on a weekend is, is known on Monday: until then it starts from nothing and has no product.
    """

    balance_key: Id = key("contract_id x 100,000 + days from 1900-01-01 to the day")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    customer_id: Id = number("owner")
    account_id: Id = number("the account")
    contract_id: Id = number("the account among all contracts of the bank")
    product_id: Id = number("what was sold", null=True)
    branch_id: Id = number("branch that keeps the account", null=True)
    currency: Text = code("currency of all amounts but those in dollars", CURRENCIES)
    closing_balance: Money = money("after the last posting of the day; what is owed is negative")
    opening_balance: Money = money("before the first posting of the day")
    net_movement: Money = money("what the day's postings added, or took away")
    credit_amount: Money = money("what arrived on the day")
    debit_amount: Money = money("what left on the day, without sign")
    average_balance: Money = money("mean of the closing balances of the month's days so far")
    interest_earned: Accrual = rate(
        "what the opening balance of a deposit earns in a day; an overdrawn day takes from the month", pii=Pii.SENSITIVE
    )
    interest_charged: Money = money("card interest of the day")
    fees_charged: Money = money("fees of the day")
    closing_balance_usd: Money = money("closing balance in US dollars at the day's rate")
    available_balance: Money = money("what the owner may spend: nothing when frozen or closed")
    credit_limit: Money = money("most that may be owed on a credit card", null=True)
    utilization: Ratio = rate("owed, as a share of the limit; credit cards only", pii=Pii.SENSITIVE, null=True)

    @row_rule("the day's movement leads from opening to closing", {"opening_balance": "1234567.89"})
    def opening_to_closing(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["closing_balance"] == rows["opening_balance"] + rows["net_movement"]

    @row_rule("the movement is what arrived less what left", {"credit_amount": "1234567.89"})
    def credits_less_debits(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["net_movement"] == rows["credit_amount"] - rows["debit_amount"]

    @row_rule("a dollar is a dollar", {"currency": "USD", "closing_balance_usd": "1234567.89"})
    def dollars_as_they_are(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["currency"].ne("USD") | rows["closing_balance_usd"].eq(rows["closing_balance"])

    @row_rule("a share of the limit exactly where there is one", {"credit_limit": "500.00", "utilization": None})
    def utilization_iff_limit(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["utilization"].notna() == (rows["credit_limit"].fillna(0) > 0)
