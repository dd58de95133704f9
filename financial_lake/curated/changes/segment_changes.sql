-- Customers who joined or left a marketing segment since the day before; a membership itself never changes.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.customers_segments
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
        snapshot.customer_segment_id,
        snapshot.customer_id,
        snapshot.segment_id
    from datalake.customers_segments as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as (
    select
        comparisons.dt,
        snapshot.customer_segment_id,
        snapshot.customer_id,
        snapshot.segment_id
    from datalake.customers_segments as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.customer_segment_id, earlier.customer_segment_id) as customer_segment_id,
        '' as changed_columns,
        case when later.dt is null then earlier.customer_id else later.customer_id end as customer_id,
        case when later.dt is null then earlier.segment_id else later.segment_id end as segment_id
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.customer_segment_id = later.customer_segment_id
    where
        later.dt is null
        or earlier.dt is null
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    customer_segment_id,
    changed_columns,
    customer_id,
    segment_id
from paired
order by dt, customer_segment_id
