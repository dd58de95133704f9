"""Capital the bank opened with: so much for each customer it was founded for, and constant from then on."""

from decimal import Decimal

import pyarrow as pa

from financial_lake.contract import Day, LakeTable, LoadPattern, Money, Text, day, key, money
from financial_lake.contract.listed_rows import listed_rows
from financial_lake.curated.regulatory_parameters import RegulatoryParameters
from financial_lake.settings import BankSettings

INSTRUMENTS = ("share_capital", "at1", "tier2_debt")


class OpeningCapital(LakeTable, grain="instrument", load=LoadPattern.FULL, owner="finance"):
    """Capital the bank opened with: so much for each customer it was founded for, and constant from then on."""

    instrument: Text = key("share capital, additional tier 1, or tier 2 debt")
    issued_on: Day = day("the bank's opening day")
    amount: Money = money("US dollars", gt=0)


def rows(settings: BankSettings) -> pa.Table:
    """The capital of the bank with these settings, by the parameters in force when it opened."""
    each_customer = {
        row["parameter_id"]: row["value"]
        for row in listed_rows(RegulatoryParameters).to_pylist()
        if row["effective_from"] <= settings.opening_day <= row["effective_to"]
    }
    amounts = [each_customer[f"CAP-01.{name}_per_customer"] * settings.customers for name in INSTRUMENTS]
    return pa.Table.from_pydict(
        {
            "instrument": INSTRUMENTS,
            "issued_on": [settings.opening_day] * len(INSTRUMENTS),
            "amount": [amount.quantize(Decimal("0.01")) for amount in amounts],
        },
        schema=OpeningCapital.arrow_schema(),
    )
