"""What customers owe and may still draw, contract by contract and day by day, with the capital it ties up."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Rate,
    Ratio,
    Text,
    code,
    flag,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.contract.columns import Pii
from financial_lake.simulation.loan_products import LOAN_TYPES

EXPOSURE_TYPES = ("loan", "card", "overdraft", "commitment")
CREDIT_TYPES = (*LOAN_TYPES, "credit_card", "overdraft")
EXPOSURE_CLASSES = ("defaulted", "residential_real_estate", "corporate_sme", "regulatory_retail", "other_retail")


class FactCreditExposure(
    LakeTable,
    grain="loan, card, overdrawn account or approved loan, and day",
    load=LoadPattern.DAY,
    owner="risk",
    reads_back=2,
    windows={
        "datalake.risk_assessments": 13,
        "datalake.loan_approvals": 29,
        "curated.collateral_changes": 399,
        "curated.loan_changes": 364,
        "curated.card_statements": 366,
        "curated.income_currencies": 99,
    },
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "booked_contract_id", optional=True, named_there="contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
    ),
):
    """What customers owe and may still draw, contract by contract and day by day, with the capital it ties up.

    Amounts are US dollars, rules those of the standardised approach, computed once for every report. Deposits,
    customers' investments and policies are no exposures, nor is what is closed or paid off; a loan that was
    written off stays with its provision until it leaves the loan accounts.
    """

    exposure_key: Id = key("contract_id x 100,000 + days from 1900-01-01 to the day")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    contract_id: Id = number("the contract among all of the bank; an approved loan has that of the loan to come")
    booked_contract_id: Id = number("the same, once there is the contract; none for a commitment", null=True)
    customer_id: Id = number("who owes, or may")
    product_id: Id = number("what was sold", null=True)
    exposure_type: Text = code("what kind of claim; a commitment is approved and not yet paid out", EXPOSURE_TYPES)
    credit_type: Text = code("what the money is for, card and overdraft among them", CREDIT_TYPES)
    drawn_amount: Money = money("what is owed", ge=0)
    undrawn_amount: Money = money("what may still be drawn", ge=0)
    past_due_amount: Money = money("instalments due and unpaid", ge=0)
    specific_provision: Money = money("set aside for a loan in default; taken off the exposure", ge=0)
    general_provision: Money = money("set aside for any other loan past due; not taken off", ge=0)
    collateral_value: Money = money("least the pledge was ever seen appraised at", null=True, gt=0)
    is_value_at_origination: Flag = flag("an appraisal of before the loan was paid out was seen")
    days_past_due: Int = number("days since the oldest unpaid instalment was due", pii=Pii.SENSITIVE, ge=0)
    is_defaulted: Flag = flag("over 90 days past due, written off, or restructured within a year", pii=Pii.SENSITIVE)
    is_charged_off: Flag = flag("written off; the loan is shown for 180 more days", pii=Pii.SENSITIVE)
    ltv_ratio: Ratio = rate("loan to value: owed and still to be drawn, over the value of the pledge", null=True, ge=0)
    exposure_class: Text = code("class of the standardised approach", EXPOSURE_CLASSES, pii=Pii.SENSITIVE)
    credit_conversion_factor: Rate = rate("part of what is undrawn that counts as exposure", ge=0, le=1)
    risk_weight: Rate = rate("part of the exposure that counts as risk", pii=Pii.SENSITIVE, ge=0, le=2)
    exposure_amount: Money = money(
        "exposure at default: owed less specific provision, plus what of the undrawn counts", ge=0
    )
    risk_weighted_assets: Money = money("exposure times risk weight", ge=0)
    capital_requirement: Money = money("capital of all tiers that must be held for it", ge=0)
    probability_default: Rate = rate(
        "of the borrower's latest weekly rating; missing without one in two weeks", pii=Pii.SENSITIVE, null=True
    )
    loss_given_default: Rate = rate("part that is lost after a default, by what the money is for", ge=0, le=1)
    expected_loss: Money = money("owed, times chance of default, times part lost", null=True, ge=0)
    parameter_set: Text = text("SHA-256 of all parameters used", pattern=r"[0-9a-f]{64}$")

    @row_rule("the key is made of contract and day", {"exposure_key": 7})
    def key_of_contract_and_day(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["exposure_key"] // 100_000 == rows["contract_id"]

    @row_rule(
        "a commitment is not drawn, anything else not committed",
        {"exposure_type": "commitment", "drawn_amount": "5.00"},
    )
    def commitment_is_undrawn(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["exposure_type"].ne("commitment") | rows["drawn_amount"].eq(0)

    @row_rule("a contract is booked unless it is a commitment", {"exposure_type": "loan", "booked_contract_id": None})
    def booked_unless_committed(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["exposure_type"].eq("commitment") == rows["booked_contract_id"].isna()

    @row_rule("a provision is general or specific", {"specific_provision": "5.00", "general_provision": "5.00"})
    def one_kind_of_provision(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["specific_provision"].eq(0) | rows["general_provision"].eq(0)

    @row_rule("no more is set aside than is owed", {"drawn_amount": "5.00", "specific_provision": "5.01"})
    def provision_within_drawn(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["specific_provision"] + rows["general_provision"] <= rows["drawn_amount"]

    @row_rule("defaulted by flag and by class", {"is_defaulted": True, "exposure_class": "other_retail"})
    def default_is_a_class(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_defaulted"] == rows["exposure_class"].eq("defaulted")

    @row_rule("what is written off has defaulted", {"is_charged_off": True, "is_defaulted": False})
    def written_off_after_default(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_defaulted"] | ~rows["is_charged_off"]

    @row_rule("a loan is set against its pledge where there is one", {"collateral_value": "5.00", "ltv_ratio": None})
    def ratio_iff_pledged(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["ltv_ratio"].notna() == rows["collateral_value"].notna()

    @row_rule("loss is expected where its chance is known", {"probability_default": "0.020000", "expected_loss": None})
    def loss_iff_rated(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["expected_loss"].notna() == rows["probability_default"].notna()
