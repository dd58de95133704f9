"""Whether losses exceeded the value at risk of the day before more often than they should."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Flag,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    code,
    flag,
    key,
    money,
    number,
    row_rule,
)
from financial_lake.renderings.plots import BLUE, GREY, RED, bars, legend_beside, panels, png, series

ZONES = ("green", "yellow", "red", "insufficient_history")


class MarketRiskBacktest(
    LakeTable,
    grain="portfolio and trading day",
    load=LoadPattern.DAY,
    owner="wealth",
    windows={"marts.holding_market_risk": 380},
):
    """Whether losses exceeded the value at risk of the day before more often than they should.

    Of 250 days two or three do by chance: up to four are green, up to nine yellow, more are red. A day counts when
    its gain and the value at risk of the trading day before are both known; with fewer than 250 there is no verdict.
    """

    portfolio_type: Text = key("what the portfolio is cut by: all, risk_profile, security_type or investment")
    portfolio: Text = key("all, a risk profile, a security type, or the number of an investment account")
    hypothetical_pnl: Money = money("what the positions of the trading day before gained on this one", null=True)
    var_previous: Money = money("value at risk of the trading day before", null=True)
    is_exception: Flag = flag("the loss exceeded it; missing when one of them is not known", null=True)
    observations: Int = number("of the last 250 trading days, those that count", ge=0, le=250)
    exceptions_250: Int = number("of those, exceptions", ge=0, le=250)
    zone: Text = code("verdict on the measure", ZONES)

    @row_rule("a verdict follows from the exceptions", {"observations": 250, "exceptions_250": 5, "zone": "green"})
    def zone_by_exceptions(cls, rows: pd.DataFrame) -> pd.Series:
        enough, found = rows["observations"].eq(250), rows["exceptions_250"]
        agrees = rows["zone"].eq("insufficient_history").ne(enough)
        agrees &= rows["zone"].eq("green").eq(enough & found.lt(5))
        return agrees & rows["zone"].eq("red").eq(enough & found.ge(10))

    @row_rule("an exception is among those counted", {"is_exception": True, "exceptions_250": 0})
    def exceptions_counted(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["exceptions_250"].gt(0) | ~rows["is_exception"].fillna(value=False)


def picture(rows: pa.Table) -> bytes:
    """Gains and losses of all holdings against the value at risk of the day before; exceptions are red, as a PNG.

    Args:
        rows: days of this mart.
    """
    whole = rows.filter(pc.equal(rows.column("portfolio_type"), "all"))
    figure, (panel,) = panels("Backtest of the value at risk, all holdings", "US dollars a day")
    for is_exception, color, label in ((False, GREY, "gain"), (True, RED, "exception")):
        shown = whole.filter(pc.equal(whole.column("is_exception"), is_exception))
        if shown.num_rows:
            bars(panel, *series(shown, "hypothetical_pnl"), color, label=label)
    days, limits = series(whole.filter(pc.is_valid(whole.column("var_previous"))), "var_previous")
    panel.plot(days, -limits, label="value at risk", color=BLUE, linewidth=1)
    legend_beside(panel)
    return png(figure)
