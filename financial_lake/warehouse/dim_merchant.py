"""Every merchant customers ever paid, with its trade."""

from financial_lake.contract import Flag, Id, Instant, Text, flag, instant, key, number, text
from financial_lake.contract.dimension import Dimension


class DimMerchant(Dimension, grain="merchant", owner="payments"):
    """Every merchant customers ever paid, with its trade."""

    merchant_key: Id = key("the merchant's number")
    merchant_id: Id = number("the merchant")
    merchant_name: Text = text("its name")
    mcc_code: Text = text("the trade it is registered under, four digits")
    mcc_description: Text = text("the trade in words")
    mcc_category: Text = text("what the money is spent on")
    mcc_risk_level: Text = text("how closely payments to the trade are watched")
    merchant_type: Text = text("how it sells")
    is_subscription_merchant: Flag = flag("whether it charges customers monthly for a subscription")
    country: Text = text("where it does business")
    created_at: Instant = instant("day it was first seen")
    updated_at: Instant = instant("day it was last seen to change")
