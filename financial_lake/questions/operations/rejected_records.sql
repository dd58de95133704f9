-- question: Which rows were rejected on a day, exactly as they were delivered?
-- parameter day: which day; the last stored day without it
-- parameter reason: a reason such as duplicate_transaction_id; all without it
select table_name, row_key, reason_code, reason_codes, amount, raw_payload
from curated.quarantine
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.daily_transaction_volume))
    and (getvariable('reason') is null or reason_code = getvariable('reason'))
order by table_name, row_key, quarantine_id
