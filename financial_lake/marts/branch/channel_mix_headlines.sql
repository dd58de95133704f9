-- The day's channels in a line each: which share of customers' postings and contacts was digital, or a chatbot's.
with summed as (
    select
        build.days.dt,
        sum(mix.posting_count) filter (mix.channel in ('mobile_app', 'online')) as digital_postings,
        sum(mix.posting_count) filter (mix.channel not in ('pos', 'system')) as own_postings,
        sum(mix.contact_count) filter (mix.channel in ('mobile_app', 'web')) as digital_contacts,
        sum(mix.chatbot_count) as chatbots,
        sum(mix.contact_count) as contacts
    from build.days
    join marts.channel_mix as mix on mix.dt = build.days.dt
    group by build.days.dt
),

counted as (
    select dt, 'digital_posting_share' as headline, digital_postings as numerator, own_postings as denominator
    from summed
    union all
    select dt, 'digital_contact_share', digital_contacts, contacts
    from summed
    union all
    select dt, 'chatbot_share', chatbots, contacts
    from summed
)

select
    dt,
    headline,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    cast(numerator / nullif(denominator, 0) as decimal(18, 6)) as share
from counted
order by dt, headline
