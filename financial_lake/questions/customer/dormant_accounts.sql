-- question: Which accounts has their owner not used for long?
-- parameter day: which day; the last stored day without it
-- parameter days: at least so many days without use; 30 without it
select account_id, customer_id, account_type, last_customer_posting_on, days_inactive, is_censored, bucket
from marts.dormant_accounts
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.dormant_accounts))
    and days_inactive >= coalesce(cast(getvariable('days') as integer), 30)
order by days_inactive desc, account_id
