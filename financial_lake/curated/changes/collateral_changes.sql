-- Collateral that was taken, appraised anew or went since the snapshot before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.collateral
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
        snapshot.collateral_id,
        snapshot.loan_id,
        snapshot.collateral_type,
        snapshot.description,
        snapshot.appraised_value,
        snapshot.appraisal_date,
        snapshot.ltv_ratio
    from datalake.collateral as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.collateral_id,
        snapshot.appraised_value,
        snapshot.appraisal_date
    from datalake.collateral as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.collateral_id, earlier.collateral_id) as collateral_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.appraised_value is distinct from earlier.appraised_value then 'appraised_value' end,
                case when later.appraisal_date is distinct from earlier.appraisal_date then 'appraisal_date' end
            )
        end as changed_columns,
        later.loan_id,
        later.collateral_type,
        later.description,
        later.appraised_value,
        later.appraisal_date,
        later.ltv_ratio,
        earlier.appraised_value as previous_appraised_value,
        earlier.appraisal_date as previous_appraisal_date
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.collateral_id = later.collateral_id
    where
        later.dt is null
        or earlier.dt is null
        or later.appraised_value is distinct from earlier.appraised_value
        or later.appraisal_date is distinct from earlier.appraisal_date
),

whole as (
    select
        dt,
        op,
        is_baseline,
        collateral_id,
        changed_columns,
        loan_id,
        collateral_type,
        description,
        appraised_value,
        appraisal_date,
        ltv_ratio,
        previous_appraised_value,
        previous_appraisal_date
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.collateral_id,
        paired.changed_columns,
        snapshot.loan_id,
        snapshot.collateral_type,
        snapshot.description,
        snapshot.appraised_value,
        snapshot.appraisal_date,
        snapshot.ltv_ratio,
        paired.previous_appraised_value,
        paired.previous_appraisal_date
    from datalake.collateral as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.collateral_id = snapshot.collateral_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    collateral_id,
    changed_columns,
    loan_id,
    collateral_type,
    description,
    appraised_value,
    appraisal_date,
    ltv_ratio,
    previous_appraised_value,
    previous_appraisal_date
from whole
order by dt, collateral_id
