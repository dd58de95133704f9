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
),

postings as (
    select
        dt,
        'transactions' as table_name,
        cast(transaction_id as varchar) as row_key,
        column_name,
        raw_value,
        repaired_value,
        case when lower(trim(raw_value)) = lower(repaired_value) then 'trim_lower' else 'synonym' end as repair_rule
    from mended
),

named as (
    select
        delivered.dt,
        delivered.customer_id,
        delivered.first_name as raw_first_name,
        delivered.last_name as raw_last_name,
        customer.first_name,
        customer.last_name
    from curated.customers as customer
    join build.days on build.days.dt = customer.dt
    join datalake.customers as delivered
        on delivered.dt = customer.dt and delivered.customer_id = customer.customer_id
    where customer.is_repaired
),

classified as (
    select
        delivered.dt,
        delivered.account_id,
        delivered.account_type as raw_account_type,
        delivered.account_status as raw_account_status,
        account.account_type,
        account.account_status
    from curated.accounts as account
    join build.days on build.days.dt = account.dt
    join datalake.accounts as delivered on delivered.dt = account.dt and delivered.account_id = account.account_id
    where account.is_repaired
),

snapshots as (
    select
        dt, 'customers' as table_name, customer_id as row_id, 'first_name' as column_name,
        raw_first_name as raw_value, first_name as repaired_value, 'name_case' as repair_rule
    from named
    union all
    select dt, 'customers', customer_id, 'last_name', raw_last_name, last_name, 'name_case'
    from named
    union all
    select dt, 'accounts', account_id, 'account_type', raw_account_type, account_type, 'trim_lower'
    from classified
    union all
    select dt, 'accounts', account_id, 'account_status', raw_account_status, account_status, 'trim_lower'
    from classified
)

select dt, table_name, row_key, column_name, raw_value, repaired_value, repair_rule
from postings

union all

select dt, table_name, cast(row_id as varchar), column_name, raw_value, repaired_value, repair_rule
from snapshots
where raw_value <> repaired_value

order by dt, table_name, row_key, column_name
