"""Who is paid regularly, by whom and how much a month, found without looking at posting codes."""

import pandas as pd

from financial_lake.contract import (
    Day,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    day,
    key,
    money,
    number,
    row_rule,
)

FREQUENCIES = ("weekly", "biweekly", "semimonthly", "monthly")


class SalaryDetector(
    LakeTable,
    grain="customer, payer and currency with a regular income",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    windows={"curated.transactions": 199},
):
    """Who is paid regularly, by whom and how much a month, found without looking at posting codes.

    Looks at transfers of at least 300.00 that firms send: private persons are shown by first name and initial,
    and pay no salary. The rhythm is that of the 100 days up to the payer's last payment, so that a salary that
    stopped is still known as one; 100 days after its last payment it is forgotten.
    """

    customer_id: Id = key("who is paid")
    payer_name: Text = key("who pays", pii=Pii.PERSONAL)
    currency: Text = key("currency of all amounts")
    payment_count: Int = number("payments in the 100 days up to the last one", ge=3)
    detected_frequency: Text = code("rhythm of the paydays", FREQUENCIES)
    median_amount: Money = money("median payment, half a cent rounded up", ge="300.00")
    monthly_income: Money = money("what that makes a month", ge="300.00")
    last_paid_on: Day = day("last payday")
    next_expected_on: Day = day("the payday that follows in the rhythm")
    status: Text = code("stopped when more than ten days overdue", ("active", "stopped"))

    @row_rule("the next payday follows the last", {"next_expected_on": "1999-01-01"})
    def next_follows_last(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["next_expected_on"] > rows["last_paid_on"]

    @row_rule("a month's income is at least one payment", {"monthly_income": "300.00", "median_amount": "300.01"})
    def month_holds_a_payment(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["monthly_income"] >= rows["median_amount"]
