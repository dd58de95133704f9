"""The raw feeds as the rules judge them: without the rows labelled as planted, values repaired (tables.md 7).

Only what is labelled is taken out, so a repeated or damaged row that nobody planted stays and turns rules red.
"""

CLEAN_TRANSACTIONS = """
with raw as (
    select * from datalake.transactions where dt in ({days})
),
label as (
    select dt, defect_type, try_cast(row_key as bigint) as transaction_id
    from datalake.planted_defects
    where table_name = 'transactions' and is_extra_row and dt in ({days})
),
twin as (
    select raw.* from raw
    semi join (select * from label where defect_type = 'duplicate_transaction_id') as label
        on raw.dt = label.dt and raw.transaction_id = label.transaction_id
    qualify row_number() over (partition by raw.dt, raw.transaction_id) = 1
),
kept as (
    select raw.* from raw anti join label on raw.dt = label.dt and raw.transaction_id = label.transaction_id
    union all
    select * from twin
),
repaired as (
    select
        kept.* replace (
            lower(trim(txn_type)) as txn_type,
            lower(trim(transaction_type)) as transaction_type,
            lower(trim(transaction_code)) as transaction_code,
            lower(trim(channel)) as channel,
            lower(trim(payment_method)) as payment_method,
            try_cast(txn_timestamp as timestamp) as txn_timestamp
        )
    from kept
)
select
    *,
    case
        when status = 'failed' then cast(0 as decimal(18, 2))
        when txn_type = 'credit' then amount
        else -amount
    end as signed
from repaired
"""

CLEAN_ACCOUNTS = """
create or replace view clean.accounts as
select * replace (lower(trim(account_type)) as account_type, lower(trim(account_status)) as account_status)
from datalake.accounts
"""
