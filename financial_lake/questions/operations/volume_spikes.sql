-- question: On which days was the volume far from what is usual for the weekday?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select dt, activity, transaction_count, baseline_count, volume_ratio
from marts.daily_transaction_volume
where
    activity in ('spike', 'drop')
    and dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt
