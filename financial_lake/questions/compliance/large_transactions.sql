-- question: Whose large transactions of the last 30 days must be reviewed?
-- parameter day: which day; the last stored day without it
select
    customer_id,
    large_transaction_count,
    financing_count,
    total_amount,
    avg_amount,
    max_amount,
    transaction_types,
    reason,
    compliance_status,
    first_seen_on
from marts.large_transaction_monitoring
where dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.daily_transaction_volume))
order by total_amount desc, customer_id
