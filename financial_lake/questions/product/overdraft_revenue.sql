-- question: What did overdrafts bring in, and what was waived?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select dt, event_count, customer_count, potential_fees, waived_fees, net_fee_revenue, recovery_rate
from marts.overdraft_revenue_daily
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt
