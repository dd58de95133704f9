"""Payments on loans agree with their postings, with the schedule and with what is owed afterwards (R40, R41)."""

from financial_lake.reconciliation.rule import (
    Rule,
    RuleKind,
    latest_weekday,
    previous_weekday,
    same_day,
    since_previous_weekday,
)

_JUDGED = """
judged as (
    select days.dt, calendar.previous_weekday from days join calendar on calendar.dt = days.dt where calendar.is_weekday
),
payment as (
    select judged.dt as judged, payment.*
    from judged
    join datalake.loan_payments as payment on payment.dt > judged.previous_weekday and payment.dt <= judged.dt
)
"""


def _interest(owed: str, loan: str) -> str:
    """SQL of a month's interest on an amount, half up to the cent."""
    return f"""0.01 * ((
        2 * cast({owed} * 100 as hugeint) * cast({loan}.interest_rate * 1000000 as hugeint) + 12000000
    ) // 24000000)"""


LOAN_PAYMENT_RULES = (
    Rule(
        name="R40",
        table="loan_payments",
        meaning="payments and postings correspond one to one: reference, account, customer, amount and its parts",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(same_day("loan_payments", "transactions"),),
        sql="""
with posting as (
    select posting.*, count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code = 'loan_payment'
),
payment as (
    select payment.*, count(*) over (partition by payment.dt, payment.reference_number) as times
    from datalake.loan_payments as payment join days on days.dt = payment.dt
)
select coalesce(payment.dt, posting.dt) as dt, coalesce(payment.reference_number, posting.reference_number) as item,
    case
        when payment.loan_payment_id is null or posting.transaction_id is null then 1
        when payment.times > 1 or posting.times > 1 then 1
        when payment.from_account_id <> posting.account_id or payment.customer_id <> posting.customer_id then 1
        when payment.payment_amount <> posting.amount then payment.payment_amount - posting.amount
        else payment.payment_amount - payment.principal_amount - payment.interest_amount
            - payment.extra_principal_amount - payment.late_fee_amount
    end as difference
from payment
full join posting on posting.dt = payment.dt and posting.reference_number = payment.reference_number
""",
    ),
    Rule(
        name="R40 schedule",
        table="loan_payments",
        meaning="interest and principal follow the loan's schedule; 25.00 more exactly when over ten days late",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(since_previous_weekday("loan_payments"), same_day("loan_accounts")),
        sql=f"""
with {_JUDGED},
owed as (
    select payment.*, loan.interest_rate, loan.installment_amount, loan.due_day, loan.linked_account_id,
        loan.customer_id as borrower,
        payment.remaining_balance + payment.principal_amount + payment.extra_principal_amount as owed_before
    from payment
    left join datalake.loan_accounts as loan on loan.dt = payment.judged and loan.loan_id = payment.loan_id
)
select owed.judged as dt, owed.loan_payment_id as item,
    case
        when owed.borrower is null or owed.borrower <> owed.customer_id then 1
        when owed.linked_account_id <> owed.from_account_id or extract(day from owed.due_on) <> owed.due_day then 1
        when owed.late_fee_amount <> case when owed.dt - owed.due_on > 10 then 25.00 else 0.00 end then 1
        when owed.interest_amount <> {_interest("owed.owed_before", "owed")} then 1
        when owed.installment_number = owed.total_installments then owed.principal_amount - owed.owed_before
        else owed.principal_amount - least(owed.owed_before, owed.installment_amount - owed.interest_amount)
    end as difference
from owed
""",
    ),
    Rule(
        name="R41 payments",
        table="loan_accounts",
        meaning="a loan falls by exactly the principal paid, and rises only by the arrears' interest on restructuring",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(
            same_day("loan_accounts"),
            previous_weekday("loan_accounts"),
            since_previous_weekday("loan_payments"),
        ),
        sql=f"""
with {_JUDGED},
paid as (
    select judged, loan_id, sum(principal_amount + extra_principal_amount) as principal,
        max_by(remaining_balance, installment_number) as remaining
    from payment group by judged, loan_id
),
first_month as (
    select loan.*, judged.previous_weekday, before.current_balance as owed, before.installment_amount as instalment,
        before.term_months as term_before, {_interest("before.current_balance", "loan")} as interest_1
    from datalake.loan_accounts as loan
    join judged on judged.dt = loan.dt
    left join datalake.loan_accounts as before
        on before.dt = judged.previous_weekday and before.loan_id = loan.loan_id
),
second_month as (
    select *, owed - least(owed, instalment - interest_1) as owed_2, {_interest("owed_2", "first_month")} as interest_2
    from first_month
),
third_month as (
    select *, owed_2 - least(owed_2, instalment - interest_2) as owed_3,
        {_interest("owed_3", "second_month")} as interest_3
    from second_month
),
fourth_month as (
    select *, owed_3 - least(owed_3, instalment - interest_3) as owed_4,
        {_interest("owed_4", "third_month")} as interest_4
    from third_month
)
select loan.dt, loan.loan_id as item,
    case
        when paid.remaining <> loan.current_balance then paid.remaining - loan.current_balance
        when loan.owed is null and loan.origination_date <= loan.previous_weekday then 1
        else loan.current_balance - coalesce(loan.owed, loan.original_amount) + coalesce(paid.principal, 0)
            - case when loan.term_months > loan.term_before
                then loan.interest_1 + loan.interest_2 + loan.interest_3 + loan.interest_4 else 0 end
    end as difference
from fourth_month as loan
left join paid on paid.judged = loan.dt and paid.loan_id = loan.loan_id
""",
    ),
    Rule(
        name="R41 cumulative",
        table="loan_payments",
        meaning="after each payment a loan is its amount less all principal paid so far, plus arrears made principal",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(same_day("loan_payments"), latest_weekday("loan_accounts")),
        relations=("capitalised",),
        sql="""
select payment.dt, payment.loan_payment_id as item,
    case
        when loan.loan_id is null then 1
        else loan.original_amount - payment.cumulative_principal_amount + coalesce(capitalised.amount, 0)
            - payment.remaining_balance
    end as difference
from datalake.loan_payments as payment
join days on days.dt = payment.dt
join calendar on calendar.dt = payment.dt
left join datalake.loan_accounts as loan on loan.dt = calendar.last_weekday and loan.loan_id = payment.loan_id
left join simulated.capitalised as capitalised
    on capitalised.dt = payment.dt and capitalised.loan_id = payment.loan_id
""",
    ),
)
"""Rules of loan_payments, and of loan_accounts against them."""
