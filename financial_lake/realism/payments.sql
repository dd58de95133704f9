-- How people pay: the quarter that ends with the last stored day.
with asked as (
    select max(dt) as last_day, date_trunc('quarter', max(dt)) as first_day from datalake.transactions
),

people as (
    select count(*) as customers
    from datalake.customer_profiles as profile
    join asked on profile.dt = asked.last_day
    where profile.customer_status <> 'closed'
),

months as (
    select (date_diff('day', asked.first_day, asked.last_day) + 1) / 30.4375 as passed from asked
),

postings as (
    select
        posting.transaction_code as code,
        posting.payment_method as method,
        posting.channel,
        posting.customer_id,
        cast(posting.amount as double) as amount,
        posting.transaction_code in (
            'card_purchase', 'wallet_top_up', 'p2p_out', 'bill_payment', 'utility', 'subscription', 'rent',
            'loan_payment', 'premium_payment', 'card_payment_sent'
        ) as is_payment,
        posting.transaction_code in (
            'bill_payment', 'utility', 'subscription', 'rent', 'loan_payment', 'premium_payment', 'card_payment_sent'
        ) as is_bill,
        posting.transaction_code = 'card_purchase'
        and (posting.is_recurring or posting.merchant_category = 'utilities') as is_bill_on_card
    from datalake.transactions as posting
    join asked on posting.dt between asked.first_day and asked.last_day
    where posting.status = 'completed' and posting.amount > 0 and posting.transaction_id is not null
),

purchases as (
    select attempt.entry_mode, card.card_type, cast(attempt.amount as double) as amount
    from datalake.card_transactions as attempt
    join asked on attempt.dt between asked.first_day and asked.last_day
    left join (select card_id, any_value(card_type) as card_type from datalake.cards group by card_id) as card
        on card.card_id = attempt.card_id
    where attempt.card_txn_type = 'purchase' and attempt.authorization_status = 'approved'
),

payday as (
    select customer_id, count(*) / any_value(months.passed) as a_month
    from postings, months
    where code = 'salary'
    group by customer_id
),

rhythm as (
    select
        avg(case when a_month >= 3 then 1 else 0 end) as weekly,
        avg(case when a_month >= 2.09 and a_month < 3 then 1 else 0 end) as biweekly,
        avg(case when a_month >= 1.5 and a_month < 2.09 then 1 else 0 end) as semimonthly,
        avg(case when a_month < 1.5 then 1 else 0 end) as monthly
    from payday
),

digits as (
    select cast(substr(ltrim(replace(cast(amount as varchar), '.', ''), '0'), 1, 1) as integer) as digit, count(*) as seen
    from postings
    where code = 'card_purchase'
    group by digit
),

benford as (
    select avg(abs(seen / (select sum(seen) from digits) - log10(1 + 1.0 / digit))) as deviation from digits
),

of_payments as (
    select
        count(*) as payments,
        sum(amount) as paid,
        count(*) filter (code = 'card_purchase') as by_card,
        sum(amount) filter (code = 'card_purchase') as paid_by_card,
        count(*) filter (is_bill or is_bill_on_card) as bills,
        count(*) filter (channel = 'mobile_app') as by_app,
        sum(amount) filter (method in ('direct_debit', 'bank_transfer')) as paid_from_account
    from postings
    where is_payment
)

select 'payments_per_consumer_per_month' as metric, payments / customers / passed as value
from of_payments, people, months
union all select 'card_payments_per_consumer_per_month', by_card / customers / passed from of_payments, people, months
union all select 'bills_paid_per_consumer_per_month', bills / customers / passed from of_payments, people, months
union all select 'payments_via_mobile_app_per_month', by_app / customers / passed from of_payments, people, months
union all select 'share_of_noncash_payments_by_card_number', by_card / payments from of_payments
union all select 'share_of_payment_value_cards', paid_by_card / (paid_by_card + paid_from_account) from of_payments
union all select 'share_of_payment_value_ach_bank_account', paid_from_account / (paid_by_card + paid_from_account)
from of_payments
union all select 'average_noncash_transaction_consumer', paid / payments from of_payments
union all select 'share_of_card_payments_debit_nonprepaid_by_number', avg(case when card_type = 'debit' then 1 else 0 end)
from purchases
union all select 'share_of_purchases_remote', avg(case when entry_mode in ('online', 'recurring') then 1 else 0 end)
from purchases
union all select 'average_card_payment_value_all_cards', avg(amount) from purchases
union all select 'average_debit_card_payment', avg(amount) from purchases where card_type = 'debit'
union all select 'average_general_purpose_credit_card_payment', avg(amount) from purchases where card_type = 'credit'
union all select 'average_atm_withdrawal', avg(amount) from postings where code = 'atm_withdrawal'
union all select 'average_ach_direct_deposit', avg(amount) from postings where code in ('salary', 'pension', 'allowance')
union all select 'average_ach_consumer_bill_payment', avg(amount) from postings where is_bill
union all select 'average_zelle_payment', avg(amount) from postings where code = 'p2p_out'
union all select 'pay_frequency_weekly_2023', weekly from rhythm
union all select 'pay_frequency_biweekly_2023', biweekly from rhythm
union all select 'pay_frequency_semimonthly_2023', semimonthly from rhythm
union all select 'pay_frequency_monthly_2023', monthly from rhythm
union all select 'benford_first_digit_mad_close', deviation from benford
