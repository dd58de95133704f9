-- What customers bought in the month, by what the money is spent on, ranked and against the month before.
with months as (
    select
        build.days.dt,
        build.days.dt - (calendar.day_of_month - 1) as first_day,
        calendar.year * 12 + calendar.month as month_number
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

categories as (
    select distinct months.dt, category.mcc_category as merchant_category
    from months
    join datalake.merchant_categories as category on category.dt = months.dt
),

two_months as (
    select months.dt, calendar.dt as sold_on, calendar.dt >= months.first_day as is_this_month, calendar.days_in_month
    from months
    join curated.calendar on calendar.year * 12 + calendar.month between months.month_number - 1 and months.month_number
),

observed as (
    select
        two_months.dt,
        count(distinct two_months.sold_on) filter (is_this_month) as days_observed,
        count(distinct two_months.sold_on) filter (not is_this_month) = max(days_in_month) filter (not is_this_month)
            as is_month_before_stored
    from two_months
    join marts.merchant_rollup_day as sales on sales.dt = two_months.sold_on
    group by two_months.dt
),

sold as (
    select
        two_months.dt,
        sales.merchant_category,
        sum(sales.purchase_count) filter (is_this_month) as purchase_count,
        sum(sales.purchase_amount_usd) filter (is_this_month) as purchase_amount_usd,
        sum(sales.refund_amount_usd) filter (is_this_month) as refund_amount_usd,
        sum(sales.purchase_amount_usd - sales.refund_amount_usd) filter (not is_this_month) as net_before_usd
    from two_months
    join marts.merchant_rollup_day as sales on sales.dt = two_months.sold_on
    group by two_months.dt, sales.merchant_category
),

customers as (
    select months.dt, fact.mcc_category as merchant_category, count(distinct fact.customer_id) as distinct_customers
    from warehouse_facts.fact_transaction as fact
    join months on fact.dt >= months.first_day and fact.dt <= months.dt
    join curated.transaction_codes as codes on codes.transaction_code = fact.transaction_code
    where fact.is_completed = 1 and fact.transaction_count = 1 and codes.flow_class = 'spend' and not codes.is_cash
    group by months.dt, fact.mcc_category
),

measured as (
    select
        categories.dt,
        categories.merchant_category,
        coalesce(observed.days_observed, 0) as days_observed,
        cast(coalesce(sold.purchase_count, 0) as bigint) as purchase_count,
        coalesce(sold.purchase_amount_usd, 0) as purchase_amount_usd,
        coalesce(sold.refund_amount_usd, 0) as refund_amount_usd,
        coalesce(sold.purchase_amount_usd, 0) - coalesce(sold.refund_amount_usd, 0) as net_amount_usd,
        cast(coalesce(sold.purchase_amount_usd, 0) * 100 as bigint) as purchase_cents,
        case when observed.is_month_before_stored then sold.net_before_usd end as net_before_usd,
        coalesce(customers.distinct_customers, 0) as distinct_customers
    from categories
    left join observed on observed.dt = categories.dt
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
    cast(measured.days_observed as integer) as days_observed,
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
    cast(measured.net_amount_usd / nullif(totals.total_net_amount_usd, 0) as decimal(18, 6)) as share_of_spend,
    cast(
        row_number() over (
            partition by measured.dt order by measured.net_amount_usd desc, measured.merchant_category
        ) as integer
    ) as spend_rank,
    cast(measured.net_amount_usd / nullif(measured.net_before_usd, 0) - 1 as decimal(18, 6)) as change_ratio
from measured
join totals on totals.dt = measured.dt
order by dt, merchant_category
