-- question: Why were card attempts declined, and how often?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
with declines as (
    select decline_reason, sum(declined_count) as declined_count, sum(declined_amount) as declined_amount
    from marts.card_authorization_daily
    where
        dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
        and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
        and decline_reason <> 'all'
    group by decline_reason
)

select
    decline_reason,
    declined_count,
    declined_amount,
    cast(declined_count / nullif(sum(declined_count) over (), 0) as decimal(18, 6)) as share_of_declines
from declines
order by declined_count desc, decline_reason
