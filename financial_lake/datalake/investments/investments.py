"""Investment accounts and their value."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    key,
    money,
    refers,
    row_rule,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, is_weekday, year_of
from financial_lake.simulation.investors import ACCOUNT_TYPES, RISK_PROFILES, investments, risk_profile_on
from financial_lake.simulation.portfolio import account_values_on, settlement_accounts
from financial_lake.simulation.staff import agent

ADVISER_ROLES = ("wealth_advisor",)


class Investments(
    LakeTable,
    grain="investment account",
    load=LoadPattern.SNAPSHOT_WEEKDAY,
    owner="wealth",
    rules=("R29", "R36", "R47", "R48"),
):
    """Investment accounts and their value."""

    investment_id: Id = key("the customer's number followed by 1")
    customer_id: Id = refers("customers", "the holder, who has at most one")
    product_id: Id = refers("products", "the product sold")
    account_type: Text = code("what the account is for; only parents hold a 529", ACCOUNT_TYPES)
    opened_on: Day = calendar_day("day of the first purchase")
    current_value: Money = money("sum of what its holdings are worth", gt=0)
    risk_profile: Text = code("how bold the holder is today", RISK_PROFILES, pii=Pii.SENSITIVE)
    advisor_id: Id = refers("employees", "wealth adviser who looks after the account today")
    settlement_account_id: Id = refers(
        "accounts", "main account that pays trades; none while it cannot be used: settled outside", null=True
    )

    @row_rule("the account's number is the holder's followed by 1", {"investment_id": 1})
    def id_from_customer(cls, rows: pd.DataFrame) -> pd.Series:
        """One investment account a customer."""
        return rows["investment_id"].eq(rows["customer_id"] * 10 + 1)

    @row_rule("an account is shown from the day it opens", {"opened_on": date(2100, 1, 1)})
    def opened_by_now(cls, rows: pd.DataFrame) -> pd.Series:
        """Nothing is known before it happens."""
        return rows["opened_on"].le(rows["dt"])


def generate(bank: Bank, day: date) -> pa.Table:
    """The accounts live at the end of a weekday; none on Saturday and Sunday."""
    number = day_number(day)
    if not is_weekday(number):
        return Investments.arrow_schema().empty_table()
    return pa.concat_tables(bank.by_block(_of_block, day, number))


def _of_block(block: Block, day: date, number: int) -> pa.Table:
    year = int(year_of(number))
    held = investments(block, year)
    live = np.flatnonzero(held.is_live(number))
    ids = held.investment_id[live]
    settled_by = settlement_accounts(block, number)[live]
    return frame(
        Investments,
        day,
        live.size,
        {
            "investment_id": ids,
            "customer_id": ids // 10,
            "product_id": held.product_id[live],
            "account_type": Coded(held.type[live], ACCOUNT_TYPES),
            "opened_on": held.opened_on[live],
            "current_value": account_values_on(block, number)[live],
            "risk_profile": Coded(risk_profile_on(block, number)[live], RISK_PROFILES),
            "advisor_id": agent(block.bank, ADVISER_ROLES, ids, number),
            "settlement_account_id": Known(accounts(block, year).account_id[settled_by], settled_by >= 0),
        },
    )
