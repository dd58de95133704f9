"""Other spellings under which a core system may deliver what the bank calls by one name."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, LakeTable, LoadPattern, Text, code, day, key, row_rule, text
from financial_lake.contract.listed_rows import listed_rows


class EnumerationSynonyms(LakeTable, grain="spelling and first day", load=LoadPattern.FULL, owner="payments"):
    """Other spellings under which a core system may deliver what the bank calls by one name.

    For extracts of other systems; the simulated feed says everything by its own name. A spelling that is not
    listed is never guessed: its row is rejected.
    """

    table_name: Text = key("raw feed it is delivered in")
    column_name: Text = key("column it is delivered in")
    raw_value: Text = key("as delivered, without outer blanks and in lower case; a currency in upper case")
    canonical_value: Text = text("what the bank calls it")
    effective_from: Day = key("first day of delivery it holds")
    effective_to: Day = day("last day of delivery it holds; 9999-12-31 while nothing follows")
    source: Text = code("where the spelling comes from", ("accounting", "statement export", "card network", "ISO 4217"))
    note: Text = text("what a reader should know", null=True)

    @row_rule("a synonym is another word", {"raw_value": "debit", "canonical_value": "debit"})
    def another_word(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["raw_value"] != rows["canonical_value"]

    @row_rule("the last day is not before the first", {"effective_to": "1999-01-01"})
    def days_in_order(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["effective_from"] <= rows["effective_to"]


def rows() -> pa.Table:
    """The list beside this file."""
    return listed_rows(EnumerationSynonyms)
