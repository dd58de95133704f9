"""Every customer with history: a new version on each stored day on which a tracked attribute differs."""

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    Instant,
    Int,
    Money,
    Pii,
    Text,
    day,
    flag,
    instant,
    money,
    number,
    text,
)
from financial_lake.contract.dimension import HistoryDimension
from financial_lake.curated.changes.customer_changes import CustomerChanges


class DimCustomer(
    HistoryDimension,
    of=CustomerChanges,
    began="onboarding_date",
    fills=("home_branch_id", "household_id"),
    of_version=("postal_code", "region", "geo_id", "has_children", "is_churned", "churn_on"),
):
    """Every customer with history: a new version on each stored day on which a tracked attribute differs.

    "As last stored" marks what makes no version: all versions of a customer carry the latest value.
    """

    customer_name: Text = text("first and last name", pii=Pii.PERSONAL)
    first_name: Text = text("first name, as last stored", pii=Pii.PERSONAL, null=True)
    last_name: Text = text("last name, as last stored", pii=Pii.PERSONAL, null=True)
    prefix: Text = text("form of address, as last stored", pii=Pii.PERSONAL, null=True)
    suffix: Text = text("what stands behind the name, as last stored", pii=Pii.PERSONAL, null=True)
    date_of_birth: Day = day("day of birth, as last stored", pii=Pii.PERSONAL, null=True)
    age_group: Text = text("bracket of the age", pii=Pii.SENSITIVE)
    gender: Text = text("as last stored", pii=Pii.SENSITIVE)
    marital_status: Text = text("single, married, divorced or widowed", pii=Pii.SENSITIVE)
    has_children: Flag = flag("has dependents", pii=Pii.SENSITIVE)
    num_dependents: Int = number("dependents", pii=Pii.SENSITIVE, ge=0)
    occupation: Text = text("job title", pii=Pii.SENSITIVE)
    employment_type: Text = text("employment status", pii=Pii.SENSITIVE)
    annual_income: Money = money("yearly income, as last stored", ge=0)
    income_bracket: Text = text("bracket of the yearly income", pii=Pii.SENSITIVE)
    home_ownership: Text = text("own, rent or other", pii=Pii.SENSITIVE)
    segment: Text = text("wealth segment", pii=Pii.SENSITIVE)
    customer_segment: Text = text("how the bank serves the customer", pii=Pii.SENSITIVE)
    customer_tier: Text = text("the same: retail, premium, corporate or private banking", pii=Pii.SENSITIVE)
    customer_status: Text = text("active, dormant or closed", pii=Pii.SENSITIVE)
    churn_status: Flag = flag("has left the bank", pii=Pii.SENSITIVE)
    churn_date: Day = day("leaving day", pii=Pii.SENSITIVE, null=True)
    persona_tag: Text = text("way of life and of banking", pii=Pii.SENSITIVE)
    risk_profile: Text = text("credit risk", pii=Pii.SENSITIVE)
    risk_rating: Text = text("money-laundering risk", pii=Pii.SENSITIVE)
    risk_tolerance: Text = text("an investor's appetite", pii=Pii.SENSITIVE)
    kyc_status: Text = text("where the identity check stands", pii=Pii.SENSITIVE)
    preferred_channel: Text = text("where the customer likes to bank")
    engagement_score: Int = number("0 to 100, as last stored", pii=Pii.SENSITIVE, ge=0, le=100)
    assigned_agent_id: Id = number("personal adviser", null=True)
    email: Text = text("personal e-mail address", pii=Pii.PERSONAL)
    phone: Text = text("mobile number", pii=Pii.PERSONAL)
    address_line1: Text = text("house and street", pii=Pii.PERSONAL)
    address_city: Text = text("city", pii=Pii.PERSONAL)
    address_state: Text = text("state or province", pii=Pii.PERSONAL)
    postal_code: Text = text("postal code", pii=Pii.PERSONAL, null=True)
    address_country: Text = text("country", pii=Pii.PERSONAL)
    geo_key: Id = number("row of dim_geography of the city; -1 for a city without a branch")
    geographic_region: Text = text("part of the continent the city lies in", null=True)
    regional_segment_code: Text = text("segment by country of residence", null=True)
    other_segment_codes: Text = text("all other segments, in order of their code, parted by commas")
    home_branch_id: Id = number("branch of the city of residence", null=True)
    household_id: Id = number("who heads the household, or oneself", pii=Pii.SENSITIVE, null=True)
    customer_since: Day = day("first day as a customer")
    customer_since_year: Int = number("year of the first day as a customer")
    join_date: Day = day("first day as a customer")
    tin_type: Text = text("whose tax number it is, as last stored", pii=Pii.SENSITIVE, null=True)
    tin_number: Text = text("tax number, last four digits only, as last stored", pii=Pii.SECRET, null=True)
    created_at: Instant = instant("when the customer joined")
    updated_at: Instant = instant("last change of the customer's row, as last stored")
