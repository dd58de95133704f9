-- What customers' holdings may lose in a day, as the last 250 trading days would have it.
with trading_days as (
    select dt, previous_trading_day, row_number() over (order by dt) as place
    from curated.calendar
    where is_trading_day
),

limits as (
    select
        trading_days.dt,
        trading_days.previous_trading_day,
        trading_days.place,
        max(case when parameter.scope = 'var_99_1d' then cast(parameter.value * 1000000 as bigint) end) as var_tail,
        max(case when parameter.scope = 'es_975_1d' then cast(parameter.value * 1000000 as bigint) end) as es_tail,
        max(case when parameter.scope = 'least' then cast(parameter.value as bigint) end) as fewest,
        max(case when parameter.scope = 'most' then cast(parameter.value as bigint) end) as most
    from build.days
    join trading_days on trading_days.dt = build.days.dt
    join curated.management_parameters as parameter
        on parameter.parameter_id in ('market_risk_tail', 'market_risk_observations')
        and trading_days.dt between parameter.effective_from and parameter.effective_to
    group by trading_days.dt, trading_days.previous_trading_day, trading_days.place
),

-- a day has returns as soon as one security has; without enough of them only the day itself is looked at
returned as (
    select distinct price.dt, trading_days.place
    from warehouse_facts.fact_market_price as price
    join trading_days on trading_days.dt = price.dt
    where price.daily_return is not null
),

looked_at as (
    select
        limits.dt,
        limits.var_tail,
        limits.es_tail,
        limits.fewest,
        returned.dt as returned_on,
        count(*) over (partition by limits.dt) as observations
    from limits
    join returned on returned.place > limits.place - limits.most and returned.place <= limits.place
),

snapshot_days as (
    select dt from limits
    union
    select previous_trading_day as dt from limits
),

positions as (
    select
        holding.dt,
        case
            when grouping(holding.investment_id) = 0 then 'investment'
            when grouping(investment.risk_profile) = 0 then 'risk_profile'
            when grouping(security.security_type) = 0 then 'security_type'
            else 'all'
        end as portfolio_type,
        coalesce(
            cast(holding.investment_id as varchar), investment.risk_profile, security.security_type, 'all'
        ) as portfolio,
        holding.security_id,
        cast(sum(holding.market_value) as decimal(18, 2)) as market_value
    from warehouse_facts.fact_holding as holding
    join snapshot_days on snapshot_days.dt = holding.dt
    join datalake.investments as investment
        on investment.dt = holding.dt and investment.investment_id = holding.investment_id
    join datalake.securities as security
        on security.dt = holding.dt and security.security_id = holding.security_id
    group by grouping sets (
        (holding.dt, holding.security_id, holding.investment_id),
        (holding.dt, holding.security_id, investment.risk_profile),
        (holding.dt, holding.security_id, security.security_type),
        (holding.dt, holding.security_id)
    )
),

held as (
    select limits.dt, position.portfolio_type, position.portfolio, sum(position.market_value) as market_value
    from limits
    join positions as position on position.dt = limits.dt
    group by limits.dt, position.portfolio_type, position.portfolio
),

gained_since as (
    select
        limits.dt,
        position.portfolio_type,
        position.portfolio,
        cast(round(sum(position.market_value * price.daily_return), 2) as decimal(18, 2)) as hypothetical_pnl
    from limits
    join positions as position on position.dt = limits.previous_trading_day
    join warehouse_facts.fact_market_price as price
        on price.dt = limits.dt and price.security_id = position.security_id and price.daily_return is not null
    group by limits.dt, position.portfolio_type, position.portfolio
),

simulated as (
    select
        looked_at.dt,
        position.portfolio_type,
        position.portfolio,
        looked_at.var_tail,
        looked_at.es_tail,
        looked_at.returned_on,
        cast(round(sum(position.market_value * price.daily_return), 2) * 100 as bigint) as cents
    from looked_at
    join warehouse_facts.fact_market_price as price
        on price.dt = looked_at.returned_on and price.daily_return is not null
    join positions as position on position.dt = looked_at.dt and position.security_id = price.security_id
    where looked_at.observations >= looked_at.fewest
    group by
        looked_at.dt,
        position.portfolio_type,
        position.portfolio,
        looked_at.var_tail,
        looked_at.es_tail,
        looked_at.returned_on
),

-- share of days in the tail, in millionths of a day
ranked as (
    select
        simulated.*,
        count(*) over (partition by dt, portfolio_type, portfolio) * var_tail as var_days,
        count(*) over (partition by dt, portfolio_type, portfolio) * es_tail as es_days,
        row_number() over (partition by dt, portfolio_type, portfolio order by cents, returned_on) as place
    from simulated
),

measured as (
    select
        dt,
        portfolio_type,
        portfolio,
        count(*) as observations,
        -max(case when place = var_days // 1000000 + 1 then cents end) as var_cents,
        max(es_days) as es_days,
        -cast(
            sum(
                case
                    when place <= es_days // 1000000 then cast(cents as hugeint) * 1000000
                    when place = es_days // 1000000 + 1 then cast(cents as hugeint) * (es_days % 1000000)
                    else 0
                end
            ) as hugeint
        ) as es_sum,
        -min(cents) as worst_cents,
        cast(sum(cents) as double) as sum_cents,
        cast(sum(cast(cents as hugeint) * cents) as double) as squared_cents
    from ranked
    group by dt, portfolio_type, portfolio
),

counted as (
    select dt, max(observations) as observations
    from looked_at
    group by dt
)

select
    held.dt,
    held.portfolio_type,
    held.portfolio,
    cast(held.market_value as decimal(18, 2)) as market_value,
    cast(coalesce(measured.observations, counted.observations, 0) as integer) as observations,
    measured.observations is null as is_short_history,
    cast(cast(measured.var_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as var_99_1d,
    cast(
        cast(
            sign(measured.es_sum) * ((2 * abs(measured.es_sum) + measured.es_days) // (2 * measured.es_days))
            as decimal(18, 0)
        ) * 0.01
        as decimal(18, 2)
    ) as es_975_1d,
    cast(cast(measured.worst_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as worst_loss,
    cast(
        sqrt(
            greatest(
                measured.squared_cents - measured.sum_cents * measured.sum_cents / measured.observations, 0
            ) / nullif(measured.observations - 1, 0)
        ) / 100 / nullif(held.market_value, 0)
        as decimal(18, 6)
    ) as volatility,
    gained_since.hypothetical_pnl
from held
left join counted on counted.dt = held.dt
left join measured
    on measured.dt = held.dt and measured.portfolio_type = held.portfolio_type and measured.portfolio = held.portfolio
left join gained_since
    on gained_since.dt = held.dt
    and gained_since.portfolio_type = held.portfolio_type
    and gained_since.portfolio = held.portfolio
order by held.dt, held.portfolio_type, held.portfolio
