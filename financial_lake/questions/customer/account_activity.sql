-- question: How many accounts of each kind are in use, quiet or dormant?
-- parameter day: which day; the last stored day without it
select
    account_type,
    bucket,
    count(*) as account_count,
    count(*) filter (is_inactive_today) as inactive_today,
    count(*) filter (is_reactivated_today) as reactivated_today
from marts.dormant_accounts
where dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.dormant_accounts))
group by account_type, bucket
order by account_type, bucket
