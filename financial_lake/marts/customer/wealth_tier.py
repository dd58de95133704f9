"""How wealthy each customer is by what is held with the bank, and who moved up or down since last month."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import Id, LakeTable, LoadPattern, Money, Text, code, key, money, row_rule
from financial_lake.renderings.plots import counted, lines, panels, png

TIERS = {"bronze": 0, "silver": 10_000, "gold": 100_000, "platinum": 500_000}
"""Each tier with the wealth it begins at, in US dollars."""


class WealthTier(
    LakeTable,
    grain="customer who has not left",
    load=LoadPattern.MONTH_END,
    owner="wealth",
    windows={
        "curated.customer_records": 31,
        "warehouse_facts.fact_balance": 31,
        "datalake.investments": 33,
    },
):
    """How wealthy each customer is by what is held with the bank, and who moved up or down since last month.

    Debts are not taken off: neither cards nor loans nor overdrawn accounts.
    """

    customer_id: Id = key("the customer")
    deposit_amount_usd: Money = money("deposit accounts with something on them, in US dollars", ge=0)
    investment_amount_usd: Money = money("what the investments are worth, in US dollars", ge=0)
    wealth_usd: Money = money("both together", ge=0)
    wealth_tier: Text = code("bronze below 10,000, silver below 100,000, gold below 500,000", tuple(TIERS))
    previous_tier: Text = code("tier a month before; none for new customers", tuple(TIERS), null=True)
    moved: Text = code("against the tier before", ("up", "down", "none"))

    @row_rule("wealth is deposits and investments", {"wealth_usd": "0.01", "deposit_amount_usd": "0.00"})
    def wealth_is_both(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["wealth_usd"] == rows["deposit_amount_usd"] + rows["investment_amount_usd"]

    @row_rule("moved says how the tiers compare", {"moved": "up", "wealth_tier": "bronze"})
    def moved_compares_tiers(cls, rows: pd.DataFrame) -> pd.Series:
        rank = {tier: place for place, tier in enumerate(TIERS)}
        now = rows["wealth_tier"].map(rank).astype("int64")
        before = rows["previous_tier"].map(rank).astype("float64").fillna(now).astype("int64")
        return rows["moved"].eq("up").eq(now > before) & rows["moved"].eq("down").eq(now < before)


def picture(rows: pa.Table) -> bytes:
    """Customers of each tier at each month end, and how many moved, as a PNG.

    Args:
        rows: months of this mart.
    """
    figure, (upper, lower) = panels("Wealth tiers", "customers", "against the month before")
    lines(upper, counted(rows, "wealth_tier"), "count_all", "wealth_tier")
    lines(lower, counted(rows.filter(pc.not_equal(rows.column("moved"), "none")), "moved"), "count_all", "moved")
    return png(figure)
