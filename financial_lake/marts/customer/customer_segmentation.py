"""Customers by how lately, how often and how much they spend, beside persona and wealth."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Ratio,
    Text,
    code,
    count,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.renderings.plots import counted, lines, panels, png
from financial_lake.simulation.personas import PERSONAS

SEGMENTS = (
    "champion",
    "loyal",
    "big_spender",
    "at_risk",
    "new_customer",
    "hibernating",
    "promising",
    "regular",
)
"""In order: a customer is in the first that fits."""


class CustomerSegmentation(
    LakeTable,
    grain="customer who has not left",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    windows={"marts.customer_day": 89, "warehouse_facts.fact_transaction": 89},
):
    """Customers by how lately, how often and how much they spend, beside persona and wealth.

    Scores go from 1 to 5 by fifths of all customers, 5 the best; equal values have equal scores. A segment is the
    first that fits: champion (all scores 4 or more), loyal (often 4, lately 3), big_spender (much 4, lately 3),
    at_risk (lately 2 or less, often or much 4), new_customer (with the bank under 180 days), hibernating (all 2 or
    less), promising (lately 4), regular.
    """

    customer_id: Id = key("the customer")
    persona: Text = code("way of life and of banking", PERSONAS, pii=Pii.SENSITIVE)
    wealth_segment: Text = text("how wealthy the customer is", pii=Pii.SENSITIVE)
    recency_days: Int = number("days since money was last spent; 91 when not in 90 days", ge=0, le=91)
    frequency_90d: Count = count("times money was spent in 90 days", ge=0)
    monetary_90d: Money = money("spent in 90 days less what merchants gave back, in US dollars")
    recency_score: Int = number("fifth by recency", ge=1, le=5)
    frequency_score: Int = number("fifth by frequency", ge=1, le=5)
    monetary_score: Int = number("fifth by amount", ge=1, le=5)
    rfm_code: Text = text("the three scores in this order", pattern="[1-5]{3}$")
    segment: Text = code("the first segment that fits", SEGMENTS)
    persona_deviation: Ratio = rate(
        "share of the 90 days' purchases outside the three largest categories of the persona", null=True, ge=0, le=1
    )

    @row_rule("champions score four or more throughout", {"segment": "champion", "recency_score": 1})
    def champions_score_high(cls, rows: pd.DataFrame) -> pd.Series:
        best = rows["recency_score"].ge(4) & rows["frequency_score"].ge(4) & rows["monetary_score"].ge(4)
        return rows["segment"].eq("champion") == best


def picture(rows: pa.Table) -> bytes:
    """How many customers each segment has at each month end, as a PNG.

    Args:
        rows: months of this mart.
    """
    figure, (panel,) = panels("Customers by segment", "customers")
    lines(panel, counted(rows, "segment"), "count_all", "segment")
    return png(figure)
