"""Everything the bank sells, with the bands of its rates and what it costs."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Flag,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    code,
    flag,
    key,
    money,
    rate,
    row_rule,
    text,
)
from financial_lake.contract.frames import Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.product_catalogue import (
    CATEGORIES,
    FEES,
    HIGHEST_RATE,
    LOWEST_RATE,
    PRODUCTS,
    RISK_LEVELS,
    indicative_rate,
)

CATEGORIES_WITHOUT_RATE = ("insurance", "securities")
RISK_OF_CATEGORY = {
    "casa": ("low",),
    "cds": ("low",),
    "insurance": ("low",),
    "cards": ("medium",),
    "securities": ("high",),
}
"""What each category allows; loans are medium when secured and high when not."""
DESCRIPTIONS = {
    "basic_checking": "Everyday account for payments with a monthly fee that a sufficient balance waives.",
    "premium_checking": "Everyday account without a fee that pays a little interest.",
    "student_checking": "Everyday account for customers in education.",
    "savings": "Savings at call with a rate that moves once a quarter.",
    "premium_savings": "Savings at call with a higher rate for larger balances.",
    "money_market": "Savings at call at money market rates for balances of 10,000 and more.",
    "cd_12": "Savings bound for twelve months at a fixed rate.",
    "cd_24": "Savings bound for twenty-four months at a fixed rate.",
    "cd_60": "Savings bound for sixty months at a fixed rate, no longer sold.",
    "classic_card": "Credit card without a yearly fee.",
    "rewards_card": "Credit card that returns a part of what is spent.",
    "premium_card": "Credit card with a high limit and travel services.",
    "mortgage": "Loan for a home, secured by the home.",
    "auto": "Loan for a vehicle, secured by the vehicle.",
    "personal": "Loan for any purpose without collateral.",
    "student": "Loan for an education without collateral.",
    "business": "Loan for a small enterprise, largely without collateral.",
    "life_insurance": "Pays the family when the insured dies.",
    "property_insurance": "Pays for damage to the home and what is in it.",
    "vehicle_insurance": "Pays for damage by and to the vehicle.",
    "health_insurance": "Pays for treatment that other cover leaves out.",
    "travel_insurance": "Pays for cancelled journeys and treatment abroad.",
    "ira_account": "Retirement account with deferred taxes for individuals.",
    "brokerage_account": "Account for buying and selling securities.",
    "401k_account": "Retirement account that follows its holder from employer to employer.",
    "529_account": "Account for the education of a child.",
}
TERMS_OF_CATEGORY = {
    "casa": "Payable on demand; the rate and the fee may change with the quarter.",
    "cds": "Bound until maturity; interest is paid out then and the term renews unless the customer objects.",
    "cards": "The debt is due monthly; interest is charged on what is carried into the next month.",
    "loans": "Repaid in equal monthly instalments; a fee applies to payments more than ten days late.",
    "insurance": "Cover lasts a year and renews; it lapses when two premiums in a row stay unpaid.",
    "securities": "Values rise and fall; orders are settled on the trading day.",
}


class Products(LakeTable, grain="product", load=LoadPattern.REFERENCE, owner="deposits", rules=("R7", "R9", "R63")):
    """The catalogue of everything the bank sells."""

    product_id: Id = key("1-26, in the order of the catalogue")
    product_name: Text = text("its name, unique")
    product_type: Text = code(
        "account, loan, policy or investment account type it serves; several products may share one",
        tuple(dict.fromkeys(each.type for each in PRODUCTS)),
    )
    product_category: Text = code("its shelf", CATEGORIES)
    description: Text = text("what it is, in one sentence")
    terms_conditions: Text = text("what the customer agrees to, in one sentence")
    interest_rate_min: Rate = rate("lowest yearly rate; none for insurance and securities", null=True, ge=0)
    interest_rate_max: Rate = rate("highest yearly rate", null=True, ge=0)
    interest_rate: Rate = rate("yearly rate quoted in the quarter, inside the band", null=True, ge=0)
    fees: Money = money("yearly fee", pii=Pii.NONE, ge=0)
    minimum_balance: Money = money("smallest balance it is meant for", pii=Pii.NONE, ge=0)
    risk_level: Text = code("how much customer or bank may lose", RISK_LEVELS)
    is_active: Flag = flag("whether it is still sold; running contracts continue")

    @row_rule("the quoted rate lies in its band", {"interest_rate": "0.900000"})
    def rate_in_band(cls, rows: pd.DataFrame) -> pd.Series:
        inside = (rows["interest_rate_min"] <= rows["interest_rate"]) & (
            rows["interest_rate"] <= rows["interest_rate_max"]
        )
        return inside.fillna(value=True)

    @row_rule(
        "rates exactly where interest is paid or charged",
        {"product_category": "insurance", "interest_rate": "0.010000"},
    )
    def rate_iff_interest(cls, rows: pd.DataFrame) -> pd.Series:
        bears = ~rows["product_category"].isin(CATEGORIES_WITHOUT_RATE)
        columns = ("interest_rate_min", "interest_rate_max", "interest_rate")
        return pd.concat([rows[each].notna() == bears for each in columns], axis=1).all(axis=1)

    @row_rule("the risk of its shelf", {"product_category": "cds", "risk_level": "high"})
    def risk_of_category(cls, rows: pd.DataFrame) -> pd.Series:
        allowed = rows["product_category"].map(lambda shelf: RISK_OF_CATEGORY.get(shelf, ("medium", "high")))
        pairs = zip(rows["risk_level"], allowed, strict=True)
        return pd.Series([risk in risks for risk, risks in pairs], index=rows.index)


def generate(bank: Bank, day: date) -> pa.Table:
    """All twenty-six products with the rates quoted in the day's quarter."""
    product_id = np.arange(1, len(PRODUCTS) + 1)
    bears = np.array([each.category not in CATEGORIES_WITHOUT_RATE for each in PRODUCTS])
    return frame(
        Products,
        day,
        product_id.size,
        {
            "product_id": product_id,
            "product_name": pa.array([each.name for each in PRODUCTS]),
            "product_type": pa.array([each.type for each in PRODUCTS]),
            "product_category": pa.array([each.category for each in PRODUCTS]),
            "description": pa.array([DESCRIPTIONS[each.name] for each in PRODUCTS]),
            "terms_conditions": pa.array([TERMS_OF_CATEGORY[each.category] for each in PRODUCTS]),
            "interest_rate_min": Known(LOWEST_RATE, bears),
            "interest_rate_max": Known(HIGHEST_RATE, bears),
            "interest_rate": Known(indicative_rate(bank, product_id, day_number(day)), bears),
            "fees": FEES,
            "minimum_balance": np.array([each.minimum_balance for each in PRODUCTS]),
            "risk_level": pa.array([each.risk for each in PRODUCTS]),
            "is_active": np.array([each.is_active for each in PRODUCTS]),
        },
    )
