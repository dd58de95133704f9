-- What was put right in accepted rows: which column, from what, to what, by which rule.
with repaired as (
    select judged.*
    from curated.judged_transactions as judged
    join build.days on build.days.dt = judged.dt
    where judged.is_accepted and judged.repairs <> ''
),

lines as (
    select repaired.dt, repaired.transaction_id, unnest(string_split(repaired.repairs, chr(10))) as line
    from repaired
),

parts as (
    select
        dt,
        transaction_id,
        split_part(line, '=', 1) as column_name,
        substr(line, length(split_part(line, '=', 1)) + 2) as raw_value
    from lines
)

select
    dt,
    'transactions' as table_name,
    cast(transaction_id as varchar) as row_key,
    column_name,
    raw_value,
    case when column_name = 'currency' then upper(trim(raw_value)) else lower(trim(raw_value)) end as repaired_value,
    'trim_lower' as repair_rule
from parts
order by dt, row_key, column_name
