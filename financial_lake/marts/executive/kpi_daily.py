"""The bank's key figures day by day, beside yesterday's and those of the last month's end."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern, Ratio, Text, key, rate, row_rule
from financial_lake.renderings.plots import panels, png, series

SHOWN = ("customers", "deposits_usd", "loan_balance", "transaction_value")


class KpiDaily(
    LakeTable,
    grain="key figure",
    load=LoadPattern.DAY,
    owner="finance",
    windows={"marts.kpi_value_day": 31},
):
    """The bank's key figures day by day, beside yesterday's and those of the last month's end.

    What each figure means is listed in `kpi_value_day`.
    """

    kpi: Text = key("the key figure")
    value: Ratio = rate("its value today: a number, an amount in US dollars or a quotient", null=True)
    value_previous_day: Ratio = rate("its value the day before; none when that is not stored", null=True)
    value_previous_month_end: Ratio = rate("its value at the end of the month before, likewise", null=True)
    change_ratio: Ratio = rate("today's over yesterday's value, less 1; none when yesterday's is zero", null=True)

    @row_rule("a change needs a value the day before", {"change_ratio": "0.100000", "value_previous_day": None})
    def change_needs_previous(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["change_ratio"].isna() | (rows["value"].notna() & rows["value_previous_day"].notna())


def picture(rows: pa.Table) -> bytes:
    """Customers, deposits, loans and what is moved, one panel each, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, axes = panels("Key figures of the bank", *SHOWN)
    for panel, kpi in zip(axes, SHOWN, strict=True):
        panel.plot(*series(rows, "value", kpi=kpi), linewidth=1, marker=".", markersize=3)
    return png(figure)
