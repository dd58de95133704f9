"""Customers who appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.curated.customer_records import CustomerRecords


class CustomerChanges(
    ChangeTable,
    of=CustomerRecords,
    tracked=(
        "full_name",
        "email",
        "phone",
        "address_line1",
        "city",
        "state_province",
        "country",
        "customer_segment",
        "wealth_segment",
        "customer_status",
        "kyc_status",
        "risk_rating",
        "risk_profile",
        "risk_tolerance",
        "persona",
        "age_group",
        "marital_status",
        "num_dependents",
        "occupation",
        "employment_status",
        "income_bracket",
        "home_ownership",
        "preferred_channel",
        "assigned_agent_id",
        "regional_segment_code",
        "other_segment_codes",
        "home_branch_id",
        "household_id",
    ),
):
    """Customers who appeared, changed or went since the day before."""
