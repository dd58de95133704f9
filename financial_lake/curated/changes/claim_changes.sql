-- Insurance claims that were filed, moved on or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.claims
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
        snapshot.claim_id,
        snapshot.claim_number,
        snapshot.policy_id,
        snapshot.customer_id,
        snapshot.claim_type,
        snapshot.incident_on,
        snapshot.filed_on,
        snapshot.claim_amount,
        snapshot.claim_status,
        snapshot.decided_on,
        snapshot.approved_amount,
        snapshot.settlement_date,
        snapshot.description,
        snapshot.processed_by,
        snapshot.reference_number
    from datalake.claims as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as (
    select
        comparisons.dt,
        snapshot.claim_id,
        snapshot.claim_number,
        snapshot.policy_id,
        snapshot.customer_id,
        snapshot.claim_type,
        snapshot.incident_on,
        snapshot.filed_on,
        snapshot.claim_amount,
        snapshot.claim_status,
        snapshot.decided_on,
        snapshot.approved_amount,
        snapshot.settlement_date,
        snapshot.description,
        snapshot.processed_by,
        snapshot.reference_number
    from datalake.claims as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.claim_id, earlier.claim_id) as claim_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.claim_status is distinct from earlier.claim_status then 'claim_status' end,
                case when later.decided_on is distinct from earlier.decided_on then 'decided_on' end,
                case when later.approved_amount is distinct from earlier.approved_amount then 'approved_amount' end,
                case when later.settlement_date is distinct from earlier.settlement_date then 'settlement_date' end
            )
        end as changed_columns,
        case when later.dt is null then earlier.claim_number else later.claim_number end as claim_number,
        case when later.dt is null then earlier.policy_id else later.policy_id end as policy_id,
        case when later.dt is null then earlier.customer_id else later.customer_id end as customer_id,
        case when later.dt is null then earlier.claim_type else later.claim_type end as claim_type,
        case when later.dt is null then earlier.incident_on else later.incident_on end as incident_on,
        case when later.dt is null then earlier.filed_on else later.filed_on end as filed_on,
        case when later.dt is null then earlier.claim_amount else later.claim_amount end as claim_amount,
        case when later.dt is null then earlier.claim_status else later.claim_status end as claim_status,
        case when later.dt is null then earlier.decided_on else later.decided_on end as decided_on,
        case when later.dt is null then earlier.approved_amount else later.approved_amount end as approved_amount,
        case when later.dt is null then earlier.settlement_date else later.settlement_date end as settlement_date,
        case when later.dt is null then earlier.description else later.description end as description,
        case when later.dt is null then earlier.processed_by else later.processed_by end as processed_by,
        case when later.dt is null then earlier.reference_number else later.reference_number end as reference_number,
        earlier.claim_status as previous_claim_status,
        earlier.decided_on as previous_decided_on,
        earlier.approved_amount as previous_approved_amount,
        earlier.settlement_date as previous_settlement_date
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.claim_id = later.claim_id
    where
        later.dt is null
        or earlier.dt is null
        or later.claim_status is distinct from earlier.claim_status
        or later.decided_on is distinct from earlier.decided_on
        or later.approved_amount is distinct from earlier.approved_amount
        or later.settlement_date is distinct from earlier.settlement_date
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    claim_id,
    changed_columns,
    claim_number,
    policy_id,
    customer_id,
    claim_type,
    incident_on,
    filed_on,
    claim_amount,
    claim_status,
    decided_on,
    approved_amount,
    settlement_date,
    description,
    processed_by,
    reference_number,
    previous_claim_status,
    previous_decided_on,
    previous_approved_amount,
    previous_settlement_date
from paired
order by dt, claim_id
