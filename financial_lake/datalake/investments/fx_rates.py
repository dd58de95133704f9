"""What a unit of each account currency is worth in US dollars."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern, Rate12, Text, rate, row_rule
from financial_lake.contract.columns import column
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.currencies import CURRENCIES, rate_on


class FxRates(LakeTable, grain="currency and day", load=LoadPattern.REFERENCE, owner="wealth", rules=("R71",)):
    """What a unit of each account currency is worth in US dollars."""

    currency_code: Text = column("currency an account may have, ISO 4217", kind="key", values=CURRENCIES)
    rate_to_usd: Rate12 = rate("dollars for one unit; a weekend or bank holiday repeats the business day before", gt=0)

    @row_rule("a dollar is worth a dollar", {"currency_code": "USD", "rate_to_usd": "1.000001"})
    def dollar_is_one(cls, rows: pd.DataFrame) -> pd.Series:
        """The dollar's own rate is exactly 1."""
        return rows["currency_code"].ne("USD") | rows["rate_to_usd"].eq(1)


def generate(bank: Bank, day: date) -> pa.Table:
    """The rates of the day, one row a currency."""
    codes = np.arange(len(CURRENCIES))
    return frame(
        FxRates,
        day,
        codes.size,
        {"currency_code": Coded(codes, CURRENCIES), "rate_to_usd": rate_on(bank, codes, day_number(day))},
    )
