-- question: Who was overdrawn again and again in the last 90 days?
-- parameter day: which day; the last stored day without it
-- parameter times: at least so often; 2 without it, which is also the least
select
    customer_id,
    overdraft_count,
    total_overdraft_amount,
    fees_charged,
    waived_count,
    first_overdraft_on,
    last_overdraft_on
from marts.overdraft_repeat_customers
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.daily_transaction_volume))
    and overdraft_count >= coalesce(cast(getvariable('times') as integer), 2)
order by overdraft_count desc, customer_id
