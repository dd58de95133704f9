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

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.claim_id,
        snapshot.claim_status,
        snapshot.decided_on,
        snapshot.approved_amount,
        snapshot.settlement_date
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
        later.claim_number,
        later.policy_id,
        later.customer_id,
        later.claim_type,
        later.incident_on,
        later.filed_on,
        later.claim_amount,
        later.claim_status,
        later.decided_on,
        later.approved_amount,
        later.settlement_date,
        later.description,
        later.processed_by,
        later.reference_number,
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
),

whole as (
    select
        dt,
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
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.claim_id,
        paired.changed_columns,
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
        snapshot.reference_number,
        paired.previous_claim_status,
        paired.previous_decided_on,
        paired.previous_approved_amount,
        paired.previous_settlement_date
    from datalake.claims as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.claim_id = snapshot.claim_id
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
from whole
order by dt, claim_id
