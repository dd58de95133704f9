-- Customers by how lately, how often and how much they spend, beside persona and wealth.
with month_ends as (
    select build.days.dt
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

customers as (
    select record.dt, record.customer_id, record.persona, record.wealth_segment, record.onboarding_date
    from curated.customer_records as record
    join month_ends on record.dt = month_ends.dt
    where record.customer_status <> 'closed'
),

spent as (
    select
        month_ends.dt,
        customer.customer_id,
        max(case when customer.spend_count > 0 then customer.dt end) as last_spent_on,
        sum(customer.spend_count) as frequency_90d,
        sum(customer.spend_amount_usd) as monetary_90d
    from marts.customer_day as customer
    join month_ends
        on customer.dt > month_ends.dt - interval 90 days
        and customer.dt <= month_ends.dt
    group by month_ends.dt, customer.customer_id
),

measured as (
    select
        customers.*,
        coalesce(date_diff('day', spent.last_spent_on, customers.dt), 91) as recency_days,
        coalesce(spent.frequency_90d, 0) as frequency_90d,
        coalesce(spent.monetary_90d, 0) as monetary_90d
    from customers
    left join spent on spent.dt = customers.dt and spent.customer_id = customers.customer_id
),

counted as ( -- how many customers are no better
    select
        measured.*,
        count(*) over (partition by dt) as customer_count,
        count(*) over (partition by dt order by recency_days desc) as recency_place,
        count(*) over (partition by dt order by frequency_90d) as frequency_place,
        count(*) over (partition by dt order by monetary_90d) as monetary_place
    from measured
),

scored as (
    select
        counted.*,
        (5 * recency_place + customer_count - 1) // customer_count as r,
        (5 * frequency_place + customer_count - 1) // customer_count as f,
        (5 * monetary_place + customer_count - 1) // customer_count as m
    from counted
),

purchases as (
    select
        customers.dt,
        customers.persona,
        customers.customer_id,
        fact.mcc_category,
        -sum(fact.transaction_amount_usd) as amount_usd
    from customers
    join warehouse_facts.fact_transaction as fact
        on fact.customer_id = customers.customer_id
        and fact.dt > customers.dt - interval 90 days
        and fact.dt <= customers.dt
    where
        fact.flow_class = 'spend'
        and fact.is_completed = 1
        and fact.transaction_count = 1
        and fact.mcc_category is not null
    group by customers.dt, customers.persona, customers.customer_id, fact.mcc_category
),

categories as (
    select
        dt,
        persona,
        mcc_category,
        row_number() over (partition by dt, persona order by sum(amount_usd) desc, mcc_category) as place
    from purchases
    group by dt, persona, mcc_category
),

deviations as (
    select
        purchases.dt,
        purchases.customer_id,
        cast(
            sum(case when categories.place > 3 then purchases.amount_usd else 0 end) / nullif(sum(purchases.amount_usd), 0)
            as decimal(18, 6)
        ) as persona_deviation
    from purchases
    join categories
        on categories.dt = purchases.dt
        and categories.persona = purchases.persona
        and categories.mcc_category = purchases.mcc_category
    group by purchases.dt, purchases.customer_id
)

select
    scored.dt,
    scored.customer_id,
    scored.persona,
    scored.wealth_segment,
    cast(scored.recency_days as integer) as recency_days,
    cast(scored.frequency_90d as bigint) as frequency_90d,
    cast(scored.monetary_90d as decimal(18, 2)) as monetary_90d,
    cast(scored.r as integer) as recency_score,
    cast(scored.f as integer) as frequency_score,
    cast(scored.m as integer) as monetary_score,
    concat(cast(scored.r as varchar), cast(scored.f as varchar), cast(scored.m as varchar)) as rfm_code,
    case
        when scored.r >= 4 and scored.f >= 4 and scored.m >= 4 then 'champion'
        when scored.f >= 4 and scored.r >= 3 then 'loyal'
        when scored.m >= 4 and scored.r >= 3 then 'big_spender'
        when scored.r <= 2 and (scored.f >= 4 or scored.m >= 4) then 'at_risk'
        when date_diff('day', scored.onboarding_date, scored.dt) < 180 then 'new_customer'
        when scored.r <= 2 and scored.f <= 2 and scored.m <= 2 then 'hibernating'
        when scored.r >= 4 then 'promising'
        else 'regular'
    end as segment,
    deviations.persona_deviation
from scored
left join deviations on deviations.dt = scored.dt and deviations.customer_id = scored.customer_id
order by dt, customer_id
