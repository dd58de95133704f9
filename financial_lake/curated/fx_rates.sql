-- What a unit of each account currency is worth in US dollars, for turning balances into dollars.
select
    fixing.dt,
    fixing.currency_code as currency,
    cast(fixing.rate_to_usd as decimal(9, 6)) as usd_rate
from datalake.fx_rates as fixing
join build.days on build.days.dt = fixing.dt
order by fixing.dt, fixing.currency_code
