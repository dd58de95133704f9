"""Every insurance claim ever seen, as it was last known: from the incident to the settlement."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Day,
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    day,
    flag,
    key,
    money,
    number,
    row_rule,
)
from financial_lake.simulation.insurance.claims import STATUSES
from financial_lake.simulation.insurance.coverages import COVERAGE_TYPES


class FactClaim(
    LakeTable,
    grain="claim",
    load=LoadPattern.FULL,
    owner="insurance",
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
    ),
):
    """Every insurance claim ever seen, as it was last known: from the incident to the settlement.

    A claim stays when the source drops it. Keys are those of the day on which it was filed.
    """

    claim_key: Id = key("the claim")
    dt: Day = day("day the claim was filed, whose versions its keys name")
    date_key: Int = number("that day as YYYYMMDD; row of dim_date")
    policy_id: Id = number("the policy")
    contract_id: Id = number("the policy among all contracts of the bank")
    customer_id: Id = number("holder of the policy")
    product_id: Id = number("what was sold; missing when the policy is not stored", null=True)
    claim_type: Text = code("covered risk that came true", COVERAGE_TYPES, pii=Pii.SENSITIVE)
    claim_status: Text = code("how the claim stands", STATUSES, pii=Pii.SENSITIVE)
    incident_on: Day = day("day it happened", pii=Pii.SENSITIVE)
    incident_date_key: Int = number("that day as YYYYMMDD", pii=Pii.SENSITIVE)
    filed_on: Day = day("day the claim was filed")
    decided_on: Day = day("day it was approved or rejected; missing until then", null=True)
    decided_date_key: Int = number("that day as YYYYMMDD", null=True)
    settlement_date: Day = day("day on which it was paid; missing until then", null=True)
    settlement_date_key: Int = number("that day as YYYYMMDD", null=True)
    days_to_decide: Int = number("days from the filing to the decision", null=True, ge=0)
    days_to_settle: Int = number("days from the filing to the payment", null=True, ge=0)
    claim_amount: Money = money("what the holder asks for", gt=0)
    approved_amount: Money = money("what is granted; missing unless approved", null=True, gt=0)
    paid_amount: Money = money("what was granted, once it is paid; nothing until then", ge=0)
    claim_count: Int = number("1, to be added up", ge=1, le=1)
    is_rejected: Flag = flag("decided against", pii=Pii.SENSITIVE)

    @row_rule("keys are those of the day of filing", {"filed_on": "1999-01-01"})
    def dated_by_filing(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["dt"] == rows["filed_on"]

    @row_rule("the contract is the policy's", {"contract_id": 7})
    def contract_of_the_policy(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["contract_id"] == rows["policy_id"] * 10 + 3

    @row_rule("paid exactly what was granted, and only then", {"claim_status": "rejected", "paid_amount": "5.00"})
    def paid_what_was_granted(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["paid_amount"] == rows["approved_amount"].fillna(0).where(rows["claim_status"].eq("paid"), 0)

    @row_rule("rejected claims are told by their status", {"claim_status": "submitted", "is_rejected": True})
    def rejected_by_status(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_rejected"] == rows["claim_status"].eq("rejected")

    @row_rule("days are counted exactly where they end", {"decided_on": None, "days_to_decide": 4})
    def days_iff_ended(cls, rows: pd.DataFrame) -> pd.Series:
        decided = rows["days_to_decide"].notna() == rows["decided_on"].notna()
        return decided & (rows["days_to_settle"].notna() == rows["settlement_date"].notna())
