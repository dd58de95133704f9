"""Every instalment paid on a loan and every payoff, with the posting that paid it."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Day,
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
    instant,
    key,
    money,
    number,
    row_rule,
)
from financial_lake.simulation.lending_desk.receipts import STATUSES


class FactLoanPayment(
    LakeTable,
    grain="instalment paid or payoff",
    load=LoadPattern.DAY,
    owner="lending",
    reads_back=2,
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
        BoundKey("product_key", "dim_product", "product_id"),
    ),
):
    """Every instalment paid on a loan and every payoff, in US dollars, with the posting that paid it."""

    loan_payment_key: Id = key("the payment")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    loan_id: Id = number("loan that is paid down")
    contract_id: Id = number("the loan among all contracts of the bank")
    customer_id: Id = number("borrower")
    product_id: Id = number("what was sold; missing when the loan's snapshot is not stored", null=True)
    from_account_id: Id = number("account that paid")
    due_on: Day = day("when it was or is due")
    paid_at: Instant = instant("when it was paid")
    payment_number: Int = number("which due date is paid; 1 is the first of the loan", ge=1)
    payment_amount: Money = money("what the account paid: the four parts together", gt=0)
    principal_amount: Money = money("principal by the schedule", ge=0)
    interest_amount: Money = money("a month's interest on what was owed", ge=0)
    extra_principal_amount: Money = money("principal beyond the schedule, or all the rest", ge=0)
    late_fee_amount: Money = money("for being more than ten days late", ge=0)
    remaining_balance: Money = money("principal still owed after this payment", ge=0)
    days_past_due: Int = number("days from the due day to the payment, 0 when in time", pii=Pii.SENSITIVE, ge=0)
    payment_status: Text = code("in time, late, or with extra principal", STATUSES, pii=Pii.SENSITIVE)
    posting_transaction_id: Id = number("posting on the account that paid; missing when it was quarantined", null=True)

    @row_rule("a payment is the sum of its parts", {"payment_amount": "1234567.89"})
    def parts_sum_up(cls, rows: pd.DataFrame) -> pd.Series:
        parts = rows["principal_amount"] + rows["interest_amount"]
        return rows["payment_amount"] == parts + rows["extra_principal_amount"] + rows["late_fee_amount"]

    @row_rule("the contract is the loan's", {"contract_id": 7})
    def contract_of_the_loan(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["contract_id"] == rows["loan_id"] * 10 + 2

    @row_rule("prepaid exactly with extra principal", {"payment_status": "paid", "extra_principal_amount": "5.00"})
    def prepaid_iff_extra(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["payment_status"].eq("prepaid") == (rows["extra_principal_amount"] > 0)
