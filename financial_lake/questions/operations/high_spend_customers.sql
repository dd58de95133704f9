-- question: Who spends most, or far more than usual, by one of the bank's rules?
-- parameter day: which day; the last stored day without it
-- parameter rule: HS-DAY, HS-30D or HS-MONTH; HS-30D without it
select
    customer_id,
    spend_rank,
    spend_amount_usd,
    baseline_amount_usd,
    baseline_windows_used,
    spend_ratio,
    exceeds_threshold
from marts.high_spend_customers
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.customer_day))
    and rule_id = coalesce(getvariable('rule'), 'HS-30D')
order by spend_rank
