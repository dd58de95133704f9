-- question: How is the customers' wealth spread over the tiers, and who moved up or down?
-- parameter month: a day of the month; the last complete month without it
select
    wealth_tier,
    count(*) as customer_count,
    sum(wealth_usd) as wealth_usd,
    count(*) filter (moved = 'up') as moved_up,
    count(*) filter (moved = 'down') as moved_down
from marts.wealth_tier
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
group by wealth_tier
order by min(wealth_usd) desc
