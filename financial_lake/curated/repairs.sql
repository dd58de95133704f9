-- What was put right in accepted rows: which column, from what, to what, by which rule.
with repaired as (
    select judged.*
    from curated.judged_transactions as judged
    join build.days on build.days.dt = judged.dt
    where judged.is_accepted and judged.repairs <> ''
),

lines as (
    select repaired.*, unnest(string_split(repaired.repairs, chr(10))) as line
    from repaired
),

parts as (
    select
        lines.*,
        split_part(line, '=', 1) as column_name,
        substr(line, length(split_part(line, '=', 1)) + 2) as raw_value
    from lines
),

mended as (
    select
        parts.*,
        case column_name
            when 'txn_type' then txn_type
            when 'transaction_type' then transaction_type
            when 'transaction_code' then transaction_code
            when 'status' then status
            when 'payment_method' then payment_method
            when 'channel' then channel
            else currency
        end as repaired_value
    from parts
)

select
    dt,
    'transactions' as table_name,
    cast(transaction_id as varchar) as row_key,
    column_name,
    raw_value,
    repaired_value,
    case when lower(trim(raw_value)) = lower(repaired_value) then 'trim_lower' else 'synonym' end as repair_rule
from mended
order by dt, row_key, column_name
