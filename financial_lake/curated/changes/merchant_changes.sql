-- Merchants that appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.merchants
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
        snapshot.merchant_id,
        snapshot.merchant_name,
        snapshot.mcc_code,
        snapshot.mcc_category,
        snapshot.merchant_type,
        snapshot.is_subscription_merchant,
        snapshot.country
    from datalake.merchants as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.merchant_id,
        snapshot.merchant_name,
        snapshot.mcc_code,
        snapshot.mcc_category,
        snapshot.merchant_type,
        snapshot.is_subscription_merchant,
        snapshot.country
    from datalake.merchants as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.merchant_id, earlier.merchant_id) as merchant_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.merchant_name is distinct from earlier.merchant_name then 'merchant_name' end,
                case when later.mcc_code is distinct from earlier.mcc_code then 'mcc_code' end,
                case when later.mcc_category is distinct from earlier.mcc_category then 'mcc_category' end,
                case when later.merchant_type is distinct from earlier.merchant_type then 'merchant_type' end,
                case when later.is_subscription_merchant is distinct from earlier.is_subscription_merchant then 'is_subscription_merchant' end,
                case when later.country is distinct from earlier.country then 'country' end
            )
        end as changed_columns,
        later.merchant_name,
        later.mcc_code,
        later.mcc_category,
        later.merchant_type,
        later.is_subscription_merchant,
        later.country,
        earlier.merchant_name as previous_merchant_name,
        earlier.mcc_code as previous_mcc_code,
        earlier.mcc_category as previous_mcc_category,
        earlier.merchant_type as previous_merchant_type,
        earlier.is_subscription_merchant as previous_is_subscription_merchant,
        earlier.country as previous_country
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.merchant_id = later.merchant_id
    where
        later.dt is null
        or earlier.dt is null
        or later.merchant_name is distinct from earlier.merchant_name
        or later.mcc_code is distinct from earlier.mcc_code
        or later.mcc_category is distinct from earlier.mcc_category
        or later.merchant_type is distinct from earlier.merchant_type
        or later.is_subscription_merchant is distinct from earlier.is_subscription_merchant
        or later.country is distinct from earlier.country
),

whole as (
    select
        dt,
        op,
        is_baseline,
        merchant_id,
        changed_columns,
        merchant_name,
        mcc_code,
        mcc_category,
        merchant_type,
        is_subscription_merchant,
        country,
        previous_merchant_name,
        previous_mcc_code,
        previous_mcc_category,
        previous_merchant_type,
        previous_is_subscription_merchant,
        previous_country
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.merchant_id,
        paired.changed_columns,
        snapshot.merchant_name,
        snapshot.mcc_code,
        snapshot.mcc_category,
        snapshot.merchant_type,
        snapshot.is_subscription_merchant,
        snapshot.country,
        paired.previous_merchant_name,
        paired.previous_mcc_code,
        paired.previous_mcc_category,
        paired.previous_merchant_type,
        paired.previous_is_subscription_merchant,
        paired.previous_country
    from datalake.merchants as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.merchant_id = snapshot.merchant_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    merchant_id,
    changed_columns,
    merchant_name,
    mcc_code,
    mcc_category,
    merchant_type,
    is_subscription_merchant,
    country,
    previous_merchant_name,
    previous_mcc_code,
    previous_mcc_category,
    previous_merchant_type,
    previous_is_subscription_merchant,
    previous_country
from whole
order by dt, merchant_id
