"""What each customer pays again and again: subscriptions and bills, what they cost a year and when the next is due."""

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
    code,
    day,
    flag,
    key,
    money,
    number,
    row_rule,
    text,
)

FREQUENCIES = ("weekly", "biweekly", "semimonthly", "monthly", "quarterly", "annual")


class RecurringPayments(
    LakeTable,
    grain="customer, payee and currency of a regular payment",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    windows={"curated.transactions": 399},
):
    """What each customer pays again and again: subscriptions and bills, what they cost a year and when the next is due.

    Found without looking at the flag of recurring postings. The rhythm is that of the 100 days up to the last
    payment; three payments of a quarterly rhythm are sought in 200 days, two equal ones of a yearly rhythm in
    400. A payee unpaid for 100 days is left out, except a yearly one. Cash drawn is nobody's subscription.
    """

    customer_id: Id = key("who pays")
    payee: Text = key("number of the merchant, else name of the payee", pii=Pii.PERSONAL)
    currency: Text = key("currency of all amounts")
    merchant_id: Id = number("merchant paid", null=True)
    payee_name: Text = text("name of the payee", pii=Pii.PERSONAL)
    kind: Text = code(
        "subscription: one price, changed at most once; bill: within 35 % of the median", ("subscription", "bill")
    )
    frequency: Text = code("rhythm of the payments", FREQUENCIES)
    payment_count: Int = number("payments that show the rhythm", ge=2)
    current_amount: Money = money("last payment", gt=0)
    previous_amount: Money = money("price before its change, or a bill's payment before the last", null=True)
    price_change: Money = money("current less previous amount", null=True)
    yearly_cost: Money = money("current amount times payments a year", gt=0)
    last_paid_on: Day = day("last payment")
    next_expected_on: Day = day("the payment that follows in the rhythm")
    is_missed: Flag = flag("more than ten days overdue")
    is_duplicate_service: Flag = flag("another running subscription is paid to a merchant of the same code")

    @row_rule("the change leads from the previous to the current amount", {"price_change": "0.03"})
    def change_leads_to_current(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["price_change"].isna() | (rows["previous_amount"] + rows["price_change"]).eq(rows["current_amount"])

    @row_rule("only a running subscription is a duplicate service", {"kind": "bill", "is_duplicate_service": True})
    def duplicates_are_subscriptions(cls, rows: pd.DataFrame) -> pd.Series:
        return ~rows["is_duplicate_service"] | (rows["kind"].eq("subscription") & ~rows["is_missed"])
