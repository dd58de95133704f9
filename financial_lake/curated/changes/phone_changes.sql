-- Telephone numbers that appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.phone_numbers
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
        snapshot.phone_id,
        snapshot.customer_id,
        snapshot.phone_type,
        snapshot.phone_number
    from datalake.phone_numbers as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.phone_id,
        snapshot.phone_number
    from datalake.phone_numbers as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.phone_id, earlier.phone_id) as phone_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.phone_number is distinct from earlier.phone_number then 'phone_number' end
            )
        end as changed_columns,
        later.customer_id,
        later.phone_type,
        later.phone_number,
        earlier.phone_number as previous_phone_number
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.phone_id = later.phone_id
    where
        later.dt is null
        or earlier.dt is null
        or later.phone_number is distinct from earlier.phone_number
),

whole as (
    select
        dt,
        op,
        is_baseline,
        phone_id,
        changed_columns,
        customer_id,
        phone_type,
        phone_number,
        previous_phone_number
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.phone_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.phone_type,
        snapshot.phone_number,
        paired.previous_phone_number
    from datalake.phone_numbers as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.phone_id = snapshot.phone_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    phone_id,
    changed_columns,
    customer_id,
    phone_type,
    phone_number,
    previous_phone_number
from whole
order by dt, phone_id
