"""Merchant category codes and their risk."""

from datetime import date

import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern, Text, code, key, text
from financial_lake.contract.frames import frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.merchants import CATEGORIES, CODES, RISK_LEVELS


class MerchantCategories(
    LakeTable, grain="category code", load=LoadPattern.REFERENCE, owner="payments", rules=("R22",)
):
    """Merchant category codes and their risk."""

    mcc_code: Text = key("four digits under which merchants of one trade are registered")
    mcc_description: Text = text("the trade in our own words")
    mcc_category: Text = code("what the money is spent on", CATEGORIES)
    risk_level: Text = code("how closely payments to the trade are watched", RISK_LEVELS)


def generate(bank: Bank, day: date) -> pa.Table:  # noqa: ARG001 - the codes are the same in every bank
    """All twenty codes; the list does not change."""
    return frame(
        MerchantCategories,
        day,
        len(CODES),
        {
            "mcc_code": pa.array([each.mcc for each in CODES]),
            "mcc_description": pa.array([each.description for each in CODES]),
            "mcc_category": pa.array([each.category for each in CODES]),
            "risk_level": pa.array([each.risk for each in CODES]),
        },
    )
