"""Every instalment of every loan as its contract has it, and whether, when and how it was paid."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Day,
    Flag,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    day,
    flag,
    instant,
    key,
    money,
    number,
    row_rule,
)

STATUSES = ("paid", "paid_late", "prepaid", "overdue", "scheduled", "cancelled", "partial")
PAID = STATUSES[:3]


class FactLoanSchedule(
    LakeTable,
    grain="loan and instalment",
    load=LoadPattern.FULL,
    owner="lending",
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
    ),
):
    """Every instalment of every loan as its contract has it, and whether, when and how it was paid.

    Shown are due days from a year before the bank opened to two years after the latest stored day. A restructured
    loan goes on with its new instalment from the next due day; what was missed before is cancelled, as is what
    would have come after a payoff or a charge-off. Extra principal shortens a loan and leaves its contract as it is.
    US dollars.
    """

    schedule_id: Id = key("loan_id x 1,000 + the instalment's number")
    dt: Day = day("the day whose versions its keys name: the due day, or that on which the loan ended before")
    date_key: Int = number("the due day as YYYYMMDD; row of dim_date")
    contract_id: Id = number("the loan among all contracts of the bank")
    account_id: Id = number("the loan among the loans")
    customer_id: Id = number("borrower")
    product_id: Id = number("what was sold")
    due_date: Day = day("when it was or is due")
    payment_number: Int = number("1 is the first of the loan", ge=1)
    total_payments: Int = number("number of the last one of the contract in force then", ge=1)
    payment_due: Money = money("what the contract asks for", ge=0)
    principal_portion: Money = money("of that, what lowers the debt", ge=0)
    interest_portion: Money = money("of that, a month's interest on the debt", ge=0)
    payment_status: Text = code("how it stands; an instalment is never paid in part", STATUSES, pii=Pii.SENSITIVE)
    is_before_lake: Flag = flag("settled before the bank opened, nobody recorded when")
    actual_payment_date: Day = day("when it was paid", null=True)
    actual_amount_paid: Money = money("what was paid, extra principal and late fee among it", null=True, gt=0)
    extra_principal_paid: Money = money("principal beyond the instalment", null=True, ge=0)
    late_fee_charged: Money = money("for being more than ten days late", null=True, ge=0)
    days_past_due: Int = number(
        "days from the due day to the payment, or to the latest stored day", pii=Pii.SENSITIVE, null=True, ge=0
    )
    cumulative_principal_paid: Money = money("principal paid on the loan so far, once paid", null=True, ge=0)
    remaining_balance: Money = money("owed afterwards: really, once it is paid; else as the contract has it", ge=0)
    created_at: Instant = instant("the day the loan was paid out")

    @row_rule("an instalment is principal and interest", {"payment_due": "1234567.89"})
    def portions_sum_up(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["payment_due"] == rows["principal_portion"] + rows["interest_portion"]

    @row_rule("the key is made of loan and number", {"schedule_id": 7})
    def key_of_loan_and_number(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["schedule_id"] == rows["account_id"] * 1000 + rows["payment_number"]

    @row_rule("keys are those of the due day, or of the end of the loan", {"due_date": "1999-01-01"})
    def dated_while_the_loan_lives(cls, rows: pd.DataFrame) -> pd.Series:
        is_after_end = rows["payment_status"].eq("cancelled") & (rows["dt"] < rows["due_date"])
        return (rows["dt"] == rows["due_date"]) | is_after_end

    @row_rule(
        "what is paid has a day, or was paid before the lake",
        {"payment_status": "paid", "is_before_lake": False, "actual_payment_date": None},
    )
    def paid_has_a_day(cls, rows: pd.DataFrame) -> pd.Series:
        is_paid = rows["payment_status"].isin(PAID)
        return is_paid == (rows["actual_payment_date"].notna() | rows["is_before_lake"])
