-- question: How is money moved: by card, wire, cash, direct debit, bank transfer or inside the bank?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
with moved as (
    select payment_channel, sum(posting_count) as posting_count, sum(posting_amount_usd) as posting_amount_usd
    from marts.payment_channel_mix
    where
        dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
        and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
    group by payment_channel
)

select
    payment_channel,
    posting_count,
    cast(posting_count / nullif(sum(posting_count) over (), 0) as decimal(18, 6)) as count_share,
    posting_amount_usd,
    cast(posting_amount_usd / nullif(sum(posting_amount_usd) over (), 0) as decimal(18, 6)) as amount_share
from moved
order by posting_count desc, payment_channel
