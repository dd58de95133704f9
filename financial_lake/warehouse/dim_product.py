"""Everything the bank has sold, with the history of its rates and fees."""

from financial_lake.contract import Flag, Instant, Money, Pii, Rate, Text, code, flag, instant, money, rate, text
from financial_lake.contract.dimension import HistoryDimension
from financial_lake.curated.changes.product_changes import ProductChanges


class DimProduct(HistoryDimension, of=ProductChanges):
    """Everything the bank has sold, with the history of its rates and fees."""

    product_name: Text = text("its name")
    product_type: Text = text("account, loan, policy or investment account type it serves")
    product_category: Text = text("its shelf")
    description: Text = text("what it is, in one sentence")
    min_balance: Money = money("smallest balance it is meant for", pii=Pii.NONE, ge=0)
    annual_fee: Money = money("yearly fee", pii=Pii.NONE, ge=0)
    interest_rate: Rate = rate("yearly rate quoted, inside the band", null=True, ge=0)
    interest_rate_min: Rate = rate("lowest yearly rate; none for insurance and securities", null=True, ge=0)
    interest_rate_max: Rate = rate("highest yearly rate", null=True, ge=0)
    terms_conditions: Text = text("what the customer agrees to, in one sentence")
    risk_level: Text = text("how much customer or bank may lose")
    is_active: Flag = flag("whether it is still sold")
    created_at: Instant = instant("start of the product's first version")
    updated_at: Instant = instant("start of this version")
    profitability_tier: Text = code(
        "third of all products by what they contributed in the last complete month; missing before one is over",
        ("high", "medium", "low"),
        null=True,
    )
