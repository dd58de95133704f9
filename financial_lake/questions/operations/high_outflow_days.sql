-- question: On which days did unusually much money leave, and from which kind of account?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select dt, account_type, outflow_usd, outflow_mean_28d, days_observed
from marts.daily_net_balance_change
where
    is_high_outflow
    and dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt, account_type
