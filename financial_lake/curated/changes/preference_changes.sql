-- What customers agreed to be sent, and took back, since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.customer_preferences
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
        snapshot.preference_id,
        snapshot.customer_id,
        snapshot.preference_type,
        snapshot.opted_in,
        snapshot.updated_date
    from datalake.customer_preferences as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.preference_id,
        snapshot.opted_in
    from datalake.customer_preferences as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.preference_id, earlier.preference_id) as preference_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.opted_in is distinct from earlier.opted_in then 'opted_in' end
            )
        end as changed_columns,
        later.customer_id,
        later.preference_type,
        later.opted_in,
        later.updated_date,
        earlier.opted_in as previous_opted_in
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.preference_id = later.preference_id
    where
        later.dt is null
        or earlier.dt is null
        or later.opted_in is distinct from earlier.opted_in
),

whole as (
    select
        dt,
        op,
        is_baseline,
        preference_id,
        changed_columns,
        customer_id,
        preference_type,
        opted_in,
        updated_date,
        previous_opted_in
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.preference_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.preference_type,
        snapshot.opted_in,
        snapshot.updated_date,
        paired.previous_opted_in
    from datalake.customer_preferences as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.preference_id = snapshot.preference_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    preference_id,
    changed_columns,
    customer_id,
    preference_type,
    opted_in,
    updated_date,
    previous_opted_in
from whole
order by dt, preference_id
