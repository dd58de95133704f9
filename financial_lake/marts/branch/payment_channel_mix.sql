-- How customers' money moved on the day: by card, wire, cash, direct debit, bank transfer or inside the bank.
with channels as (
    select build.days.dt, named.payment_channel
    from build.days
    cross join (
        values ('card'), ('wire'), ('cash'), ('direct_debit'), ('bank_transfer'), ('internal')
    ) as named(payment_channel)
),

moved as (
    select
        postings.dt,
        case
            when postings.payment_method in ('debit_card', 'credit_card') then 'card'
            else postings.payment_method
        end as payment_channel,
        postings.transaction_count,
        postings.debit_amount_usd + postings.credit_amount_usd as amount_usd
    from marts.transaction_rollup_day as postings
    join build.days on build.days.dt = postings.dt
),

summed as (
    select
        channels.dt,
        channels.payment_channel,
        cast(coalesce(sum(moved.transaction_count), 0) as bigint) as posting_count,
        cast(coalesce(sum(moved.amount_usd), 0) as decimal(18, 2)) as posting_amount_usd
    from channels
    left join moved on moved.dt = channels.dt and moved.payment_channel = channels.payment_channel
    group by channels.dt, channels.payment_channel
),

totals as (
    select dt, sum(posting_count) as total_count, sum(posting_amount_usd) as total_amount_usd
    from summed
    group by dt
)

select
    summed.dt,
    summed.payment_channel,
    summed.posting_count,
    summed.posting_amount_usd,
    cast(summed.posting_count / nullif(totals.total_count, 0) as decimal(18, 6)) as count_share,
    cast(summed.posting_amount_usd / nullif(totals.total_amount_usd, 0) as decimal(18, 6)) as amount_share
from summed
join totals on totals.dt = summed.dt
order by dt, payment_channel
