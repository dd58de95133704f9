"""Every security customers can hold."""

from financial_lake.contract import Count, Day, Id, Rate, Text, count, day, key, number, rate, text
from financial_lake.contract.dimension import Dimension


class DimSecurity(Dimension, grain="security", owner="wealth"):
    """Every security customers can hold."""

    security_key: Id = key("the security's number")
    security_id: Id = number("the security")
    ticker: Text = text("symbol it is quoted under")
    security_name: Text = text("name of the issuer and the paper")
    security_type: Text = text("what kind of paper it is")
    sector: Text = text("business of the issuer, or of what a fund buys")
    exchange: Text = text("market it is listed on")
    coupon_rate: Rate = rate("yearly interest a bond pays on its face value", null=True)
    maturity_date: Day = day("when a bond is repaid", null=True)
    shares_outstanding: Count = count("shares issued", null=True, gt=0)
