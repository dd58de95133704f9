"""Numbers the bank's management decided on: margins, unit costs, limits, hours; nobody's fact, only a policy."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, LakeTable, LoadPattern, Ratio, Text, day, key, rate, row_rule, text
from financial_lake.contract.listed_rows import listed_rows


class ManagementParameters(LakeTable, grain="parameter, scope and first day", load=LoadPattern.FULL, owner="finance"):
    """Numbers the bank's management decided on: margins, unit costs, limits, hours; nobody's fact, only a policy.

    A query takes the row whose days hold its own: `dt between effective_from and effective_to`.
    """

    parameter_id: Text = key("what is decided")
    scope: Text = key("what it holds for: a product, a kind of cost, an indicator ...; all when for everything")
    value: Ratio = rate("the number; missing for a word", null=True)
    text_value: Text = text("the word, where the parameter is no number", null=True)
    effective_from: Day = key("first day it holds")
    effective_to: Day = day("last day it holds; 9999-12-31 while nothing follows")
    source: Text = text("where it was decided")
    note: Text = text("what a reader should know", null=True)

    @row_rule("a number or a word, never both", {"value": None, "text_value": None})
    def number_or_word(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["value"].isna() != rows["text_value"].isna()

    @row_rule("the last day is not before the first", {"effective_to": "1999-01-01"})
    def days_in_order(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["effective_from"] <= rows["effective_to"]


def rows() -> pa.Table:
    """The list beside this file."""
    return listed_rows(ManagementParameters)
