-- question: Where do prices go?
-- parameter day: which trading day; the last stored one without it
-- parameter prices: security, sector or all; security without it
select
    member,
    close_value,
    return_1d,
    return_20d,
    moving_average_20,
    trend,
    volatility_20d,
    volume_ratio,
    sector_rank
from marts.market_trends
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.market_trends))
    and level = coalesce(getvariable('prices'), 'security')
order by return_20d desc nulls last, member
