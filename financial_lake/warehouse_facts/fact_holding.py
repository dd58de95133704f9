"""What every investment account holds of each security, and what it is worth."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Qty,
    Ratio,
    key,
    money,
    number,
    rate,
    row_rule,
)


class FactHolding(
    LakeTable,
    grain="holding, an investment account's share in a security, and weekday",
    load=LoadPattern.DAY_ON_WEEKDAYS,
    owner="wealth",
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
        BoundKey("security_key", "dim_security", "security_id"),
    ),
):
    """What every investment account holds of each security, and what it is worth, in US dollars."""

    holding_key: Id = key("holding_id x 100,000 + days from 1900-01-01 to the day")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    holding_id: Id = number("the account's number followed by 1 to 5")
    investment_id: Id = number("the investment account")
    contract_id: Id = number("the account among all contracts of the bank")
    customer_id: Id = number("holder of the account")
    product_id: Id = number("what was sold")
    security_id: Id = number("the security")
    quantity: Qty = rate("units held", pii=Pii.SENSITIVE, gt=0)
    cost_basis: Money = money("what the units cost", ge=0)
    market_value: Money = money("units at the latest close", ge=0)
    unrealized_gain: Money = money("what a sale would bring beyond the cost; a loss is negative")
    weight: Ratio = rate("share of the account's value", pii=Pii.SENSITIVE, null=True, ge=0, le=1)

    @row_rule("the gain is what the value exceeds the cost by", {"unrealized_gain": "1234567.89"})
    def gain_beyond_cost(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["unrealized_gain"] == rows["market_value"] - rows["cost_basis"]
