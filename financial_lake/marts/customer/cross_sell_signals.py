"""What could be offered to whom, how strongly it suggests itself, and since when."""

import pandas as pd

from financial_lake.contract import Day, Id, LakeTable, LoadPattern, Money, Text, day, key, money, row_rule, text


class CrossSellSignals(
    LakeTable,
    grain="customer and signal that fires",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    windows={"marts.cross_sell_evidence": 335, "marts.protection_gaps": 335},
):
    """What could be offered to whom, how strongly it suggests itself, and since when.

    What each signal means and measures is said in `cross_sell_evidence` and `protection_gaps`.
    """

    customer_id: Id = key("the customer")
    signal: Text = key("what fires")
    strength_amount: Money = money("how strongly, by the measure of the signal", ge=0)
    detail: Text = text("what it is about")
    first_fired_on: Day = day("first of the month ends without a break, at most a year back, on which it fired")

    @row_rule("it fired first by now", {"first_fired_on": "2199-12-31"})
    def first_by_now(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["first_fired_on"] <= rows["dt"]
