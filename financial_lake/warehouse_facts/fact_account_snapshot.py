"""How every contract stands at the end of the month, and what the month did to it."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Day,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pct,
    Pii,
    Text,
    code,
    day,
    instant,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)

CONTRACT_CLASSES = ("account", "loan", "investment")


class FactAccountSnapshot(
    LakeTable,
    grain="account, loan or investment account, and month",
    load=LoadPattern.MONTH_END,
    owner="deposits",
    windows={
        "warehouse_facts.fact_balance": 30,
        "datalake.loan_accounts": 32,
        "datalake.investments": 30,
        "curated.contract_records": 2,
    },
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
    ),
):
    """How every contract stands at the end of the month, and what the month did to it.

    A contract that ended before the last day is not shown. Where the lake begins inside a month, that month
    begins with it.
    """

    snapshot_id: Id = key("contract_id x 1,000,000 + the month as YYYYMM")
    snapshot_date: Day = day("last calendar day of the month")
    date_key: Int = number("the same as YYYYMMDD; row of dim_date")
    customer_id: Id = number("owner, borrower or investor")
    account_id: Id = number("id in its register")
    contract_id: Id = number("the contract among all contracts of the bank")
    contract_class: Text = code("register it is kept in", CONTRACT_CLASSES)
    product_id: Id = number("what was sold", null=True)
    currency: Text = text("currency of all amounts")
    balance: Money = money("held or owed on an account, principal owed on a loan, value of an investment account")
    month_end_balance: Money = money("the same under its older name")
    month_avg_balance: Money = money("mean over the month's days; over its weekdays for investment accounts")
    available_credit: Money = money("what the limit of a credit card leaves", null=True)
    credit_utilization_pct: Pct = rate("owed, in percent of the limit", pii=Pii.SENSITIVE, null=True)
    principal_paid: Money = money("principal of a loan paid back so far", null=True)
    principal_remaining: Money = money("principal of a loan still owed", null=True)
    interest_accrued: Money = money("interest of the month: earned on deposits, charged on cards and loans", null=True)
    total_credits_mtd: Money = money("what arrived on an account in the month", null=True)
    total_debits_mtd: Money = money("what left it, without sign", null=True)
    net_cash_flow_mtd: Money = money("by how much its balance exceeds that of a month ago", null=True)
    customer_product_count: Int = number("open contracts of the customer on that day", ge=0)
    created_at: Instant = instant("end of the day")

    @row_rule("both names say the same", {"month_end_balance": "1234567.89"})
    def both_names_agree(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["balance"] == rows["month_end_balance"]

    @row_rule("principal exactly for loans", {"contract_class": "loan", "principal_remaining": None})
    def principal_iff_loan(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["principal_remaining"].notna() == rows["contract_class"].eq("loan")

    @row_rule("flows exactly for accounts", {"contract_class": "account", "net_cash_flow_mtd": None})
    def flows_iff_account(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["net_cash_flow_mtd"].notna() == rows["contract_class"].eq("account")

    @row_rule("the balance moved by what arrived less what left", {"total_credits_mtd": "1234567.89"})
    def moved_by_flows(cls, rows: pd.DataFrame) -> pd.Series:
        moved = rows["net_cash_flow_mtd"] == rows["total_credits_mtd"] - rows["total_debits_mtd"]
        return moved | rows["contract_class"].ne("account")
