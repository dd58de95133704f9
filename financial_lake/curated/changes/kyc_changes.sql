-- Identity files that were opened, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.kyc_records
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
        snapshot.kyc_id,
        snapshot.customer_id,
        snapshot.kyc_status,
        snapshot.verification_date,
        snapshot.document_type,
        snapshot.document_number,
        snapshot.expiry_date,
        snapshot.next_review_date,
        snapshot.risk_rating,
        snapshot.verified_by
    from datalake.kyc_records as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.kyc_id,
        snapshot.kyc_status,
        snapshot.verification_date,
        snapshot.document_type,
        snapshot.expiry_date,
        snapshot.next_review_date,
        snapshot.risk_rating
    from datalake.kyc_records as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.kyc_id, earlier.kyc_id) as kyc_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.kyc_status is distinct from earlier.kyc_status then 'kyc_status' end,
                case when later.verification_date is distinct from earlier.verification_date then 'verification_date' end,
                case when later.document_type is distinct from earlier.document_type then 'document_type' end,
                case when later.expiry_date is distinct from earlier.expiry_date then 'expiry_date' end,
                case when later.next_review_date is distinct from earlier.next_review_date then 'next_review_date' end,
                case when later.risk_rating is distinct from earlier.risk_rating then 'risk_rating' end
            )
        end as changed_columns,
        later.customer_id,
        later.kyc_status,
        later.verification_date,
        later.document_type,
        later.document_number,
        later.expiry_date,
        later.next_review_date,
        later.risk_rating,
        later.verified_by,
        earlier.kyc_status as previous_kyc_status,
        earlier.verification_date as previous_verification_date,
        earlier.document_type as previous_document_type,
        earlier.expiry_date as previous_expiry_date,
        earlier.next_review_date as previous_next_review_date,
        earlier.risk_rating as previous_risk_rating
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.kyc_id = later.kyc_id
    where
        later.dt is null
        or earlier.dt is null
        or later.kyc_status is distinct from earlier.kyc_status
        or later.verification_date is distinct from earlier.verification_date
        or later.document_type is distinct from earlier.document_type
        or later.expiry_date is distinct from earlier.expiry_date
        or later.next_review_date is distinct from earlier.next_review_date
        or later.risk_rating is distinct from earlier.risk_rating
),

whole as (
    select
        dt,
        op,
        is_baseline,
        kyc_id,
        changed_columns,
        customer_id,
        kyc_status,
        verification_date,
        document_type,
        document_number,
        expiry_date,
        next_review_date,
        risk_rating,
        verified_by,
        previous_kyc_status,
        previous_verification_date,
        previous_document_type,
        previous_expiry_date,
        previous_next_review_date,
        previous_risk_rating
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.kyc_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.kyc_status,
        snapshot.verification_date,
        snapshot.document_type,
        snapshot.document_number,
        snapshot.expiry_date,
        snapshot.next_review_date,
        snapshot.risk_rating,
        snapshot.verified_by,
        paired.previous_kyc_status,
        paired.previous_verification_date,
        paired.previous_document_type,
        paired.previous_expiry_date,
        paired.previous_next_review_date,
        paired.previous_risk_rating
    from datalake.kyc_records as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.kyc_id = snapshot.kyc_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    kyc_id,
    changed_columns,
    customer_id,
    kyc_status,
    verification_date,
    document_type,
    document_number,
    expiry_date,
    next_review_date,
    risk_rating,
    verified_by,
    previous_kyc_status,
    previous_verification_date,
    previous_document_type,
    previous_expiry_date,
    previous_next_review_date,
    previous_risk_rating
from whole
order by dt, kyc_id
