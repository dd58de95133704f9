-- question: Which customers are worth most to the bank over their lifetime?
-- parameter month: a day of the month; the last complete month without it
-- parameter top: how many; 20 without it
select
    customer_id,
    product_count,
    total_transaction_volume_usd,
    total_fees_generated_usd,
    fees_annualized,
    avg_balance,
    customer_tenure_days,
    annual_revenue,
    lifetime_value,
    value_segment
from marts.customer_lifetime_value
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.customer_lifetime_value))
order by lifetime_value desc, customer_id
limit coalesce(cast(getvariable('top') as integer), 20)
