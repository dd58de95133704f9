-- question: What was on an account at the end of a day?
-- parameter account: an account_id; the first account without it
-- parameter day: which day; the last stored day without it
select
    account_id,
    dt,
    currency,
    opening_balance,
    credit_amount,
    debit_amount,
    closing_balance,
    closing_balance_usd,
    average_balance
from warehouse_facts.fact_balance
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from warehouse_facts.fact_balance))
    and account_id = coalesce(
        cast(getvariable('account') as bigint), (select min(account_id) from warehouse_facts.fact_balance)
    )
