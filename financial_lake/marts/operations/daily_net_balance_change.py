"""How the bank's accounts changed on the day: money in, money out, held before and after, by kind of account."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Flag, Int, LakeTable, LoadPattern, Money, Text, flag, key, money, number, row_rule
from financial_lake.renderings.plots import BLUE, GREEN, RED, bars, lines, panels, png, series


class DailyNetBalanceChange(
    LakeTable,
    grain="kind of account, and all together",
    load=LoadPattern.DAY,
    owner="deposits",
    reads_back=2,
    windows={"marts.transaction_rollup_day": 30},
):
    """How the bank's accounts changed on the day: money in, money out, held before and after, by kind of account.

    What is owed on cards counts as negative. A transfer between two accounts of the bank is money out of one and into
    the other, and nothing over `all`.
    """

    account_type: Text = key("kind of account, or all; unknown when opened since the last weekday snapshot")
    inflow_usd: Money = money("money that arrived, in US dollars; a correction may take some back")
    outflow_usd: Money = money("money that left, in US dollars; a correction may give some back")
    net_change_usd: Money = money("one less the other")
    opening_balance_usd: Money = money("balances before the day's first posting, at the rates of the day before")
    closing_balance_usd: Money = money("balances after the last posting, at the rates of the day")
    fx_revaluation_usd: Money = money("what the change of rates did to them; nothing where all is in US dollars")
    month_to_date_net_usd: Money = money("net changes of the month up to the day")
    days_observed: Int = number("of the 28 days before, those that are stored", ge=0, le=28)
    outflow_mean_28d: Money = money("mean outflow of those days, half a cent away from zero; none without", null=True)
    is_high_outflow: Flag = flag(
        "outflow above that mean by more than two standard deviations; missing with fewer than 14 days", null=True
    )

    @row_rule("the net is what came less what went", {"net_change_usd": "99999999.99"})
    def net_of_flows(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["net_change_usd"] == rows["inflow_usd"] - rows["outflow_usd"]

    @row_rule("opening, net change and revaluation make the closing", {"fx_revaluation_usd": "99999999.99"})
    def opening_to_closing(cls, rows: pd.DataFrame) -> pd.Series:
        made = rows["opening_balance_usd"] + rows["net_change_usd"] + rows["fx_revaluation_usd"]
        return made == rows["closing_balance_usd"]


def picture(rows: pa.Table) -> bytes:
    """Money in and out over all accounts, and the net change by kind, day by day, as a PNG; red: unusually much left.

    Args:
        rows: days of this mart.
    """
    figure, (upper, lower) = panels("What came and went", "all accounts, USD", "net change, USD")
    days, out = series(rows, "outflow_usd", account_type="all")
    _, high = series(rows, "is_high_outflow", account_type="all")
    bars(upper, days, series(rows, "inflow_usd", account_type="all")[1], GREEN, label="in")
    bars(upper, days, -out, [RED if each == 1 else BLUE for each in high], label="out")
    upper.legend(fontsize=7, frameon=False)
    lines(lower, rows, "net_change_usd", by="account_type")
    return png(figure)
