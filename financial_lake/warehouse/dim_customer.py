"""Every customer with history: a new version on each stored day on which a tracked attribute differs."""

import pandas as pd

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    day,
    flag,
    key,
    money,
    number,
    row_rule,
    text,
)


class DimCustomer(LakeTable, grain="version of a customer", load=LoadPattern.FULL, owner="customer_office"):
    """Every customer with history: a new version on each stored day on which a tracked attribute differs.

    The rows -1 (unknown) and -2 (not applicable) stand for facts without a customer.
    """

    customer_key: Id = key("customer_id x 100,000 + days from 1900-01-01 to valid_from")
    customer_id: Id = number("the customer")
    valid_from: Day = day("first day of the version; of the first one the day the customer joined")
    valid_to: Day = day("first day of the next version, or of absence; 9999-12-31 while current")
    is_current: Flag = flag("no later version")
    version_number: Int = number("1, 2, ...", ge=1)
    is_deleted: Flag = flag("the customer left the register at its end")
    customer_name: Text = text("first and last name", pii=Pii.PERSONAL)
    age_group: Text = text("bracket of the age when the version began", pii=Pii.SENSITIVE)
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
    customer_tier: Text = text("retail, premium, corporate or private banking", pii=Pii.SENSITIVE)
    customer_status: Text = text("active, dormant or closed", pii=Pii.SENSITIVE)
    churn_status: Flag = flag("has left the bank", pii=Pii.SENSITIVE)
    churn_date: Day = day("leaving day", pii=Pii.SENSITIVE, null=True)
    persona_tag: Text = text("persona", pii=Pii.SENSITIVE)
    risk_profile: Text = text("credit risk", pii=Pii.SENSITIVE)
    risk_rating: Text = text("money-laundering risk", pii=Pii.SENSITIVE)
    risk_tolerance: Text = text("investor's appetite", pii=Pii.SENSITIVE)
    kyc_status: Text = text("identity check", pii=Pii.SENSITIVE)
    preferred_channel: Text = text("how the customer likes to be served")
    engagement_score: Int = number("0 to 100, as last stored", pii=Pii.SENSITIVE, ge=0, le=100)
    assigned_agent_id: Id = number("adviser", null=True)
    email: Text = text("personal e-mail address", pii=Pii.PERSONAL)
    phone: Text = text("mobile number", pii=Pii.PERSONAL)
    address_line1: Text = text("street and number", pii=Pii.PERSONAL)
    address_city: Text = text("city", pii=Pii.PERSONAL)
    address_state: Text = text("state or province", pii=Pii.PERSONAL)
    address_country: Text = text("country", pii=Pii.PERSONAL)
    customer_since: Day = day("first day as a customer")

    @row_rule("a version ends after it begins", {"valid_from": "2024-10-02", "valid_to": "2024-10-02"})
    def ends_after_it_begins(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["valid_to"] > rows["valid_from"]
