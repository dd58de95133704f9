"""The bank's branches."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, Id, LakeTable, LoadPattern, Text, code, day, key, row_rule, text
from financial_lake.contract.frames import frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.geography import (
    COUNTRIES,
    COUNTRY_OF_PLACE,
    PLACES,
    REGIONS,
    US_PLACES,
    branch_network,
    place_text,
)


class Branches(LakeTable, grain="branch", load=LoadPattern.REFERENCE, owner="branch_network", rules=("R28", "R29")):
    """The bank's branches."""

    branch_id: Id = key("1-24 in the US, 25-40 in Canada")
    branch_code: Text = text("code on letters and forms", pattern=r"BR\d{3}$")
    branch_name: Text = text("city and a word of the street it stands in; unique")
    address_line1: Text = text("house number and street")
    city: Text = text("city; only Toronto has two branches")
    state_province: Text = text("state or province, two letters", pattern=r"[A-Z]{2}$")
    postal_code: Text = text("five digits in the US, A1A 1A1 in Canada", pattern=r"(\d{5}|[A-Z]\d[A-Z] \d[A-Z]\d)$")
    country: Text = code("country, ISO 3166", COUNTRIES)
    region: Text = code("part of the continent by which the network is led", REGIONS)
    timezone: Text = text(
        "IANA name; for the geography dimension, all instants are UTC", pattern=r"America/[A-Za-z_]+$"
    )
    regulatory_jurisdiction: Text = text("country and state whose rules apply", pattern=r"(US|CA)-[A-Z]{2}$")
    opened_on: Day = day("first day of business")

    @row_rule("branches 1-24 are in the US, all others in Canada", {"branch_id": 25, "country": "US"})
    def country_follows_id(cls, rows: pd.DataFrame) -> pd.Series:
        """The number tells the country."""
        return rows["country"].eq("US") == rows["branch_id"].le(US_PLACES)

    @row_rule("the jurisdiction is the country and the state", {"regulatory_jurisdiction": "US-ZZ"})
    def jurisdiction_of_state(cls, rows: pd.DataFrame) -> pd.Series:
        """Both parts agree."""
        return rows["regulatory_jurisdiction"] == rows["country"] + "-" + rows["state_province"]


def generate(bank: Bank, day: date) -> pa.Table:
    """All branches; the list does not change."""
    network = branch_network(bank)
    states, rows = place_text("state"), len(PLACES)
    countries = pa.array(COUNTRIES).take(pa.array(COUNTRY_OF_PLACE))
    columns = {
        "branch_id": np.arange(1, rows + 1),
        "branch_code": pa.array([f"BR{number:03d}" for number in range(1, rows + 1)]),
        "branch_name": network.names,
        "address_line1": network.address_lines,
        "city": place_text("city"),
        "state_province": states,
        "postal_code": network.postal_codes,
        "country": countries,
        "region": place_text("region"),
        "timezone": place_text("timezone"),
        "regulatory_jurisdiction": pa.compute.binary_join_element_wise(countries, states, "-"),
        "opened_on": network.opened_on,
    }
    return frame(Branches, day, rows, columns)
