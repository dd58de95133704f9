"""Every contract as it stands on the last stored day: its newest version with what it holds or owes."""

import pandas as pd

from financial_lake.contract import Day, Int, LoadPattern, Money, Qty, day, money, number, rate, row_rule
from financial_lake.contract.columns import Pii
from financial_lake.contract.given_columns import ExtendedTable
from financial_lake.warehouse.dim_account import DimAccount


class AccountCurrent(
    ExtendedTable, of=DimAccount, grain="contract, newest version", load=LoadPattern.FULL, owner="deposits"
):
    """Every contract as it stands on the last stored day: its newest version with what it holds or owes.

    An investment account that is gone is closed. What a contract of another class has stays empty: balances are
    of accounts, what is owed of loans, beneficiaries of policies, units and value of investment accounts.
    """

    as_of_date: Day = day("last stored day; an account's balances are those of its own last day")
    current_balance: Money = money("balance of an account; what is owed on a card is negative", null=True)
    available_balance: Money = money("what the owner of an account may spend", null=True)
    average_balance: Money = money("average of the account's month so far", null=True)
    outstanding_balance: Money = money("principal a loan still owes", null=True, ge=0)
    payoff_amount: Money = money("what ends a loan today: the principal and 2 % of it", null=True, ge=0)
    beneficiary_count: Int = number("who is paid when a policy falls due", null=True, ge=1)
    units_held: Qty = rate("units of all securities of an investment account", pii=Pii.SENSITIVE, null=True, ge=0)
    purchase_price: Money = money("what a unit cost on average", null=True, ge=0)
    current_value: Money = money("what an investment account is worth", null=True, ge=0)
    account_age_months: Int = number("whole months from the first day to the last, or to now", ge=0)

    @row_rule("paying off costs no less than what is owed", {"outstanding_balance": "1.00", "payoff_amount": "0.99"})
    def payoff_covers_debt(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["outstanding_balance"].isna() | (rows["payoff_amount"] >= rows["outstanding_balance"]).fillna(
            value=False
        )
