"""What customers' holdings may lose in a day, as the last 250 trading days would have it."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Flag,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    flag,
    key,
    money,
    number,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import BLUE, GREY, RED, bars, legend_beside, panels, png, series


class HoldingMarketRisk(
    LakeTable,
    grain="portfolio and trading day",
    load=LoadPattern.DAY,
    owner="wealth",
    reads_back=5,
    windows={"warehouse_facts.fact_market_price": 380},
):
    """What customers' holdings may lose in a day, as the last 250 trading days would have it.

    Today's positions at the daily returns of each of those days, in US dollars; fewer than 60 measure nothing. It is
    customers' money: it says how they are advised, and needs no capital of the bank.
    """

    portfolio_type: Text = key("what the portfolio is cut by: all, risk_profile, security_type or investment")
    portfolio: Text = key("all, a risk profile, a security type, or the number of an investment account")
    market_value: Money = money("what it holds at the day's close", ge=0)
    observations: Int = number("trading days of returns looked at", ge=0)
    is_short_history: Flag = flag("too few to measure risk")
    var_99_1d: Money = money("loss of a day that 99 of 100 days stay below", null=True)
    es_975_1d: Money = money("mean loss of the worst 2.5 of 100 days", null=True)
    worst_loss: Money = money("largest loss among them; a gain is negative", null=True)
    volatility: Ratio = rate("sample standard deviation of gains over market value", null=True, ge=0)
    hypothetical_pnl: Money = money(
        "what the positions of the trading day before gained on this one; none when they are not stored", null=True
    )

    @row_rule("risk is measured exactly with enough history", {"is_short_history": True, "var_99_1d": "1.00"})
    def measured_iff_history(cls, rows: pd.DataFrame) -> pd.Series:
        known = rows[["var_99_1d", "es_975_1d", "worst_loss"]].notna()
        return known.all(axis=1).ne(rows["is_short_history"]) & known.any(axis=1).ne(rows["is_short_history"])

    @row_rule(
        "no loss exceeds the worst",
        {"is_short_history": False, "var_99_1d": "9.00", "es_975_1d": "5.00", "worst_loss": "8.00"},
    )
    def worst_is_worst(cls, rows: pd.DataFrame) -> pd.Series:
        return ~(rows["var_99_1d"].gt(rows["worst_loss"]) | rows["es_975_1d"].gt(rows["worst_loss"])).fillna(
            value=False
        )


def picture(rows: pa.Table) -> bytes:
    """Gains and losses of all holdings beside the value at risk and the expected shortfall, as a PNG.

    Args:
        rows: days of this mart.
    """
    whole = rows.filter(pc.equal(rows.column("portfolio_type"), "all"))
    figure, (panel,) = panels("Market risk of all holdings", "US dollars a day")
    gains = whole.filter(pc.is_valid(whole.column("hypothetical_pnl")))
    bars(panel, *series(gains, "hypothetical_pnl"), GREY, label="gain")
    known = whole.filter(pc.is_valid(whole.column("var_99_1d")))
    for measure, color in (("var_99_1d", BLUE), ("es_975_1d", RED)):
        days, losses = series(known, measure)
        panel.plot(days, -losses, label=measure, color=color, linewidth=1, marker=".", markersize=3)
    legend_beside(panel)
    return png(figure)
