-- question: How many postings, for how much, by a span of time and one dimension, for the year so far?
-- parameter time: year, quarter, month or all; month without it
-- parameter by: any dimension, such as country, region or channel, or all; customer_segment without it
-- parameter month: a day of the month; the last complete month without it
-- level_id has a bit for each of year, quarter, month, region, country, customer_segment, product_category, channel,
-- flow_class, transaction_code, the first being the highest: 1 is summed over
with levels as (
    select spans.bits + dimensions.bits as level_id
    from (values ('all', 896), ('year', 384), ('quarter', 128), ('month', 0)) as spans(name, bits)
    cross join (
        values
            ('all', 127),
            ('country', 95),
            ('region', 31),
            ('customer_segment', 111),
            ('product_category', 119),
            ('channel', 123),
            ('flow_class', 125),
            ('transaction_code', 124)
    ) as dimensions(name, bits)
    where
        spans.name = coalesce(getvariable('time'), 'month')
        and dimensions.name = coalesce(getvariable('by'), 'customer_segment')
)

select
    year,
    quarter,
    month,
    coalesce(region, country, customer_segment, product_category, channel, transaction_code, flow_class) as member,
    transaction_count,
    amount_usd,
    net_amount_usd,
    distinct_customers
from marts.transaction_cube
semi join levels on levels.level_id = transaction_cube.level_id
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.transaction_cube))
order by year, quarter, month, member
