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

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.customer_segment_id
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
        later.customer_id,
        later.segment_id
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.customer_segment_id = later.customer_segment_id
    where
        later.dt is null
        or earlier.dt is null
),

whole as (
    select
        dt,
        op,
        is_baseline,
        customer_segment_id,
        changed_columns,
        customer_id,
        segment_id
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.customer_segment_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.segment_id
    from datalake.customers_segments as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.customer_segment_id = snapshot.customer_segment_id
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
from whole
order by dt, customer_segment_id
