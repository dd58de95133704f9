"""Which customers bear a risk that a product of the bank would cover, at the month's end."""

from financial_lake.contract import Id, LakeTable, LoadPattern, Money, Text, key, money, text


class ProtectionGaps(
    LakeTable,
    grain="customer and signal that fires",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    reads_back=2,
    windows={"datalake.overdraft_events": 89},
):
    """Which customers bear a risk that a product of the bank would cover, at the month's end.

    insurance_gap: a running mortgage and no life policy in force; strength is what is owed on mortgages.
    overdraft_protection: two overdrafts in 90 days and no linked savings; strength is the fees they cost.
    `cross_sell_signals` adds since when.
    """

    customer_id: Id = key("the customer, who has not left")
    signal: Text = key("what fires")
    strength_amount: Money = money("how strongly, by the measure of the signal", ge=0)
    detail: Text = text("what it is about", pattern=r"\d+ (mortgages?|overdrafts)$")
