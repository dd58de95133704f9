-- Complaints that were made, moved on or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.complaints
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
        snapshot.complaint_id,
        snapshot.customer_id,
        snapshot.interaction_id,
        snapshot.complaint_type,
        snapshot.description,
        snapshot.status,
        snapshot.priority,
        snapshot.filed_date,
        snapshot.resolved_date,
        snapshot.resolution_time_hours,
        snapshot.assigned_to
    from datalake.complaints as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.complaint_id,
        snapshot.status,
        snapshot.resolved_date,
        snapshot.assigned_to
    from datalake.complaints as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.complaint_id, earlier.complaint_id) as complaint_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.status is distinct from earlier.status then 'status' end,
                case when later.resolved_date is distinct from earlier.resolved_date then 'resolved_date' end,
                case when later.assigned_to is distinct from earlier.assigned_to then 'assigned_to' end
            )
        end as changed_columns,
        later.customer_id,
        later.interaction_id,
        later.complaint_type,
        later.description,
        later.status,
        later.priority,
        later.filed_date,
        later.resolved_date,
        later.resolution_time_hours,
        later.assigned_to,
        earlier.status as previous_status,
        earlier.resolved_date as previous_resolved_date,
        earlier.assigned_to as previous_assigned_to
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.complaint_id = later.complaint_id
    where
        later.dt is null
        or earlier.dt is null
        or later.status is distinct from earlier.status
        or later.resolved_date is distinct from earlier.resolved_date
        or later.assigned_to is distinct from earlier.assigned_to
),

whole as (
    select
        dt,
        op,
        is_baseline,
        complaint_id,
        changed_columns,
        customer_id,
        interaction_id,
        complaint_type,
        description,
        status,
        priority,
        filed_date,
        resolved_date,
        resolution_time_hours,
        assigned_to,
        previous_status,
        previous_resolved_date,
        previous_assigned_to
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.complaint_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.interaction_id,
        snapshot.complaint_type,
        snapshot.description,
        snapshot.status,
        snapshot.priority,
        snapshot.filed_date,
        snapshot.resolved_date,
        snapshot.resolution_time_hours,
        snapshot.assigned_to,
        paired.previous_status,
        paired.previous_resolved_date,
        paired.previous_assigned_to
    from datalake.complaints as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.complaint_id = snapshot.complaint_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    complaint_id,
    changed_columns,
    customer_id,
    interaction_id,
    complaint_type,
    description,
    status,
    priority,
    filed_date,
    resolved_date,
    resolution_time_hours,
    assigned_to,
    previous_status,
    previous_resolved_date,
    previous_assigned_to
from whole
order by dt, complaint_id
