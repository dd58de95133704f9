-- The day's channels in a line each: which share of customers' own doings was digital.
with counted as (
    select
        build.days.dt,
        'digital_posting_share' as headline,
        sum(mix.posting_count) filter (mix.channel in ('mobile_app', 'online')) as numerator,
        sum(mix.posting_count) filter (mix.channel not in ('pos', 'system')) as denominator
    from build.days
    join marts.channel_mix as mix on mix.dt = build.days.dt
    group by build.days.dt
)

select
    dt,
    headline,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    cast(numerator / nullif(denominator, 0) as decimal(18, 6)) as share
from counted
order by dt, headline
