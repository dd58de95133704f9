-- The year's postings cut along time, place, segment, product, channel and kind, each level summed on its own.
with month_ends as (
    select build.days.dt, calendar.year
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

cells as (
    select
        month_ends.dt,
        calendar.year,
        calendar.quarter,
        calendar.month,
        cell.region,
        cell.country,
        cell.customer_segment,
        cell.product_category,
        cell.channel,
        cell.flow_class,
        cell.transaction_code,
        cell.customer_id,
        cell.transaction_count,
        cell.amount_usd,
        cell.net_amount_usd
    from month_ends
    join curated.calendar on calendar.year = month_ends.year and calendar.dt <= month_ends.dt
    join marts.transaction_cell_month as cell on cell.dt = calendar.dt
),

levels as ( -- dt is never summed over: its bit is 0
    select
        dt,
        grouping_id(
            dt,
            year,
            quarter,
            month,
            region,
            country,
            customer_segment,
            product_category,
            channel,
            flow_class,
            transaction_code
        ) as level_id,
        year,
        quarter,
        month,
        region,
        country,
        customer_segment,
        product_category,
        channel,
        flow_class,
        transaction_code,
        sum(transaction_count) as transaction_count,
        sum(amount_usd) as amount_usd,
        sum(net_amount_usd) as net_amount_usd,
        count(distinct customer_id) as distinct_customers
    from cells
    group by
        dt,
        grouping sets ((year, quarter, month), (year, quarter), (year)),
        grouping sets (
            (),
            (country),
            (country, region),
            (customer_segment),
            (product_category),
            (channel),
            (flow_class),
            (flow_class, transaction_code)
        )
),

all_levels as ( -- a cube holds one year: over all years is over that one; the bits of year, quarter, month are 512, 256, 128
    select
        dt,
        level_id,
        year,
        quarter,
        month,
        region,
        country,
        customer_segment,
        product_category,
        channel,
        flow_class,
        transaction_code,
        transaction_count,
        amount_usd,
        net_amount_usd,
        distinct_customers
    from levels

    union all

    select
        dt,
        level_id + 512,
        null,
        quarter,
        month,
        region,
        country,
        customer_segment,
        product_category,
        channel,
        flow_class,
        transaction_code,
        transaction_count,
        amount_usd,
        net_amount_usd,
        distinct_customers
    from levels
    where (level_id & 384) = 384
)

select
    dt,
    cast(level_id as integer) as level_id,
    year,
    quarter,
    month,
    region,
    country,
    customer_segment,
    product_category,
    channel,
    flow_class,
    transaction_code,
    cast(transaction_count as bigint) as transaction_count,
    cast(amount_usd as decimal(18, 2)) as amount_usd,
    cast(net_amount_usd as decimal(18, 2)) as net_amount_usd,
    distinct_customers
from all_levels
order by
    dt,
    level_id,
    year,
    quarter,
    month,
    region,
    country,
    customer_segment,
    product_category,
    channel,
    flow_class,
    transaction_code
