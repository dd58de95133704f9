-- Every instalment paid on a loan and every payoff, in US dollars, with the posting that paid it.
with received as (
    select payment.*, calendar.last_weekday
    from datalake.loan_payments as payment
    join build.days on build.days.dt = payment.dt
    join curated.calendar on calendar.dt = payment.dt
),

postings as (
    select posting.dt, posting.reference_number, min(posting.transaction_id) as transaction_id
    from curated.transactions as posting
    join build.days on build.days.dt = posting.dt
    where posting.transaction_code = 'loan_payment'
    group by posting.dt, posting.reference_number
)

select
    received.dt,
    received.loan_payment_id as loan_payment_key,
    cast(strftime(received.dt, '%Y%m%d') as integer) as date_key,
    received.loan_id,
    received.loan_id * 10 + 2 as contract_id,
    received.customer_id,
    loan.product_id,
    received.from_account_id,
    received.due_on,
    received.paid_at,
    received.installment_number as payment_number,
    received.payment_amount,
    received.principal_amount,
    received.interest_amount,
    received.extra_principal_amount,
    received.late_fee_amount,
    received.remaining_balance,
    received.days_past_due,
    received.payment_status,
    postings.transaction_id as posting_transaction_id
from received
left join datalake.loan_accounts as loan
    on loan.dt = received.last_weekday and loan.loan_id = received.loan_id
left join postings on postings.dt = received.dt and postings.reference_number = received.reference_number
order by received.dt, loan_payment_key
