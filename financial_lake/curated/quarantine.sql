-- Rows that could not be accepted, exactly as delivered, with every reason.
with rejected as (
    select judged.*
    from curated.judged_transactions as judged
    join build.days on build.days.dt = judged.dt
    where not judged.is_accepted
)

select
    dt,
    'Q-' || cast(dt as varchar) || '-' || substr(payload_sha256, 1, 12) || '-' || cast(row_ordinal as varchar)
        as quarantine_id,
    'transactions' as table_name,
    coalesce(cast(transaction_id as varchar), '') as row_key,
    split_part(reason_codes, ',', 1) as reason_code,
    reason_codes,
    raw_payload,
    payload_sha256,
    row_ordinal,
    dt as first_seen,
    amount
from rejected
order by dt, quarantine_id
