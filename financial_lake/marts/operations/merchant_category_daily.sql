-- What customers bought on the day, by what the money is spent on; all categories, also those without a sale.
with categories as (
    select distinct build.days.dt, category.mcc_category as merchant_category
    from build.days
    join datalake.merchant_categories as category on category.dt = build.days.dt
),

sold as (
    select
        sales.dt,
        sales.merchant_category,
        sum(sales.purchase_count) as purchase_count,
        sum(sales.purchase_amount_usd) as purchase_amount_usd,
        sum(sales.refund_amount_usd) as refund_amount_usd
    from marts.merchant_rollup_day as sales
    join build.days on build.days.dt = sales.dt
    group by sales.dt, sales.merchant_category
),

customers as (
    select fact.dt, fact.mcc_category as merchant_category, count(distinct fact.customer_id) as distinct_customers
    from warehouse_facts.fact_transaction as fact
    join build.days on build.days.dt = fact.dt
    join curated.transaction_codes as codes on codes.transaction_code = fact.transaction_code
    where fact.is_completed = 1 and fact.transaction_count = 1 and codes.flow_class = 'spend' and not codes.is_cash
    group by fact.dt, fact.mcc_category
),

measured as (
    select
        categories.dt,
        categories.merchant_category,
        cast(coalesce(sold.purchase_count, 0) as bigint) as purchase_count,
        coalesce(sold.purchase_amount_usd, 0) as purchase_amount_usd,
        coalesce(sold.refund_amount_usd, 0) as refund_amount_usd,
        coalesce(sold.purchase_amount_usd - sold.refund_amount_usd, 0) as net_amount_usd,
        cast(coalesce(sold.purchase_amount_usd, 0) * 100 as bigint) as purchase_cents,
        coalesce(customers.distinct_customers, 0) as distinct_customers
    from categories
    left join sold on sold.dt = categories.dt and sold.merchant_category = categories.merchant_category
    left join customers
        on customers.dt = categories.dt
        and customers.merchant_category = categories.merchant_category
),

totals as (
    select dt, sum(net_amount_usd) as total_net_amount_usd
    from measured
    group by dt
)

select
    measured.dt,
    measured.merchant_category,
    measured.purchase_count,
    cast(measured.purchase_amount_usd as decimal(18, 2)) as purchase_amount_usd,
    cast(measured.refund_amount_usd as decimal(18, 2)) as refund_amount_usd,
    cast(measured.net_amount_usd as decimal(18, 2)) as net_amount_usd,
    case
        when measured.purchase_count > 0 then
            cast(
                cast(
                    sign(measured.purchase_cents)
                    * ((2 * abs(measured.purchase_cents) + measured.purchase_count) // (2 * measured.purchase_count))
                    as decimal(18, 0)
                ) * 0.01
                as decimal(18, 2)
            )
    end as average_ticket_usd,
    measured.distinct_customers,
    cast(measured.net_amount_usd / nullif(totals.total_net_amount_usd, 0) as decimal(18, 6)) as share_of_spend
from measured
join totals on totals.dt = measured.dt
order by dt, merchant_category
