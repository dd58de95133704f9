"""What each product earned and cost in the month, and what is left of it."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    code,
    key,
    money,
    rate,
    row_rule,
    text,
)
from financial_lake.contract.columns import Pii
from financial_lake.renderings.plots import GREEN, RED, panels, png

TIERS = ("high", "medium", "low")
HEIGHT, ROOM_FOR_NAMES = 5, 0.18
"""Inches, and a part of the width."""


class ProductProfitability(LakeTable, grain="product", load=LoadPattern.MONTH_END, owner="finance", reads_back=32):
    """What each product earned and cost in the month, and what is left of it.

    Interest, fees and commissions are those of profit and loss, so products add up to it. Transfer pricing is
    internal: deposits are credited with the internal price of the money they bring, loans and cards pay it, and the
    difference is the treasury's. Each amount is rounded where it arises. US dollars.
    """

    product_id: Id = key("the product")
    product_name: Text = text("its name")
    average_balance_usd: Money = money(
        "deposited, owed or invested, mean of the month's stored days", pii=Pii.NONE, ge=0
    )
    interest_income: Money = money("interest paid by borrowers", pii=Pii.NONE)
    interest_expense: Money = money("interest paid to depositors", pii=Pii.NONE)
    transfer_pricing: Money = money("internal price of the money brought, or taken when negative", pii=Pii.NONE)
    fee_income: Money = money("fees charged on accounts, and late fees of loans", pii=Pii.NONE)
    interchange_income: Money = money("part of card purchases that merchants' banks pay", pii=Pii.NONE)
    commission_income: Money = money("part of premiums, and fees on what is invested", pii=Pii.NONE)
    revenue: Money = money("all that was earned, less interest paid", pii=Pii.NONE)
    expected_loss: Money = money("a twelfth of what a year is expected to lose", pii=Pii.NONE, ge=0)
    servicing_cost: Money = money("unit costs of postings and open contracts", pii=Pii.NONE, ge=0)
    contribution_margin: Money = money("revenue less expected loss and servicing cost", pii=Pii.NONE)
    margin_ratio: Ratio = rate("contribution margin over revenue; missing without revenue", null=True)
    profitability_tier: Text = code("third of the products by contribution margin, ties to the older product", TIERS)

    @row_rule("revenue is the sum of what was earned, less interest paid", {"revenue": "1234567.89"})
    def revenue_sums_up(cls, rows: pd.DataFrame) -> pd.Series:
        earned = rows["interest_income"] + rows["transfer_pricing"] + rows["fee_income"]
        earned += rows["interchange_income"] + rows["commission_income"]
        return rows["revenue"] == earned - rows["interest_expense"]

    @row_rule("the margin is what is left of revenue", {"contribution_margin": "1234567.89"})
    def margin_is_left(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["contribution_margin"] == rows["revenue"] - rows["expected_loss"] - rows["servicing_cost"]


def picture(rows: pa.Table) -> bytes:
    """Contribution margin of each product in the latest month, the highest on top, in thousand dollars, as a PNG.

    Args:
        rows: months of this mart.
    """
    month = pc.max(rows.column("dt"))
    latest = rows.filter(pc.equal(rows.column("dt"), month))
    latest = latest.sort_by([("contribution_margin", "ascending"), ("product_id", "descending")])
    margins = latest.column("contribution_margin").cast(pa.float64()).to_numpy() / 1e3
    figure, (panel,) = panels(f"Contribution margin, thousand dollars, {month}", "")
    figure.set_figheight(HEIGHT)
    figure.subplots_adjust(left=ROOM_FOR_NAMES)
    colours = [GREEN if each >= 0 else RED for each in margins]
    panel.barh(latest.column("product_name").to_pylist(), margins, color=colours)
    panel.tick_params(axis="y", labelsize=7)
    return png(figure)
