-- Each customer's postings of the month by every dimension of the cube: what the cube is cut from.
with months as (
    select build.days.dt, day_of_month.dt as posted_on
    from build.days
    join curated.calendar on calendar.dt = build.days.dt and calendar.day_of_month = calendar.days_in_month
    join curated.calendar as day_of_month
        on day_of_month.year = calendar.year and day_of_month.month = calendar.month
),

postings as (
    select
        months.dt,
        fact.customer_id,
        coalesce(customer.region, 'unknown') as region,
        coalesce(customer.country, 'unknown') as country,
        coalesce(customer.customer_segment, 'unknown') as customer_segment,
        coalesce(product.product_category, 'unknown') as product_category,
        fact.channel,
        fact.flow_class,
        fact.transaction_code,
        fact.transaction_count,
        fact.transaction_amount_usd,
        (fact.is_credit - fact.is_debit) * fact.transaction_amount_usd as amount_usd
    from warehouse_facts.fact_transaction as fact
    join months on months.posted_on = fact.dt
    left join curated.customer_records as customer
        on customer.dt = fact.dt and customer.customer_id = fact.customer_id
    left join datalake.products as product on product.dt = fact.dt and product.product_id = fact.product_id
    where fact.is_completed = 1
)

select
    dt,
    customer_id,
    region,
    country,
    customer_segment,
    product_category,
    channel,
    flow_class,
    transaction_code,
    cast(sum(transaction_count) as bigint) as transaction_count,
    cast(sum(amount_usd) as decimal(18, 2)) as amount_usd,
    cast(sum(transaction_amount_usd) as decimal(18, 2)) as net_amount_usd
from postings
group by
    dt,
    customer_id,
    region,
    country,
    customer_segment,
    product_category,
    channel,
    flow_class,
    transaction_code
order by
    dt,
    customer_id,
    region,
    country,
    customer_segment,
    product_category,
    channel,
    flow_class,
    transaction_code
