"""Every branch of the bank and where it stands."""

from financial_lake.contract import Day, Id, Text, day, key, number, text
from financial_lake.contract.dimension import Dimension


class DimBranch(Dimension, grain="branch", owner="branch_network"):
    """Every branch of the bank and where it stands."""

    branch_key: Id = key("the branch's number")
    branch_id: Id = number("the branch")
    branch_code: Text = text("code on letters and forms")
    branch_name: Text = text("city and a word of the street it stands in")
    address_line1: Text = text("house number and street")
    city: Text = text("city")
    state_province: Text = text("state or province")
    postal_code: Text = text("postal code")
    country: Text = text("country")
    region: Text = text("part of the continent by which the network is led")
    timezone: Text = text("IANA name")
    regulatory_jurisdiction: Text = text("country and state whose rules apply")
    opened_on: Day = day("first day of business")
    geo_key: Id = number("row of dim_geography of its city")
