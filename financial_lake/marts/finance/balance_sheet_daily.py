"""What the bank owns, owes and has earned since it opened, at the end of every stored day."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import Day, Int, LakeTable, LoadPattern, Money, Text, code, key, money, number, row_rule
from financial_lake.contract.columns import Pii
from financial_lake.marts.finance.treasury_position_daily import DEPOSITS, EQUITY, LOANS, SIDES, WHOLESALE
from financial_lake.renderings.plots import BLUE, GREEN, GREY, bars, legend_beside, panels, png, series

LENT = (*LOANS, "card_receivables", "overdrafts", "provisions")
OWN = (*EQUITY, "cumulative_net_income")
MAY_BE_NEGATIVE = ("provisions", "central_bank_reserves", "cumulative_net_income")


class BalanceSheetDaily(LakeTable, grain="day and line", load=LoadPattern.FULL, owner="finance"):
    """What the bank owns, owes and has earned since it opened, at the end of every stored day.

    Lines are those of the treasury's position; profit is kept at the central bank, so assets are liabilities and
    equity to the cent. Profit of days that are not stored is missing from both, and their number told. US dollars.
    """

    dt: Day = key("the day whose end is shown")
    line: Text = key("what is owned, owed or earned")
    side: Text = code("where it stands", SIDES)
    amount: Money = money("US dollars; provisions are negative", pii=Pii.NONE)
    days_missing: Int = number("days since the opening whose profit is not stored", ge=0)

    @row_rule(
        "only provisions, losses, and reserves after losses are negative", {"line": "premises", "amount": "-0.01"}
    )
    def positive_but_for_losses(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["amount"] >= 0) | rows["line"].isin(MAY_BE_NEGATIVE)

    @row_rule("profit is the owners'", {"line": "cumulative_net_income", "side": "liability"})
    def profit_is_equity(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["line"].ne("cumulative_net_income") | rows["side"].eq("equity")


def picture(rows: pa.Table) -> bytes:
    """Both sides of the balance sheet as heights over the days, in million dollars, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, axes = panels("Balance sheet", "owned, million dollars", "owed and own")
    liquid = ("cash_and_vault", "central_bank_reserves", "government_bonds", "agency_bonds")
    owned = {"lent": LENT, "liquid": liquid, "premises": ("premises",)}
    owed = {"deposits": DEPOSITS, "borrowed": (*WHOLESALE, "tier2_debt"), "own": OWN}
    for panel, parts in zip(axes, (owned, owed), strict=True):
        foot: Any = 0.0
        for (label, chosen), colour in zip(parts.items(), (BLUE, GREEN, GREY), strict=True):
            part = rows.filter(pc.is_in(rows.column("line"), pa.array(chosen)))
            days, amounts = series(part.group_by("dt").aggregate([("amount", "sum")]), "amount_sum")
            bars(panel, days, amounts, colour, above=foot, label=label)
            foot = foot + amounts
        panel.yaxis.set_major_formatter(lambda dollars, _place: f"{dollars / 1e6:g}")
        legend_beside(panel)
    return png(figure)
