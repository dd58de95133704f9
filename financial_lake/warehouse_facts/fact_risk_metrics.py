"""Customers rated on the day by the weekly run, with what they owe product by product and the capital it ties up."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Rate,
    Text,
    code,
    key,
    money,
    number,
    rate,
    row_rule,
)
from financial_lake.contract.columns import Pii
from financial_lake.simulation.lending_desk.assessments import CATEGORIES, GRADES


class FactRiskMetrics(
    LakeTable,
    grain="customer rated by the weekly run, and product",
    load=LoadPattern.DAY,
    owner="risk",
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("product_key", "dim_product", "product_id", optional=True),
    ),
):
    """Customers rated on the day by the weekly run, with what they owe product by product and the capital it ties up.

    Who owes nothing, and may draw nothing, has one row without a product. A fifth of the customers is rated on each
    weekday, so a full picture is one week.
    """

    risk_key: Id = key("the rating x 100 + the product, 0 without one")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    assessment_id: Id = number("the rating")
    customer_id: Id = number("who is rated")
    product_id: Id = number("what the customer owes on; missing for who owes nothing", null=True)
    credit_score: Int = number("rounded mean of the three bureaus", pii=Pii.SENSITIVE, ge=300, le=850)
    risk_score: Int = number("the score from 0 to 1000", pii=Pii.SENSITIVE, ge=0, le=1000)
    risk_category: Text = code("by chance of default, from low on", CATEGORIES, pii=Pii.SENSITIVE)
    credit_grade: Text = code("by chance of default, in finer steps", GRADES, pii=Pii.SENSITIVE)
    probability_default: Rate = rate("chance of default within twelve months", pii=Pii.SENSITIVE, gt=0, lt=1)
    exposure_amount: Money = money("exposures at default on the product", ge=0)
    risk_weighted_assets: Money = money("these, each times its risk weight", ge=0)
    capital_requirement: Money = money("capital of all tiers that must be held for them", ge=0)

    @row_rule("the key is made of rating and product", {"risk_key": 7})
    def key_of_rating_and_product(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["risk_key"] == rows["assessment_id"] * 100 + rows["product_id"].fillna(0)

    @row_rule("nothing is owed without a product", {"product_id": None, "exposure_amount": "5.00"})
    def owed_on_a_product(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["product_id"].notna() | rows["exposure_amount"].eq(0)
