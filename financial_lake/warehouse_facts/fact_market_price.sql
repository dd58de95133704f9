-- What every security was traded at, in US dollars, and what it gained since the trading day before.
with traded as (
    select price.*, calendar.previous_trading_day
    from datalake.market_data as price
    join build.days on build.days.dt = price.dt
    join curated.calendar on calendar.dt = price.dt
)

select
    traded.dt,
    traded.data_id as price_key,
    cast(strftime(traded.dt, '%Y%m%d') as integer) as date_key,
    traded.security_id,
    traded.open_price,
    traded.high_price,
    traded.low_price,
    traded.close_price,
    traded.volume,
    traded.market_cap,
    before.close_price as previous_close,
    cast(round(traded.close_price / before.close_price - 1, 10) as decimal(18, 10)) as daily_return
from traded
left join datalake.market_data as before
    on before.dt = traded.previous_trading_day and before.security_id = traded.security_id
order by traded.dt, price_key
