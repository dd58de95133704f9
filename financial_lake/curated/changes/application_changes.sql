-- Applications for credit that came in, were decided or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.loan_applications
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
        snapshot.application_id,
        snapshot.customer_id,
        snapshot.loan_type,
        snapshot.product_id,
        snapshot.requested_amount,
        snapshot.requested_term_months,
        snapshot.purpose,
        snapshot.application_channel,
        snapshot.applied_at,
        snapshot.application_status,
        snapshot.decided_on,
        snapshot.officer_id,
        snapshot.credit_score
    from datalake.loan_applications as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.application_id,
        snapshot.application_status,
        snapshot.decided_on
    from datalake.loan_applications as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.application_id, earlier.application_id) as application_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.application_status is distinct from earlier.application_status then 'application_status' end,
                case when later.decided_on is distinct from earlier.decided_on then 'decided_on' end
            )
        end as changed_columns,
        later.customer_id,
        later.loan_type,
        later.product_id,
        later.requested_amount,
        later.requested_term_months,
        later.purpose,
        later.application_channel,
        later.applied_at,
        later.application_status,
        later.decided_on,
        later.officer_id,
        later.credit_score,
        earlier.application_status as previous_application_status,
        earlier.decided_on as previous_decided_on
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.application_id = later.application_id
    where
        later.dt is null
        or earlier.dt is null
        or later.application_status is distinct from earlier.application_status
        or later.decided_on is distinct from earlier.decided_on
),

whole as (
    select
        dt,
        op,
        is_baseline,
        application_id,
        changed_columns,
        customer_id,
        loan_type,
        product_id,
        requested_amount,
        requested_term_months,
        purpose,
        application_channel,
        applied_at,
        application_status,
        decided_on,
        officer_id,
        credit_score,
        previous_application_status,
        previous_decided_on
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.application_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.loan_type,
        snapshot.product_id,
        snapshot.requested_amount,
        snapshot.requested_term_months,
        snapshot.purpose,
        snapshot.application_channel,
        snapshot.applied_at,
        snapshot.application_status,
        snapshot.decided_on,
        snapshot.officer_id,
        snapshot.credit_score,
        paired.previous_application_status,
        paired.previous_decided_on
    from datalake.loan_applications as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.application_id = snapshot.application_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    application_id,
    changed_columns,
    customer_id,
    loan_type,
    product_id,
    requested_amount,
    requested_term_months,
    purpose,
    application_channel,
    applied_at,
    application_status,
    decided_on,
    officer_id,
    credit_score,
    previous_application_status,
    previous_decided_on
from whole
order by dt, application_id
