-- Customers rated on the day by the weekly run, with what they owe product by product and the capital it ties up.
with rated as (
    select rating.*
    from datalake.risk_assessments as rating
    join build.days on build.days.dt = rating.dt
    where rating.application_id is null
),

owed as (
    select
        exposure.dt,
        exposure.customer_id,
        exposure.product_id,
        sum(exposure.exposure_amount) as exposure_amount,
        sum(exposure.risk_weighted_assets) as risk_weighted_assets,
        sum(exposure.capital_requirement) as capital_requirement
    from warehouse_facts.fact_credit_exposure as exposure
    join build.days on build.days.dt = exposure.dt
    where exposure.product_id is not null
    group by exposure.dt, exposure.customer_id, exposure.product_id
)

select
    rated.dt,
    rated.assessment_id * 100 + coalesce(owed.product_id, 0) as risk_key,
    cast(strftime(rated.dt, '%Y%m%d') as integer) as date_key,
    rated.assessment_id,
    rated.customer_id,
    owed.product_id,
    rated.credit_score,
    rated.risk_score,
    rated.risk_category,
    rated.credit_grade,
    rated.probability_default,
    cast(coalesce(owed.exposure_amount, 0) as decimal(18, 2)) as exposure_amount,
    cast(coalesce(owed.risk_weighted_assets, 0) as decimal(18, 2)) as risk_weighted_assets,
    cast(coalesce(owed.capital_requirement, 0) as decimal(18, 2)) as capital_requirement
from rated
left join owed on owed.dt = rated.dt and owed.customer_id = rated.customer_id
order by rated.dt, risk_key
