-- question: Who spent the most in a month, up to its last stored day?
-- parameter month: a day of the month; the latest stored month without it
-- parameter top: how many; 10 without it
-- parameter segment: retail, premium, private_banking or corporate; all without it
with months as (
    select date_trunc('month', coalesce(cast(getvariable('month') as date), max(dt))) as first_day
    from marts.customer_day
),

spent as (
    select
        spending.customer_id,
        arg_max(record.customer_segment, spending.dt) as customer_segment,
        sum(spending.spend_count) as spend_count,
        sum(spending.spend_amount_usd) as spend_amount_usd,
        sum(spending.card_spend_usd) as card_spend_usd
    from months
    join marts.customer_day as spending
        on spending.dt >= months.first_day
        and spending.dt <= last_day(months.first_day)
    join curated.customer_records as record
        on record.dt = spending.dt
        and record.customer_id = spending.customer_id
    group by spending.customer_id
)

select customer_id, customer_segment, spend_count, spend_amount_usd, card_spend_usd
from spent
where (getvariable('segment') is null or customer_segment = getvariable('segment'))
order by spend_amount_usd desc, customer_id
limit coalesce(cast(getvariable('top') as integer), 10)
