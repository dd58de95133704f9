-- What customers owe by risk profile and kind of product, and how much of it the bank expects to lose.
with contracts as (
    select
        exposure.dt,
        coalesce(customer.risk_profile, 'unknown') as risk_profile,
        coalesce(product.product_category, 'unknown') as product_category,
        exposure.drawn_amount,
        exposure.probability_default,
        exposure.expected_loss,
        cast(exposure.drawn_amount as decimal(20, 2)) * exposure.probability_default as likely_loss
    from warehouse_facts.fact_credit_exposure as exposure
    join build.days on build.days.dt = exposure.dt
    left join curated.customer_records as customer
        on customer.dt = exposure.dt
        and customer.customer_id = exposure.customer_id
    left join datalake.products as product
        on product.dt = exposure.dt
        and product.product_id = exposure.product_id
    where exposure.exposure_type <> 'commitment' and not exposure.is_charged_off
),

cells as (
    select
        dt,
        risk_profile,
        product_category,
        count(*) as account_count,
        sum(drawn_amount) as owed,
        sum(case when probability_default is not null then drawn_amount end) as owed_by_rated,
        avg(probability_default) as mean_probability,
        sum(likely_loss) as likely_loss,
        coalesce(sum(round(likely_loss, 2)), 0) as expected_loss,
        coalesce(sum(expected_loss), 0) as expected_loss_lgd
    from contracts
    group by dt, risk_profile, product_category
)

select
    dt,
    risk_profile,
    product_category,
    account_count,
    cast(owed as decimal(18, 2)) as total_exposure,
    cast(mean_probability as decimal(18, 6)) as avg_default_probability,
    cast(likely_loss / nullif(owed_by_rated, 0) as decimal(18, 6)) as weighted_default_probability,
    cast(expected_loss as decimal(18, 2)) as expected_loss,
    cast(expected_loss_lgd as decimal(18, 2)) as expected_loss_lgd,
    cast(100 * expected_loss / nullif(owed, 0) as decimal(18, 4)) as loss_rate_percentage
from cells
order by dt, risk_profile, product_category
