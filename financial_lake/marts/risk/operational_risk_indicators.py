"""Key risk indicators of the day, each against the limits management set: green, amber or red."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import LakeTable, LoadPattern, Money, Pii, Ratio, Text, code, key, money, rate, row_rule
from financial_lake.renderings.plots import GREY, RED, legend_beside, members, panels, png, series


class OperationalRiskIndicators(
    LakeTable,
    grain="indicator",
    load=LoadPattern.DAY,
    owner="risk",
    reads_back=2,
    windows={
        "curated.quarantine": 29,
        "datalake.employees": 360,
        "datalake.wire_transfers": 29,
        "marts.overdraft_revenue_daily": 29,
    },
):
    """Key risk indicators of the day, each against the limits management set: green, amber or red.

    An indicator that cannot be measured from what is stored is unknown, never green. Of trainings that are not
    finished, those enrolled for over 90 days are overdue; the backlog of alerts is as old as the oldest open suspicion
    of money laundering.
    """

    indicator: Text = key("what is watched")
    value: Ratio = rate("numerator over denominator, or the numerator itself where there is none", null=True, ge=0)
    numerator: Money = money("how many, or how much, went wrong", pii=Pii.NONE, null=True, ge=0)
    denominator: Money = money("out of how many, or how much; none for a plain count", pii=Pii.NONE, null=True, ge=0)
    amber_limit: Ratio = rate("amber from this value on")
    red_limit: Ratio = rate("red from this value on")
    status: Text = code("how the value stands against its limits", ("green", "amber", "red", "unknown"))

    @row_rule("what is not known has no colour", {"value": None, "status": "green"})
    def unknown_without_value(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["value"].isna() == rows["status"].eq("unknown")


def picture(rows: pa.Table) -> bytes:
    """Each indicator over its red limit, day by day, as a PNG; above 1 it is red.

    Args:
        rows: days of this mart.
    """
    known = rows.filter(pc.is_valid(rows.column("value")))
    figure, (panel,) = panels("Key risk indicators", "value over its red limit")
    for indicator in members(known, "indicator"):
        days, values = series(known, "value", indicator=indicator)
        panel.plot(days, values / series(known, "red_limit", indicator=indicator)[1], label=indicator, linewidth=1)
    panel.axhline(1, color=RED, linestyle="--", linewidth=1)
    panel.axhline(0, color=GREY, linewidth=0.5)
    legend_beside(panel)
    return png(figure)
