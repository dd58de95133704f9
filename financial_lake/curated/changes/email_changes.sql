-- E-mail addresses that appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.email_addresses
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
        snapshot.email_id,
        snapshot.customer_id,
        snapshot.email_address,
        snapshot.email_type
    from datalake.email_addresses as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.email_id,
        snapshot.email_address
    from datalake.email_addresses as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.email_id, earlier.email_id) as email_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.email_address is distinct from earlier.email_address then 'email_address' end
            )
        end as changed_columns,
        later.customer_id,
        later.email_address,
        later.email_type,
        earlier.email_address as previous_email_address
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.email_id = later.email_id
    where
        later.dt is null
        or earlier.dt is null
        or later.email_address is distinct from earlier.email_address
),

whole as (
    select
        dt,
        op,
        is_baseline,
        email_id,
        changed_columns,
        customer_id,
        email_address,
        email_type,
        previous_email_address
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.email_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.email_address,
        snapshot.email_type,
        paired.previous_email_address
    from datalake.email_addresses as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.email_id = snapshot.email_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    email_id,
    changed_columns,
    customer_id,
    email_address,
    email_type,
    previous_email_address
from whole
order by dt, email_id
