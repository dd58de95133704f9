"""The merchants customers pay."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Flag, Id, LakeTable, LoadPattern, Text, code, flag, key, refers, row_rule, text
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.merchants import CATEGORIES, CODES, MERCHANT_COUNTRIES, MERCHANT_TYPES, merchants


class Merchants(LakeTable, grain="merchant", load=LoadPattern.REFERENCE, owner="payments", rules=("R22",)):
    """The merchants customers pay."""

    merchant_id: Id = key("1 to 180, the most popular of each trade first")
    merchant_name: Text = text("invented name, unique")
    mcc_code: Text = refers("merchant_categories", "the trade it is registered under", column_name="mcc_code")
    mcc_category: Text = code("category of its code", CATEGORIES)
    merchant_type: Text = code("how it sells", MERCHANT_TYPES)
    is_subscription_merchant: Flag = flag("whether it charges customers monthly for a subscription")
    country: Text = code("where it does business", MERCHANT_COUNTRIES)

    @row_rule(
        "exactly the sellers of subscriptions are subscription merchants",
        {"merchant_type": "retail", "is_subscription_merchant": True},
    )
    def subscription_merchant_iff_type(cls, rows: pd.DataFrame) -> pd.Series:
        """The flag says what the type says."""
        return rows["is_subscription_merchant"].eq(rows["merchant_type"].eq("subscription"))


def generate(bank: Bank, day: date) -> pa.Table:
    """All merchants; the list does not change."""
    listed = merchants(bank)
    return frame(
        Merchants,
        day,
        len(listed.merchant_id),
        {
            "merchant_id": listed.merchant_id,
            "merchant_name": listed.name,
            "mcc_code": Coded(listed.code, [each.mcc for each in CODES]),
            "mcc_category": Coded(listed.code, [each.category for each in CODES]),
            "merchant_type": Coded(listed.type, MERCHANT_TYPES),
            "is_subscription_merchant": listed.sells_subscriptions,
            "country": Coded(listed.country, MERCHANT_COUNTRIES),
        },
    )
