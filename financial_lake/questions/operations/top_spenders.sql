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
        max(spending.dt) as last_seen_on,
        sum(spending.spend_count) as spend_count,
        sum(spending.spend_amount_usd) as spend_amount_usd,
        sum(spending.card_spend_usd) as card_spend_usd
    from marts.customer_day as spending
    join months
        on spending.dt >= months.first_day
        and spending.dt <= last_day(months.first_day)
    group by spending.customer_id
)

select
    spent.customer_id,
    record.customer_segment,
    spent.spend_count,
    spent.spend_amount_usd,
    spent.card_spend_usd
from spent
join curated.customer_records as record
    on record.dt = spent.last_seen_on
    and record.customer_id = spent.customer_id
where (getvariable('segment') is null or record.customer_segment = getvariable('segment'))
order by spent.spend_amount_usd desc, spent.customer_id
limit coalesce(cast(getvariable('top') as integer), 10)
