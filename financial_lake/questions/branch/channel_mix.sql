-- question: Through which channels do customers bank?
-- parameter day: which day; the last stored day without it
-- parameter segment: retail, premium, private_banking or corporate; all without it
with counted as (
    select
        channel,
        sum(posting_count) as posting_count,
        sum(posting_amount_usd) as posting_amount_usd,
        sum(contact_count) as contact_count,
        sum(visit_count) as visit_count
    from marts.channel_mix
    where
        dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.channel_mix))
        and (getvariable('segment') is null or customer_segment = getvariable('segment'))
    group by channel
)

select
    channel,
    posting_count,
    cast(posting_count / nullif(sum(posting_count) over (), 0) as decimal(18, 6)) as posting_share,
    posting_amount_usd,
    cast(posting_amount_usd / nullif(sum(posting_amount_usd) over (), 0) as decimal(18, 6)) as amount_share,
    contact_count,
    visit_count
from counted
order by posting_count desc, channel
