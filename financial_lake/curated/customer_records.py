"""The conformed customer of the day: profile, address, region, segments and the register's own facts in one row."""

import pandas as pd

from financial_lake.contract import Day, Id, LoadPattern, Pii, Text, code, day, number, row_rule, text
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.simulation.geography import REGIONS
from financial_lake.simulation.register import PREFIXES, SUFFIXES, TIN_TYPES

AGE_GROUPS = ("under_18", "18_25", "26_35", "36_45", "46_55", "56_65", "over_65")
REGIONAL_SEGMENTS = ("USRET", "CANRET")
NO_PLACE = -1


class CustomerRecords(
    CustomerProfiles, grain="customer", load=LoadPattern.DAY, owner="customer_office", windows={"curated.customers": 2}
):
    """The conformed customer of the day: profile, address, region, segments and the register's own facts in one row.

    The register is kept on weekdays, so on a customer's first weekend what only it knows is missing.
    """

    postal_code: Text = text("of the current address", pii=Pii.PERSONAL, null=True)
    region: Text = code("part of the continent the current city lies in", REGIONS, null=True)
    geo_id: Id = number("first branch of the current city, which names it; -1 for a city without one")
    regional_segment_code: Text = code("segment by country of residence", REGIONAL_SEGMENTS, null=True)
    other_segment_codes: Text = text("all other segments, in order of their code, parted by commas; often empty")
    age_group: Text = code("bracket of the age", AGE_GROUPS, pii=Pii.SENSITIVE)
    prefix: Text = code("form of address", PREFIXES, pii=Pii.PERSONAL, null=True)
    first_name: Text = text("first name, from the register", pii=Pii.PERSONAL, null=True)
    last_name: Text = text("last name, from the register", pii=Pii.PERSONAL, null=True)
    suffix: Text = code("what stands behind the name", SUFFIXES, pii=Pii.PERSONAL, null=True)
    birthdate: Day = day("day of birth", pii=Pii.PERSONAL, null=True)
    household_id: Id = number("who heads the household, or oneself", pii=Pii.SENSITIVE, null=True)
    tin_type: Text = code("whose tax number it is", TIN_TYPES, pii=Pii.SENSITIVE, null=True)
    tin_number: Text = text("tax number, last four digits only", pii=Pii.SECRET, null=True)
    home_branch_id: Id = number("branch of the city of residence", null=True)

    @row_rule("a region exactly where the city has a branch", {"region": None})
    def region_iff_branch(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["region"].notna() == rows["geo_id"].ne(NO_PLACE)

    @row_rule("what the register knows is known together", {"birthdate": None})
    def register_known_together(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["birthdate"].notna() == rows["home_branch_id"].notna()
