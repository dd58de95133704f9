"""Countries to be careful with, and since when: international watch lists and the bank's own."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, LakeTable, LoadPattern, Text, code, day, key, row_rule, text
from financial_lake.contract.listed_rows import listed_rows
from financial_lake.curated.regulatory_parameters import SOURCE_STATUSES

STATUSES = ("call_for_action", "monitored", "offshore_policy", "ordinary")


class CountryRisk(LakeTable, grain="country, list and first day", load=LoadPattern.FULL, owner="compliance"):
    """Countries to be careful with, and since when: international watch lists and the bank's own.

    A query takes the row whose days hold its own: `dt between effective_from and effective_to`. A country that
    leaves a list is ordinary from then on; before its first row nothing is known of it.
    """

    country: Text = key("ISO 3166 code, two letters")
    list_name: Text = key("who lists it: fatf, the international task force, or the bank's own policy")
    status: Text = code("how careful to be", STATUSES)
    effective_from: Day = key("first day it holds")
    effective_to: Day = day("last day it holds; 9999-12-31 while nothing follows")
    source: Text = text("where it was read")
    source_status: Text = code("how well the source is known", SOURCE_STATUSES)
    note: Text = text("what a reader should know", null=True)

    @row_rule("offshore centres are the bank's own list", {"list_name": "fatf", "status": "offshore_policy"})
    def offshore_is_policy(cls, rows: pd.DataFrame) -> pd.Series:
        return ~(rows["list_name"].eq("fatf") & rows["status"].eq("offshore_policy"))

    @row_rule("the last day is not before the first", {"effective_to": "1999-01-01"})
    def days_in_order(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["effective_from"] <= rows["effective_to"]


def rows() -> pa.Table:
    """The list beside this file."""
    return listed_rows(CountryRisk)
