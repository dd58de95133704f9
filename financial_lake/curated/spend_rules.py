"""Which windows of spending are watched, and from what amount a customer stands out."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Ratio,
    Text,
    code,
    day,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.contract.listed_rows import listed_rows

WINDOWS = ("day", "7d", "30d", "calendar_month")


class SpendRules(LakeTable, grain="rule and first day", load=LoadPattern.FULL, owner="payments"):
    """Which windows of spending are watched, and from what amount a customer stands out."""

    rule_id: Text = key("name of the rule")
    window_name: Text = code("stretch of days that is summed; a calendar month to date", WINDOWS)
    min_amount: Money = money("least spending, in US dollars, that can stand out", pii=Pii.NONE, gt=0)
    baseline_windows: Int = number("equal windows before it that make the customer's usual spending", ge=1)
    baseline_multiple: Ratio = rate("how many times the usual it must be", gt=0)
    top_n: Int = number("places of the ranking that are listed whatever they spend", ge=0)
    effective_from: Day = key("first day it holds")
    effective_to: Day = day("last day it holds; 9999-12-31 while nothing follows")
    source: Text = text("where it was decided")
    note: Text = text("what a reader should know", null=True)

    @row_rule("the last day is not before the first", {"effective_to": "1999-01-01"})
    def days_in_order(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["effective_from"] <= rows["effective_to"]


def rows() -> pa.Table:
    """The list beside this file."""
    return listed_rows(SpendRules)
