"""Customers who spend most, or far more than they used to, over a day, a week, a month."""

import pandas as pd

from financial_lake.contract import (
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    flag,
    key,
    money,
    number,
    rate,
    row_rule,
)


class HighSpendCustomers(
    LakeTable,
    grain="rule and customer, ranked at the top or above the usual",
    load=LoadPattern.DAY,
    owner="payments",
    windows={"marts.customer_day": 213},
):
    """Customers who spend most, or far more than they used to, over a day, a week, a month.

    What is usual is the median of equal windows right before. A window counts only when the customer was here, and
    the days are stored, from its first day to its last; below three such windows nothing is usual.
    """

    rule_id: Text = key("rule that listed the customer")
    customer_id: Id = key("the customer")
    spend_amount_usd: Money = money("spent in the window up to the day, in US dollars", gt=0)
    baseline_amount_usd: Money = money("median of the windows before; none with fewer than three", null=True)
    baseline_windows_used: Int = number("windows before that counted", ge=0)
    spend_ratio: Ratio = rate("spent over usual; none when nothing is usual, or usually nothing is spent", null=True)
    spend_rank: Int = number("1 for the highest spending of all customers, ties in the order of ids", ge=1)
    is_top: Flag = flag("within the places the rule lists")
    exceeds_threshold: Flag = flag("at least the rule's amount, and its multiple of what is usual")

    @row_rule("a row is listed for a reason", {"is_top": False, "exceeds_threshold": False})
    def listed_for_a_reason(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_top"] | rows["exceeds_threshold"]

    @row_rule(
        "nothing exceeds an unknown usual",
        {"exceeds_threshold": True, "baseline_amount_usd": None, "baseline_windows_used": 2},
    )
    def unknown_usual_is_not_exceeded(cls, rows: pd.DataFrame) -> pd.Series:
        return ~rows["exceeds_threshold"] | rows["baseline_amount_usd"].notna()
