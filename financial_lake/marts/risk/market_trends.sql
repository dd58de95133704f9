-- Where prices go: returns, moving averages, trend and strength of each security, each sector and all together.
with trading_days as (
    select dt, row_number() over (order by dt) as place
    from curated.calendar
    where is_trading_day
),

days as (
    select build.days.dt, trading_days.place
    from build.days
    join trading_days on trading_days.dt = build.days.dt
),

listed as (
    select days.dt, days.place, quote.security_id, quote.symbol, quote.sector
    from datalake.market_data as quote
    join days on days.dt = quote.dt
),

-- age: trading days before the day
observed as (
    select
        listed.dt,
        listed.place - trading_days.place as age,
        listed.symbol,
        listed.sector,
        price.close_price,
        price.daily_return,
        price.volume
    from listed
    join warehouse_facts.fact_market_price as price
        on price.security_id = listed.security_id
        and price.dt > listed.dt - interval 100 days
        and price.dt <= listed.dt
    join trading_days on trading_days.dt = price.dt
),

gained as (
    select
        dt,
        age,
        case when sector is null then 'all' else 'sector' end as level,
        sector,
        cast(round(sum(daily_return) / count(daily_return), 10) as decimal(18, 10)) as daily_return,
        cast(sum(volume) as bigint) as volume
    from observed
    group by grouping sets ((dt, age, sector), (dt, age))
),

-- logarithms as decimals: a sum of floats would depend on the order of its rows
stepped as (
    select
        gained.*,
        case
            when age = max(age) over (partition by dt, level, sector) then 0
            else cast(ln(1 + coalesce(daily_return, 0)) as decimal(38, 18))
        end as step
    from gained
),

indexed as (
    select
        dt,
        age,
        level,
        sector,
        cast(
            100 * exp(
                sum(step) over (
                    partition by dt, level, sector
                    order by age desc
                    rows between unbounded preceding and current row
                )
            ) as decimal(28, 10)
        ) as level_value,
        daily_return,
        volume
    from stepped
),

valued as (
    select
        dt,
        age,
        'security' as level,
        symbol as member,
        sector,
        cast(close_price as decimal(28, 10)) as level_value,
        daily_return,
        volume
    from observed
    union all
    select dt, age, level, coalesce(sector, 'all') as member, sector, level_value, daily_return, volume
    from indexed
),

summed as (
    select
        dt,
        level,
        member,
        sector,
        max(case when age = 0 then level_value end) as level_value,
        max(case when age = 0 then daily_return end) as return_1d,
        max(case when age = 5 then level_value end) as value_5,
        max(case when age = 20 then level_value end) as value_20,
        max(case when age = 60 then level_value end) as value_60,
        count(case when age < 20 then 1 end) as days_20,
        count(case when age < 50 then 1 end) as days_50,
        cast(sum(case when age < 20 then round(level_value, 2) end) * 100 as bigint) as cents_20,
        cast(sum(case when age < 50 then round(level_value, 2) end) * 100 as bigint) as cents_50,
        count(case when age < 20 then daily_return end) as returns_20,
        cast(sum(case when age < 20 then daily_return end) as double) as sum_20,
        cast(sum(case when age < 20 then daily_return * daily_return end) as double) as squares_20,
        max(case when age = 0 then volume end) as volume,
        sum(case when age < 20 then volume end) as volume_20
    from valued
    group by dt, level, member, sector
),

averaged as (
    select
        summed.*,
        cast(level_value as decimal(18, 2)) as close_value,
        cast(level_value / value_20 - 1 as decimal(18, 6)) as return_20d,
        case when days_20 = 20 then cast(cast((2 * cents_20 + 20) // 40 as decimal(18, 0)) * 0.01 as decimal(18, 2)) end
            as moving_average_20,
        case when days_50 = 50 then cast(cast((2 * cents_50 + 50) // 100 as decimal(18, 0)) * 0.01 as decimal(18, 2)) end
            as moving_average_50
    from summed
),

compared as (
    select averaged.*, market.return_20d as market_return_20d
    from averaged
    join averaged as market on market.dt = averaged.dt and market.level = 'all'
)

select
    dt,
    level,
    member,
    sector,
    close_value,
    return_1d,
    cast(level_value / value_5 - 1 as decimal(18, 6)) as return_5d,
    return_20d,
    cast(level_value / value_60 - 1 as decimal(18, 6)) as return_60d,
    moving_average_20,
    moving_average_50,
    case
        when moving_average_20 is null or moving_average_50 is null then 'unknown'
        when close_value > moving_average_20 and moving_average_20 > moving_average_50 then 'up'
        when close_value < moving_average_20 and moving_average_20 < moving_average_50 then 'down'
        else 'sideways'
    end as trend,
    case
        when returns_20 = 20 then
            cast(sqrt(greatest(20 * squares_20 - sum_20 * sum_20, 0) / 380) as decimal(18, 6))
    end as volatility_20d,
    cast(return_20d - market_return_20d as decimal(18, 6)) as relative_strength_20d,
    volume,
    case when days_20 = 20 then cast(20 * volume / nullif(volume_20, 0) as decimal(18, 6)) end as volume_ratio,
    case
        when level = 'security' and return_20d is not null then
            cast(
                row_number() over (partition by dt, level, sector order by return_20d desc nulls last, member) as integer
            )
    end as sector_rank
from compared
order by dt, level, member
