"""Thresholds, weights and windows that rules of law and supervision set, each with where it was read."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, LakeTable, LoadPattern, Ratio, Text, code, day, key, rate, row_rule, text
from financial_lake.contract.listed_rows import listed_rows

SOURCE_STATUSES = ("seen", "seen_secondary", "to_verify", "policy")


class RegulatoryParameters(LakeTable, grain="parameter and first day", load=LoadPattern.FULL, owner="compliance"):
    """Thresholds, weights and windows that rules of law and supervision set, each with where it was read.

    A report takes the row whose days hold its as-of date: `dt between effective_from and effective_to`.
    """

    parameter_id: Text = key("rule and name, parted by a full stop")
    value: Ratio = rate("the number; missing for a word", null=True)
    text_value: Text = text("the word, where the parameter is no number", null=True)
    unit: Text = text("what the number counts")
    effective_from: Day = key("first day it holds")
    effective_to: Day = day("last day it holds; 9999-12-31 while nothing follows")
    jurisdiction: Text = text("whose rule it is")
    source: Text = text("where it was read")
    source_status: Text = code("how well the source is known", SOURCE_STATUSES)
    note: Text = text("what a reader should know", null=True)

    @row_rule("a number or a word, never both", {"value": None, "text_value": None})
    def number_or_word(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["value"].isna() != rows["text_value"].isna()

    @row_rule("the last day is not before the first", {"effective_to": "1999-01-01"})
    def days_in_order(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["effective_from"] <= rows["effective_to"]


def rows() -> pa.Table:
    """The list beside this file."""
    return listed_rows(RegulatoryParameters)
