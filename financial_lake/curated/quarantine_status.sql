-- Rejected rows with what has become of them since.
with ranked as (
    select
        decided.*,
        row_number() over (partition by decided.quarantine_id order by decided.dt desc) as place
    from curated.quarantine_decisions as decided
),

latest as (
    select *
    from ranked
    where place = 1
)

select
    rejected.quarantine_id,
    rejected.table_name,
    rejected.row_key,
    rejected.reason_code,
    rejected.reason_codes,
    rejected.raw_payload,
    rejected.payload_sha256,
    rejected.row_ordinal,
    rejected.first_seen,
    rejected.amount,
    coalesce(latest.decision, 'open') as resolution,
    latest.dt as resolved_on,
    latest.reason as resolution_reason,
    latest.maker,
    latest.checker
from curated.quarantine as rejected
left join latest on latest.quarantine_id = rejected.quarantine_id
order by rejected.quarantine_id
