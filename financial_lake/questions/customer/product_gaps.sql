-- question: Which of the five basic products do customers lack?
-- parameter month: a day of the month; the last complete month without it
with gaps as (
    select unnest(string_split(detail, ',')) as product
    from marts.cross_sell_signals
    where
        dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
        and signal = 'product_gap'
)

select product, count(*) as customer_count
from gaps
group by product
order by customer_count desc, product
