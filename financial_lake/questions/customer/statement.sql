-- question: What was posted on an account in a month, and what was left after each posting?
-- parameter account: an account_id; the first account without it
-- parameter month: a day of the month; the latest stored month without it
with chosen as (
    select
        coalesce(cast(getvariable('account') as bigint), min(account_id)) as account_id,
        date_trunc('month', coalesce(cast(getvariable('month') as date), max(dt))) as first_day
    from warehouse_facts.fact_balance
),

brought_forward as (
    select arg_min(balance.opening_balance, balance.dt) as opening_balance
    from chosen
    join warehouse_facts.fact_balance as balance
        on balance.account_id = chosen.account_id
        and balance.dt >= chosen.first_day
        and balance.dt <= last_day(chosen.first_day)
),

postings as (
    select posting.*
    from warehouse_facts.fact_transaction as posting
    where
        posting.account_id = (select account_id from chosen)
        and posting.dt >= (select first_day from chosen)
        and posting.dt <= (select last_day(first_day) from chosen)
        and posting.is_completed = 1
)

select
    postings.dt,
    postings.transaction_date,
    postings.transaction_code,
    postings.description,
    postings.counterparty_name,
    postings.transaction_amount,
    brought_forward.opening_balance + sum(postings.transaction_amount) over (
        order by postings.dt, postings.transaction_date, postings.transaction_key
    ) as balance
from postings
cross join brought_forward
order by postings.dt, postings.transaction_date, postings.transaction_key
