"""How insurance products did in the month: policies won and lost, premiums collected, claims filed and paid."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    count,
    key,
    money,
    rate,
    row_rule,
    text,
)
from financial_lake.contract.columns import Pii
from financial_lake.renderings.plots import lines, panels, png


class InsurancePerformance(
    LakeTable,
    grain="insurance product",
    load=LoadPattern.MONTH_END,
    owner="insurance",
    windows={
        "datalake.premium_payments": 365,
        "curated.claim_changes": 365,
        "curated.policy_changes": 365,
    },
):
    """How insurance products did in the month: policies won and lost, premiums collected, claims filed and paid.

    The loss ratio and the days to a settlement look back twelve months, as far as they are stored. A claim counts
    on the day its filing or payment is first seen.
    """

    product_id: Id = key("the product")
    product_name: Text = text("its name")
    policies_in_force: Count = count("active at the end of the month", ge=0)
    new_policies: Count = count("begun in the month", ge=0)
    lapsed_policies: Count = count("ended in the month because the premium was not paid", ge=0)
    cancelled_policies: Count = count("ended in the month by the holder", ge=0)
    lapse_rate: Ratio = rate("lapsed, of those in force when the month began", null=True, ge=0)
    premium_due: Money = money("instalments that fell due in the month and were attempted", pii=Pii.NONE, ge=0)
    premium_collected: Money = money("premiums paid in the month", pii=Pii.NONE, ge=0)
    collection_rate: Ratio = rate("collected over due; what fell due late last month may lift it", null=True, ge=0)
    claims_filed: Count = count("claims filed in the month", ge=0)
    claims_paid_amount: Money = money("paid on claims in the month", pii=Pii.NONE, ge=0)
    loss_ratio: Ratio = rate("paid on claims over collected premiums, twelve months", null=True, ge=0)
    median_days_to_settle: Ratio = rate("days from filing to payment of claims paid in twelve months", null=True, ge=0)

    @row_rule("a rate of collection exactly where something was due", {"premium_due": "5.00", "collection_rate": None})
    def rate_iff_due(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["collection_rate"].notna() == (rows["premium_due"] > 0)


def picture(rows: pa.Table) -> bytes:
    """Policies in force and the loss ratio of each product over the months, as a PNG.

    Args:
        rows: months of this mart.
    """
    figure, axes = panels("Insurance", "policies in force", "claims paid / premiums, 12 months")
    for panel, value in zip(axes, ("policies_in_force", "loss_ratio"), strict=True):
        lines(panel, rows, value, "product_name")
    return png(figure)
