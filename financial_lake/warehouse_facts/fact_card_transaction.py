"""Every attempt to pay or draw cash with a card, approved or declined, and every refund."""

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
    Text,
    code,
    flag,
    instant,
    key,
    money,
    number,
    row_rule,
    text,
)
from financial_lake.simulation.card_attempts import KINDS
from financial_lake.simulation.merchants import RISK_LEVELS


class FactCardTransaction(
    LakeTable,
    grain="card attempt",
    load=LoadPattern.DAY,
    owner="payments",
    windows={"curated.accounts": 2, "datalake.cards": 2},
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
        BoundKey("card_key", "dim_card", "card_id"),
        BoundKey("merchant_key", "dim_merchant", "merchant_id"),
    ),
):
    """Every attempt to pay or draw cash with a card, approved or declined, and every refund.

    Amounts are in the currency of the account; a refund is no attempt.
    """

    card_txn_key: Id = key("the attempt")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    card_id: Id = number("the card used")
    customer_id: Id = number("owner of the account")
    account_id: Id = number("account the card draws on")
    contract_id: Id = number("the account among all contracts of the bank")
    product_id: Id = number("product of the account on the day", null=True)
    merchant_id: Id = number("whom the card was shown to")
    transaction_date: Instant = instant("when the card was shown, or the subscription charged")
    card_txn_type: Text = code("what was attempted", KINDS)
    entry_mode: Text = text("how the card was read")
    card_type: Text = text("credit for cards of credit card accounts, else debit")
    mcc_code: Text = text("the trade the merchant is registered under")
    mcc_category: Text = text("what the money is spent on")
    mcc_risk_level: Text = code("how closely payments to the trade are watched", RISK_LEVELS)
    amount: Money = money("asked for", gt=0)
    approved_amount: Money = money("approved, refunds aside", ge=0)
    declined_amount: Money = money("declined", ge=0)
    refund_amount: Money = money("given back", ge=0)
    attempt_count: Int = number("1 unless it is a refund", ge=0, le=1)
    approved_count: Int = number("1 for an approved attempt", ge=0, le=1)
    declined_count: Int = number("1 for a declined attempt", ge=0, le=1)
    is_remote: Flag = flag("the card was not there: online or recurring")
    is_recurring: Flag = flag("a subscription, charged by the merchant")
    decline_reason: Text = text("why the answer was no", pii=Pii.SENSITIVE, null=True)
    original_card_txn_id: Id = number("the purchase a refund gives back", null=True)
    interchange_amount: Money = money("what the bank earns on it from the merchant's bank; a refund gives it back")
    posting_transaction_id: Id = number("posting it led to; none when declined", null=True)

    @row_rule("the amount is approved, declined or given back", {"approved_amount": "1234567.89"})
    def amount_in_one_place(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["amount"] == rows["approved_amount"] + rows["declined_amount"] + rows["refund_amount"]

    @row_rule("every attempt is approved or declined", {"attempt_count": 1, "approved_count": 1, "declined_count": 1})
    def approved_or_declined(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["attempt_count"] == rows["approved_count"] + rows["declined_count"]

    @row_rule("nothing is earned on what was declined", {"declined_count": 1, "interchange_amount": "1.00"})
    def nothing_earned_when_declined(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["declined_count"].eq(0) | rows["interchange_amount"].eq(0)

    @row_rule("nothing declined is posted", {"declined_count": 1, "posting_transaction_id": 1})
    def nothing_declined_is_posted(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["declined_count"].eq(0) | rows["posting_transaction_id"].isna()
