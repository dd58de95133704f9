"""What overdrafts brought in on the day: fees that were due, let off and kept, and how large the overdrafts were."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, Ratio, count, money, rate, row_rule
from financial_lake.renderings.plots import GREY, bars, panels, png, series


class OverdraftRevenueDaily(LakeTable, grain="day", load=LoadPattern.DAY, owner="deposits"):
    """What overdrafts brought in on the day: fees that were due, let off and kept, and how large the overdrafts were.

    A day without an overdraft has a row of zeros.
    """

    event_count: Count = count("overdrafts", ge=0)
    customer_count: Count = count("customers overdrawn", ge=0)
    potential_fees: Money = money("35.00 for each overdraft", ge=0)
    waived_fees: Money = money("of these, let off", ge=0)
    net_fee_revenue: Money = money("fees charged", ge=0)
    recovery_rate: Ratio = rate("charged over potential; none without an overdraft", null=True, ge=0, le=1)
    count_to_50: Count = count("overdrafts of up to 50.00", ge=0)
    count_to_100: Count = count("above 50.00 and up to 100.00", ge=0)
    count_to_250: Count = count("above 100.00 and up to 250.00", ge=0)
    count_to_500: Count = count("above 250.00 and up to 500.00", ge=0)
    count_above_500: Count = count("above 500.00", ge=0)

    @row_rule("what is charged is what was due less what was let off", {"potential_fees": "0.01"})
    def charged_less_waived(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["net_fee_revenue"] == rows["potential_fees"] - rows["waived_fees"]

    @row_rule("every overdraft is of one size", {"count_to_50": 9_999})
    def sizes_are_all(cls, rows: pd.DataFrame) -> pd.Series:
        sizes = ["count_to_50", "count_to_100", "count_to_250", "count_to_500", "count_above_500"]
        return rows[sizes].sum(axis="columns") == rows["event_count"]


def picture(rows: pa.Table) -> bytes:
    """Overdrafts a day, and fees kept and let off, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, (upper, lower) = panels("Overdrafts", "overdrafts", "fees, USD")
    bars(upper, *series(rows, "event_count"))
    days, kept = series(rows, "net_fee_revenue")
    bars(lower, days, kept, label="charged")
    bars(lower, days, series(rows, "waived_fees")[1], GREY, above=kept, label="let off")
    lower.legend(fontsize=7, frameon=False)
    return png(figure)
