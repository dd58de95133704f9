"""Wires above the reporting amount on the day, and those that look suspicious by size or by name."""

import pandas as pd

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, count, money, row_rule


class LargeWiresDaily(LakeTable, grain="day", load=LoadPattern.DAY, owner="compliance"):
    """Wires above the reporting amount on the day, and those that look suspicious by size or by name.

    Instructions count, whatever became of them. A day without any has a row of zeros.
    """

    wire_count: Count = count("wires instructed", ge=0)
    large_count: Count = count("of these, above the amount that is reported", ge=0)
    large_amount: Money = money("what they are worth", ge=0)
    suspicious_count: Count = count("above the amount that alerts, or to or from a name that says offshore", ge=0)
    suspicious_amount: Money = money("what they are worth", ge=0)

    @row_rule("no more wires are large or suspicious than there are", {"wire_count": 0, "large_count": 1})
    def within_all(cls, rows: pd.DataFrame) -> pd.Series:
        return rows[["large_count", "suspicious_count"]].max(axis="columns") <= rows["wire_count"]
