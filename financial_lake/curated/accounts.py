"""Deposit and credit card accounts, spelled as agreed and without their whole number."""

from datetime import date

import pandas as pd

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    code,
    day,
    flag,
    instant,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.simulation.account_records import ACCOUNT_KINDS, ACCOUNT_STATUSES, CURRENCIES


class Accounts(
    LakeTable, grain="account, open or closed within 365 days", load=LoadPattern.DAY_ON_WEEKDAYS, owner="deposits"
):
    """Deposit and credit card accounts, spelled as agreed and without their whole number.

    The whole number is in `account_numbers` alone, for the few who may see it.
    """

    account_id: Id = key("owner, place among the owner's accounts, and version of a replaced account")
    customer_id: Id = number("owner")
    product_id: Id = number("what was sold")
    account_number_masked: Text = text("number with its last four digits only", pattern=r"\*{4}\d{4}$")
    account_token: Text = text("name of the account where money is followed from party to party", pattern=r"ACC-\d+$")
    account_type: Text = code("what kind of account it is", ACCOUNT_KINDS)
    account_status: Text = code("at the end of the day", ACCOUNT_STATUSES)
    open_date: Day = day("the weekday it was opened")
    closing_date: Day = day("the day it was closed; set for closed accounts only", null=True)
    currency: Text = code("currency of the account", CURRENCIES)
    current_balance: Money = money("after the last posting up to the day; what is owed is negative")
    available_balance: Money = money("what the owner may spend: nothing when frozen or closed")
    interest_rate: Rate = rate("paid a year on deposits", null=True)
    credit_limit: Money = money("most that may be owed on a credit card", null=True)
    apr: Rate = rate("charged a year on what a credit card carries over", null=True)
    term_months: Int = number("length of a term deposit's term", null=True)
    maturity_date: Day = day("end of a term deposit's current term", null=True)
    branch_id: Id = number("the owner's home branch on the opening day")
    updated_at: Instant = instant("last posting, month-end run, or change of an attribute")
    is_repaired: Flag = flag("type or status had to be put right")
    row_sha256: Text = text(
        "hash of the row exactly as delivered; guarded as the number is, which could be guessed from it",
        pii=Pii.SECRET,
        pattern="[0-9a-f]{64}$",
    )

    @row_rule("a closing date exactly for closed accounts", {"account_status": "closed", "closing_date": None})
    def closing_date_iff_closed(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["closing_date"].notna() == rows["account_status"].eq("closed")

    @row_rule("limit and apr exactly for credit cards", {"account_type": "credit_card", "credit_limit": None})
    def card_terms_iff_card(cls, rows: pd.DataFrame) -> pd.Series:
        is_card = rows["account_type"].eq("credit_card")
        return rows["credit_limit"].notna().eq(is_card) & rows["apr"].notna().eq(is_card)

    @row_rule("the token names the account", {"account_token": "ACC-0"})
    def token_names_the_account(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["account_token"] == "ACC-" + rows["account_id"].astype(rows["account_token"].dtype)

    @row_rule("no account opens ahead of its day", {"open_date": date(2199, 12, 31)})
    def opened_by_now(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["open_date"] <= rows["dt"]
