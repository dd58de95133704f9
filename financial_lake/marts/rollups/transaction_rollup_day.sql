-- The day's postings, counted and summed by kind of account, code, channel and instrument.
with accounts as (
    select build.days.dt, account.account_id, account.account_type
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    join curated.accounts as account on account.dt = calendar.last_weekday
),

postings as (
    select
        fact.dt,
        coalesce(accounts.account_type, 'unknown') as account_type,
        fact.transaction_code,
        fact.channel,
        fact.payment_method,
        fact.is_completed,
        fact.is_debit,
        fact.is_credit,
        fact.transaction_count,
        fact.transaction_amount_usd,
        cast(round(cast(fact.fees as decimal(28, 2)) * fact.exchange_rate, 2) as decimal(18, 2)) as fees_usd
    from warehouse_facts.fact_transaction as fact
    join build.days on build.days.dt = fact.dt
    left join accounts on accounts.dt = fact.dt and accounts.account_id = fact.account_id
)

select
    dt,
    account_type,
    transaction_code,
    channel,
    payment_method,
    cast(coalesce(sum(transaction_count) filter (is_completed = 1), 0) as bigint) as transaction_count,
    count(*) filter (is_completed = 0) as failed_count,
    cast(coalesce(-sum(transaction_amount_usd) filter (is_debit = 1), 0) as decimal(18, 2)) as debit_amount_usd,
    cast(coalesce(sum(transaction_amount_usd) filter (is_credit = 1), 0) as decimal(18, 2)) as credit_amount_usd,
    cast(sum(fees_usd) as decimal(18, 2)) as fees_usd
from postings
group by dt, account_type, transaction_code, channel, payment_method
order by dt, account_type, transaction_code, channel, payment_method
