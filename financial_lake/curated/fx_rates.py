"""What a unit of each account currency is worth in US dollars, for turning balances into dollars."""

import pandas as pd

from financial_lake.contract import LakeTable, LoadPattern, Rate, Text, rate, row_rule
from financial_lake.contract.columns import column
from financial_lake.simulation.currencies import CURRENCIES


class FxRates(LakeTable, grain="currency", load=LoadPattern.DAY, owner="wealth"):
    """What a unit of each account currency is worth in US dollars, for turning balances into dollars."""

    currency: Text = column("currency an account may have, ISO 4217", kind="key", values=CURRENCIES)
    usd_rate: Rate = rate("dollars for one unit, in the form in which postings carry their exchange rate", gt=0)

    @row_rule("a dollar is worth a dollar", {"currency": "USD", "usd_rate": "1.000001"})
    def dollar_is_one(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["currency"].ne("USD") | rows["usd_rate"].eq(1)
