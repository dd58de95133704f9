"""Every accepted posting or failed attempt, with durable ids and measures that add up."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
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
    flag,
    instant,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.curated.transactions import STATUSES


class FactTransaction(
    LakeTable,
    grain="curated posting or failed attempt",
    load=LoadPattern.DAY,
    owner="payments",
    windows={"curated.accounts": 2, "datalake.wire_transfers": 5},
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
        BoundKey("merchant_key", "dim_merchant", "merchant_id", optional=True),
    ),
):
    """Every accepted posting or failed attempt, with durable ids and measures that add up."""

    transaction_key: Id = key("the posting and its revision")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    transaction_id: Id = number("the posting, as the core system numbered it")
    revision_number: Int = number("0, or the number of the correction", ge=0)
    customer_id: Id = number("owner of the account")
    account_id: Id = number("account that moved")
    contract_id: Id = number("the account among all contracts of the bank")
    merchant_id: Id = number("merchant paid", null=True)
    product_id: Id = number("product of the account on the day", null=True)
    branch_id: Id = number("branch of the account", null=True)
    transaction_date: Instant = instant("when it was posted")
    amount: Money = money("amount as posted, without sign; adds up within a currency", gt=0)
    currency: Text = code("currency of the account", ("USD", "CAD", "EUR", "GBP"))
    exchange_rate: Rate = rate("US dollars for one unit of the currency", gt=0)
    transaction_amount: Money = money("what moved the balance, with its sign")
    transaction_amount_usd: Money = money("the same in US dollars")
    fees: Money = money("fee this posting caused; information, its fee row is counted", ge=0)
    net_amount: Money = money("amount less the fee it caused; the fee's own row counts nothing, so totals agree")
    transaction_count: Int = number("1 unless it corrects an earlier one", ge=0, le=1)
    is_completed: Int = number("1 when it went through", ge=0, le=1)
    is_debit: Int = number("1 when money left", ge=0, le=1)
    is_credit: Int = number("1 when money arrived", ge=0, le=1)
    transaction_type: Text = text("kind that fixes the sign")
    transaction_code: Text = text("what exactly it was")
    flow_class: Text = text("what it means to the customer's purse")
    payment_method: Text = text("instrument")
    channel: Text = text("where it was given")
    status: Text = code("whether it went through, or takes back an earlier version", STATUSES)
    direction: Text = code("debit, credit, or a transfer between accounts", ("debit", "credit", "transfer"))
    mcc_category: Text = text("category of the merchant", null=True)
    is_recurring: Flag = flag("repeats by agreement")
    recurring_frequency: Text = text("rhythm of a recurring posting", null=True)
    counterparty_type: Text = text("whose the other side is", null=True)
    counterparty_name: Text = text("name of the other side", pii=Pii.PERSONAL, null=True)
    counterparty_token: Text = text("name of the other side's account, to follow money from party to party", null=True)
    description: Text = text("short line for the statement", pii=Pii.SENSITIVE, null=True)
    reference_number: Text = text("business event it belongs to")
    risk_score: Int = number(
        "points for size, wire, cash, listed country, risky trade, young account, rating and round amount",
        pii=Pii.SENSITIVE,
        ge=0,
        le=100,
    )
    created_at: Instant = instant("when it became known: the posting's own instant")

    @row_rule("a failed attempt moves nothing", {"revision_number": 0, "is_completed": 0, "transaction_amount": "5.00"})
    def failed_moves_nothing(cls, rows: pd.DataFrame) -> pd.Series:
        has_moved = rows["is_completed"].eq(1) | rows["revision_number"].gt(0)
        return has_moved | rows["transaction_amount"].eq(0)

    @row_rule("a posting is either a debit or a credit", {"is_debit": 1, "is_credit": 1})
    def either_debit_or_credit(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_debit"] + rows["is_credit"] == 1
