"""How many of each segment agreed to each of the five permissions."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import Count, LakeTable, LoadPattern, Ratio, Text, count, key, rate, row_rule
from financial_lake.renderings.plots import lines, panels, png


class ContactPermissionRates(LakeTable, grain="permission and segment", load=LoadPattern.DAY, owner="customer_office"):
    """How many of each segment agreed to each of the five permissions."""

    preference_type: Text = key("what is sent")
    customer_segment: Text = key("how the bank serves the customers; all for everyone")
    customer_count: Count = count("customers of the segment", ge=1)
    opted_in_count: Count = count("of these, who agreed", ge=0)
    opt_in_rate: Ratio = rate("agreed over all", ge=0, le=1)

    @row_rule("no more agree than there are", {"customer_count": 1, "opted_in_count": 2})
    def agreed_within_all(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["opted_in_count"] <= rows["customer_count"]


def picture(rows: pa.Table) -> bytes:
    """The share of all customers that agreed to each permission, day by day, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, (panel,) = panels("Who agreed to what", "share of customers")
    everyone = rows.filter(pc.equal(rows.column("customer_segment"), "all"))
    lines(panel, everyone, "opt_in_rate", "preference_type")
    return png(figure)
