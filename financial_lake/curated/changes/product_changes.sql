-- Products that appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.products
),

comparisons as (
    select compared_days.dt, compared_days.dt_before, before.dt is null as is_baseline
    from compared_days
    join stored as today on today.dt = compared_days.dt
    left join stored as before on before.dt = compared_days.dt_before
),

later as (
    select
        comparisons.dt,
        comparisons.is_baseline,
        snapshot.product_id,
        snapshot.product_name,
        snapshot.product_type,
        snapshot.product_category,
        snapshot.description,
        snapshot.terms_conditions,
        snapshot.interest_rate_min,
        snapshot.interest_rate_max,
        snapshot.interest_rate,
        snapshot.fees,
        snapshot.minimum_balance,
        snapshot.risk_level,
        snapshot.is_active
    from datalake.products as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.product_id,
        snapshot.product_name,
        snapshot.product_type,
        snapshot.product_category,
        snapshot.description,
        snapshot.terms_conditions,
        snapshot.interest_rate_min,
        snapshot.interest_rate_max,
        snapshot.interest_rate,
        snapshot.fees,
        snapshot.minimum_balance,
        snapshot.risk_level,
        snapshot.is_active
    from datalake.products as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.product_id, earlier.product_id) as product_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.product_name is distinct from earlier.product_name then 'product_name' end,
                case when later.product_type is distinct from earlier.product_type then 'product_type' end,
                case when later.product_category is distinct from earlier.product_category then 'product_category' end,
                case when later.description is distinct from earlier.description then 'description' end,
                case when later.terms_conditions is distinct from earlier.terms_conditions then 'terms_conditions' end,
                case when later.interest_rate_min is distinct from earlier.interest_rate_min then 'interest_rate_min' end,
                case when later.interest_rate_max is distinct from earlier.interest_rate_max then 'interest_rate_max' end,
                case when later.interest_rate is distinct from earlier.interest_rate then 'interest_rate' end,
                case when later.fees is distinct from earlier.fees then 'fees' end,
                case when later.minimum_balance is distinct from earlier.minimum_balance then 'minimum_balance' end,
                case when later.risk_level is distinct from earlier.risk_level then 'risk_level' end,
                case when later.is_active is distinct from earlier.is_active then 'is_active' end
            )
        end as changed_columns,
        later.product_name,
        later.product_type,
        later.product_category,
        later.description,
        later.terms_conditions,
        later.interest_rate_min,
        later.interest_rate_max,
        later.interest_rate,
        later.fees,
        later.minimum_balance,
        later.risk_level,
        later.is_active,
        earlier.product_name as previous_product_name,
        earlier.product_type as previous_product_type,
        earlier.product_category as previous_product_category,
        earlier.description as previous_description,
        earlier.terms_conditions as previous_terms_conditions,
        earlier.interest_rate_min as previous_interest_rate_min,
        earlier.interest_rate_max as previous_interest_rate_max,
        earlier.interest_rate as previous_interest_rate,
        earlier.fees as previous_fees,
        earlier.minimum_balance as previous_minimum_balance,
        earlier.risk_level as previous_risk_level,
        earlier.is_active as previous_is_active
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.product_id = later.product_id
    where
        later.dt is null
        or earlier.dt is null
        or later.product_name is distinct from earlier.product_name
        or later.product_type is distinct from earlier.product_type
        or later.product_category is distinct from earlier.product_category
        or later.description is distinct from earlier.description
        or later.terms_conditions is distinct from earlier.terms_conditions
        or later.interest_rate_min is distinct from earlier.interest_rate_min
        or later.interest_rate_max is distinct from earlier.interest_rate_max
        or later.interest_rate is distinct from earlier.interest_rate
        or later.fees is distinct from earlier.fees
        or later.minimum_balance is distinct from earlier.minimum_balance
        or later.risk_level is distinct from earlier.risk_level
        or later.is_active is distinct from earlier.is_active
),

whole as (
    select
        dt,
        op,
        is_baseline,
        product_id,
        changed_columns,
        product_name,
        product_type,
        product_category,
        description,
        terms_conditions,
        interest_rate_min,
        interest_rate_max,
        interest_rate,
        fees,
        minimum_balance,
        risk_level,
        is_active,
        previous_product_name,
        previous_product_type,
        previous_product_category,
        previous_description,
        previous_terms_conditions,
        previous_interest_rate_min,
        previous_interest_rate_max,
        previous_interest_rate,
        previous_fees,
        previous_minimum_balance,
        previous_risk_level,
        previous_is_active
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.product_id,
        paired.changed_columns,
        snapshot.product_name,
        snapshot.product_type,
        snapshot.product_category,
        snapshot.description,
        snapshot.terms_conditions,
        snapshot.interest_rate_min,
        snapshot.interest_rate_max,
        snapshot.interest_rate,
        snapshot.fees,
        snapshot.minimum_balance,
        snapshot.risk_level,
        snapshot.is_active,
        paired.previous_product_name,
        paired.previous_product_type,
        paired.previous_product_category,
        paired.previous_description,
        paired.previous_terms_conditions,
        paired.previous_interest_rate_min,
        paired.previous_interest_rate_max,
        paired.previous_interest_rate,
        paired.previous_fees,
        paired.previous_minimum_balance,
        paired.previous_risk_level,
        paired.previous_is_active
    from datalake.products as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.product_id = snapshot.product_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    product_id,
    changed_columns,
    product_name,
    product_type,
    product_category,
    description,
    terms_conditions,
    interest_rate_min,
    interest_rate_max,
    interest_rate,
    fees,
    minimum_balance,
    risk_level,
    is_active,
    previous_product_name,
    previous_product_type,
    previous_product_category,
    previous_description,
    previous_terms_conditions,
    previous_interest_rate_min,
    previous_interest_rate_max,
    previous_interest_rate,
    previous_fees,
    previous_minimum_balance,
    previous_risk_level,
    previous_is_active
from whole
order by dt, product_id
