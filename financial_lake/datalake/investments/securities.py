"""The securities customers can hold."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Rate,
    Text,
    code,
    count,
    key,
    rate,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.securities import BOND, COUNT, EXCHANGES, SECTORS, SECURITY_TYPES, securities


class Securities(LakeTable, grain="security", load=LoadPattern.REFERENCE, owner="wealth", rules=("R45",)):
    """The securities customers can hold."""

    security_id: Id = key("1 to 33 stocks, 34 to 41 exchange-traded funds, 42 to 46 mutual funds, 47 to 50 bonds")
    ticker: Text = text("symbol it is quoted under, unique", pattern=r"[A-Z]{4}$")
    security_name: Text = text("invented name of the issuer and the paper")
    security_type: Text = code("what kind of paper it is", SECURITY_TYPES)
    sector: Text = code("business of the issuer, or of what a fund buys", SECTORS)
    exchange: Text = code("market it is listed on, by market identifier", EXCHANGES)
    shares_outstanding: Count = count("shares issued; bonds and mutual funds have none", null=True, gt=0)
    coupon_rate: Rate = rate("yearly interest a bond pays on its face value", null=True, ge="0.025", le="0.06")
    maturity_date: Day = calendar_day("when a bond is repaid", null=True)

    @row_rule("coupon and maturity are set exactly for bonds", {"security_type": "bond", "coupon_rate": None})
    def bond_terms_iff_bond(cls, rows: pd.DataFrame) -> pd.Series:
        """Only bonds pay a coupon and mature."""
        is_bond = rows["security_type"].eq("bond")
        return rows["coupon_rate"].notna().eq(is_bond) & rows["maturity_date"].notna().eq(is_bond)

    @row_rule(
        "shares are counted exactly for stocks and exchange-traded funds",
        {"security_type": "stock", "shares_outstanding": None, "coupon_rate": None, "maturity_date": None},
    )
    def shares_iff_listed(cls, rows: pd.DataFrame) -> pd.Series:
        """Bonds and mutual funds have no shares outstanding."""
        return rows["shares_outstanding"].notna().eq(rows["security_type"].isin(["stock", "etf"]))


def generate(bank: Bank, day: date) -> pa.Table:
    """All securities; the list does not change."""
    listed = securities(bank)
    is_bond = listed.type == BOND
    return frame(
        Securities,
        day,
        COUNT,
        {
            "security_id": listed.security_id,
            "ticker": pa.array(listed.ticker),
            "security_name": pa.array(listed.name),
            "security_type": Coded(listed.type, SECURITY_TYPES),
            "sector": Coded(listed.sector, SECTORS),
            "exchange": Coded(listed.exchange, EXCHANGES),
            "shares_outstanding": Known(listed.shares, listed.shares > 0),
            "coupon_rate": Known(listed.coupon, is_bond),
            "maturity_date": Known(listed.matures_on, is_bond),
        },
    )
