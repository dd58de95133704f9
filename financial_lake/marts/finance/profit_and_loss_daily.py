"""What the bank earned and spent on the day, line by line and, where a product earned it, product by product."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import Id, LakeTable, LoadPattern, Money, Text, code, key, money, row_rule
from financial_lake.contract.columns import Pii
from financial_lake.renderings.plots import BLUE, GREEN, GREY, RED, bars, panels, png, series

KINDS = ("income", "expense", "result", "memo")
INCOME = (
    "loan_interest_income",
    "card_interest_income",
    "treasury_income",
    "fee_income",
    "interchange_income",
    "commission_income",
)
EXPENSE = (
    "deposit_interest_expense",
    "wholesale_funding_cost",
    "credit_loss_expense",
    "staff_cost",
    "servicing_cost",
)
LINES = {
    **dict.fromkeys(INCOME, "income"),
    **dict.fromkeys(EXPENSE, "expense"),
    "net_income": "result",
    "accrued_deposit_interest": "memo",
}
"""Line -> what it is."""


class ProfitAndLossDaily(LakeTable, grain="line and product", load=LoadPattern.DAY, owner="finance", reads_back=2):
    """What the bank earned and spent on the day, line by line and, where a product earned it, product by product.

    Interest and fees count on the day they are posted, before tax, in US dollars. Losses on loans are what was set
    aside more than the day before; a loan that was written off and has left the loan accounts gives nothing back.
    The first stored day has none. A memo line tells what deposits earned without being paid it yet.
    """

    line: Text = key("what was earned or spent")
    product_id: Id = key("the product; missing for what no single product earned", null=True)
    kind: Text = code("whether it counts as income, as expense, as their difference, or not at all", KINDS)
    amount: Money = money("US dollars; an expense is positive", pii=Pii.NONE)

    @row_rule("a line is what its name says", {"line": "net_income", "kind": "income"})
    def kind_of_line(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["line"].map(LINES).eq(rows["kind"])


def picture(rows: pa.Table) -> bytes:
    """Net income of each day, and what was earned and spent, in thousand dollars, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, axes = panels("Profit and loss", "net income, thousand dollars", "earned and spent")
    summed = rows.group_by(["dt", "kind"]).aggregate([("amount", "sum")])
    days, profit = series(summed, "amount_sum", kind="result")
    bars(axes[0], days, profit, [GREEN if each >= 0 else RED for each in profit])
    for kind, colour in (("income", BLUE), ("expense", GREY)):
        days, amounts = series(summed.filter(pc.equal(summed.column("kind"), kind)), "amount_sum")
        axes[1].plot(days, amounts, color=colour, label=kind, linewidth=1, marker=".", markersize=3)
    axes[1].legend(fontsize=7)
    for panel in axes:
        panel.yaxis.set_major_formatter(lambda dollars, _place: f"{dollars / 1e3:g}")
    return png(figure)
