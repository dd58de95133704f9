"""Card payments above 500.00 at merchants of a trade that is watched closely, one by one."""

from financial_lake.contract import (
    Flag,
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    code,
    flag,
    instant,
    key,
    money,
    number,
    text,
)


class HighRiskMerchantActivity(LakeTable, grain="card attempt", load=LoadPattern.DAY, owner="payments"):
    """Card payments above 500.00 at merchants of a trade that is watched closely, one by one; declined ones too."""

    card_txn_id: Id = key("the attempt")
    transaction_date: Instant = instant("when the card was shown")
    card_id: Id = number("the card used")
    customer_id: Id = number("owner of the account")
    merchant_id: Id = number("whom the card was shown to")
    mcc_code: Text = text("the merchant's trade, by code")
    mcc_category: Text = text("what the money is spent on there")
    card_type: Text = text("debit or credit")
    card_txn_type: Text = code("what was attempted", ("purchase", "cash_withdrawal", "refund"))
    entry_mode: Text = text("how the card was read")
    amount: Money = money("asked for, in US dollars", gt=500)
    is_approved: Flag = flag("the bank said yes")
