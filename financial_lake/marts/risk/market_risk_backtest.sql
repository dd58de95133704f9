-- Whether losses exceeded the value at risk of the day before more often than they should.
with trading_days as (
    select dt, previous_trading_day, row_number() over (order by dt) as place
    from curated.calendar
    where is_trading_day
),

compared as (
    select
        trading_days.dt,
        trading_days.place,
        risk.portfolio_type,
        risk.portfolio,
        risk.hypothetical_pnl,
        before.var_99_1d as var_previous,
        -risk.hypothetical_pnl > before.var_99_1d as is_exception
    from marts.holding_market_risk as risk
    join trading_days on trading_days.dt = risk.dt
    left join marts.holding_market_risk as before
        on before.dt = trading_days.previous_trading_day
        and before.portfolio_type = risk.portfolio_type
        and before.portfolio = risk.portfolio
),

counted as (
    select
        compared.*,
        count(is_exception) over last_250_days as observations,
        count(case when is_exception then 1 end) over last_250_days as exceptions_250
    from compared
    window last_250_days as (
        partition by portfolio_type, portfolio
        order by place
        range between 249 preceding and current row
    )
)

select
    counted.dt,
    counted.portfolio_type,
    counted.portfolio,
    counted.hypothetical_pnl,
    counted.var_previous,
    counted.is_exception,
    cast(counted.observations as integer) as observations,
    cast(counted.exceptions_250 as integer) as exceptions_250,
    case
        when counted.observations < 250 then 'insufficient_history'
        when counted.exceptions_250 < 5 then 'green'
        when counted.exceptions_250 < 10 then 'yellow'
        else 'red'
    end as zone
from counted
join build.days on build.days.dt = counted.dt
order by counted.dt, counted.portfolio_type, counted.portfolio
