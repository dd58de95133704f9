-- question: How many customers are champions, loyal, at risk ..., and what do they spend?
-- parameter month: a day of the month; the last complete month without it
select
    segment,
    count(*) as customer_count,
    sum(frequency_90d) as purchase_count,
    sum(monetary_90d) as spend_amount_usd,
    min(recency_days) as least_recency_days,
    max(recency_days) as most_recency_days
from marts.customer_segmentation
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.customer_segmentation))
group by segment
order by customer_count desc, segment
