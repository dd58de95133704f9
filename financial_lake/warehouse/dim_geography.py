"""Every city with a branch; customers live in these cities."""

from financial_lake.contract import Id, Text, key, text
from financial_lake.contract.dimension import Dimension


class DimGeography(Dimension, grain="city", owner="branch_network"):
    """Every city with a branch; customers live in these cities."""

    geo_key: Id = key("smallest branch number of the city")
    country: Text = text("country")
    state: Text = text("state or province")
    city: Text = text("city")
    region: Text = text("part of the continent by which the network is led")
    timezone: Text = text("IANA name")
    regulatory_jurisdiction: Text = text("country and state whose rules apply")

    @classmethod
    def dimension_key(cls) -> str:
        """Short, since many tables carry it."""
        return "geo_key"
