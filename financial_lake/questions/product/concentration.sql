-- question: On how few members does a book hang?
-- parameter month: a day of the month; the last complete month without it
-- parameter dimension: such as depositor, loan_type, loan_region or holding_sector; all without it
select dimension, share_rank, member, amount, share, hhi, level
from marts.portfolio_concentration
where
    dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
    and (getvariable('dimension') is null or dimension = getvariable('dimension'))
order by dimension, share_rank
