"""How many postings a day, for how much, and whether that is usual for the weekday."""

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    code,
    count,
    money,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import BLUE, GREEN, RED, bars, panels, png, series


class DailyTransactionVolume(
    LakeTable,
    grain="day",
    load=LoadPattern.DAY,
    owner="payments",
    windows={"marts.transaction_rollup_day": 28},
):
    """How many postings a day, for how much, and whether that is usual for the weekday."""

    transaction_count: Count = count("completed postings, corrections not counted again", ge=0)
    debit_count: Count = count("of these, money that left", ge=0)
    credit_count: Count = count("of these, money that arrived", ge=0)
    failed_count: Count = count("attempts that failed", ge=0)
    debit_amount_usd: Money = money("money that left, in US dollars", ge=0)
    credit_amount_usd: Money = money("money that arrived, in US dollars", ge=0)
    total_amount_usd: Money = money("both together", ge=0)
    average_amount_usd: Money = money("total over count, half a cent rounded up", null=True, ge=0)
    distinct_accounts: Count = count("accounts with a completed posting", ge=0)
    distinct_customers: Count = count("customers with a completed posting", ge=0)
    baseline_count: Money = rate("median count of the four same weekdays before; none with fewer than two", null=True)
    volume_ratio: Ratio = rate("count over baseline", null=True)
    activity: Text = code("spike above 1.5 times the baseline, drop below half", ("spike", "drop", "normal", "unknown"))

    @row_rule("debits and credits are all postings", {"debit_count": 0, "credit_count": 0, "transaction_count": 1})
    def debits_and_credits_are_all(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["debit_count"] + rows["credit_count"] == rows["transaction_count"]


def picture(rows: pa.Table) -> bytes:
    """Postings a day and their total, as a PNG; spikes and drops are marked.

    Args:
        rows: days of this mart, in order.
    """
    figure, (upper, lower) = panels(
        "Daily transaction volume (red: spike or drop against the weekday's median)", "postings", "total, million USD"
    )
    days, counts = series(rows, "transaction_count")
    unusual = np.isin(rows.sort_by("dt").column("activity").to_pylist(), ["spike", "drop"])
    bars(upper, days, counts, np.where(unusual, RED, BLUE))
    days, dollars = series(rows, "total_amount_usd")
    lower.plot(days, dollars / 1e6, color=GREEN)
    return png(figure)
