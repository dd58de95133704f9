"""What customers owe by risk profile and kind of product, and how much of it the bank expects to lose."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    LakeTable,
    LoadPattern,
    Money,
    Qty,
    Ratio,
    Text,
    count,
    key,
    money,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import lines, panels, png


class CreditRiskPortfolio(LakeTable, grain="risk profile and product category", load=LoadPattern.DAY, owner="risk"):
    """What customers owe by risk profile and kind of product, and how much of it the bank expects to lose.

    Counted are loans, cards and overdrawn accounts that are neither closed nor written off. Deposits are no
    exposure. A borrower without a rating in two weeks counts as owing, and not in means and losses.
    """

    risk_profile: Text = key("the borrower's credit risk, or unknown")
    product_category: Text = key("shelf of the product, or unknown")
    account_count: Count = count("contracts", ge=1)
    total_exposure: Money = money("what is owed on them", ge=0)
    avg_default_probability: Ratio = rate("mean chance of default of the contracts", null=True, ge=0, le=1)
    weighted_default_probability: Ratio = rate("the same, by what is owed", null=True, ge=0, le=1)
    expected_loss: Money = money("what is owed times chance of default: as if all of it were lost", ge=0)
    expected_loss_lgd: Money = money("the same, times the part that is lost after a default", ge=0)
    loss_rate_percentage: Qty = rate(
        "expected loss in percent of what is owed; missing when nothing is", null=True, ge=0
    )

    @row_rule("no more is lost than would be if all were", {"expected_loss": "5.00", "expected_loss_lgd": "6.00"})
    def part_of_the_loss(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["expected_loss_lgd"] <= rows["expected_loss"]

    @row_rule(
        "a rate of loss exactly where something is owed", {"total_exposure": "5.00", "loss_rate_percentage": None}
    )
    def rate_iff_owed(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["loss_rate_percentage"].notna() == (rows["total_exposure"] > 0)


def picture(rows: pa.Table) -> bytes:
    """What is owed and what of it is expected to be lost, by risk profile, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, axes = panels("Credit by risk profile of the borrower", "owed, million dollars", "expected loss, dollars")
    summed = rows.group_by(["dt", "risk_profile"]).aggregate([("total_exposure", "sum"), ("expected_loss_lgd", "sum")])
    for panel, value in zip(axes, ("total_exposure_sum", "expected_loss_lgd_sum"), strict=True):
        lines(panel, summed, value, "risk_profile")
    axes[0].yaxis.set_major_formatter(lambda dollars, _place: f"{dollars / 1e6:g}")
    return png(figure)
