"""What the bank owns and owes at the end of every day, before its profit; the treasury closes the sheet."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import LakeTable, LoadPattern, Money, Rate, Text, code, key, money, rate, row_rule
from financial_lake.contract.columns import Pii
from financial_lake.renderings.plots import lines, panels, png
from financial_lake.simulation.account_records import ACCOUNT_KINDS
from financial_lake.simulation.loan_products import LOAN_TYPES

SIDES = ("asset", "liability", "equity")
LOANS = tuple(f"{kind}_loans" for kind in LOAN_TYPES)
ASSETS = (
    "cash_and_vault",
    "central_bank_reserves",
    "government_bonds",
    "agency_bonds",
    *LOANS,
    "card_receivables",
    "overdrafts",
    "provisions",
    "premises",
)
DEPOSITS = (*(f"{kind}_deposits" for kind in ACCOUNT_KINDS if kind != "credit_card"), "unconfirmed_deposits")
WHOLESALE = tuple(f"wholesale_{band}" for band in ("up_to_30_days", "to_6_months", "to_12_months", "above_12_months"))
LIABILITIES = (*DEPOSITS, *WHOLESALE, "tier2_debt")
EQUITY = ("share_capital", "at1")


class TreasuryPositionDaily(LakeTable, grain="line", load=LoadPattern.DAY, owner="finance", reads_back=2):
    """What the bank owns and owes at the end of every day, before its profit; the treasury closes the sheet.

    Customers have loans and deposits; the treasury that must stand behind them is simulated. Cash, a liquidity
    portfolio and premises are shares of the deposits; what customers and capital do not fund is borrowed from other
    banks in four bands, and what they fund beyond lies at the central bank. Only balances above zero are deposits,
    and cards are none: what is overpaid on a card is in no line. US dollars.
    """

    line: Text = key("what is owned or owed")
    side: Text = code("where it stands", SIDES)
    amount: Money = money("US dollars; provisions are negative", pii=Pii.NONE)
    yearly_yield: Rate = rate(
        "what a year of it earns or costs; missing where customers set the price", null=True, ge=0
    )

    @row_rule("only provisions are negative", {"line": "premises", "amount": "-0.01"})
    def negative_provisions_only(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["amount"] >= 0) ^ (rows["line"].eq("provisions") & rows["amount"].ne(0))


def picture(rows: pa.Table) -> bytes:
    """The lines the treasury decides on, owned and borrowed, in million dollars, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, axes = panels("Treasury", "owned, million dollars", "borrowed, million dollars")
    owned = ("cash_and_vault", "central_bank_reserves", "government_bonds", "agency_bonds", "premises")
    for panel, shown in zip(axes, (owned, WHOLESALE), strict=True):
        lines(panel, rows.filter(pc.is_in(rows.column("line"), pa.array(shown))), "amount", "line")
        panel.yaxis.set_major_formatter(lambda dollars, _place: f"{dollars / 1e6:g}")
    return png(figure)
