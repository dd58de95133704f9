-- How well cleaning finds what was planted: precision and recall of each reason, told to auditors only.
with planted as (
    select
        defect.dt,
        defect.table_name,
        defect.row_key,
        case
            when defect.defect_type = 'unparseable_timestamp' then 'bad_timestamp'
            when defect.defect_type = 'malformed_enumeration' then 'trim_lower'
            when defect.defect_type = 'padded_name' then 'name_case'
            else defect.defect_type
        end as reason_code,
        count(*) as planted_rows
    from datalake.planted_defects as defect
    join build.days on build.days.dt = defect.dt
    group by 1, 2, 3, 4
),

repaired as (
    select distinct repair.dt, repair.table_name, repair.repair_rule as reason_code, repair.row_key
    from curated.repairs as repair
    where repair.table_name = 'transactions'
    union all
    select account.dt, 'accounts', 'trim_lower', cast(account.account_id as varchar)
    from curated.accounts as account
    where account.is_repaired
    union all
    select customer.dt, 'customers', 'name_case', cast(customer.customer_id as varchar)
    from curated.customers as customer
    where customer.is_repaired
),

found as (
    select dt, table_name, reason_code, row_key, count(*) as found_rows
    from curated.quarantine
    group by dt, table_name, reason_code, row_key
    union all
    select dt, table_name, reason_code, row_key, 1 as found_rows
    from repaired
),

matched as (
    select planted.dt, planted.table_name, planted.reason_code, sum(planted.planted_rows) as planted_rows,
        sum(least(planted.planted_rows, coalesce(found.found_rows, 0))) as detected_planted_rows
    from planted
    left join found
        on found.dt = planted.dt
        and found.table_name = planted.table_name
        and found.reason_code = planted.reason_code
        and found.row_key = planted.row_key
    group by planted.dt, planted.table_name, planted.reason_code
),

counted as (
    select
        quality.dt,
        quality.table_name,
        quality.reason_code,
        quality.bad_rows,
        cast(coalesce(matched.planted_rows, 0) as bigint) as planted_rows,
        cast(coalesce(matched.detected_planted_rows, 0) as bigint) as detected_planted_rows
    from marts.data_quality_daily as quality
    join build.days on build.days.dt = quality.dt
    left join matched
        on matched.dt = quality.dt
        and matched.table_name = quality.table_name
        and matched.reason_code = quality.reason_code
)

select
    dt,
    table_name,
    reason_code,
    bad_rows,
    planted_rows,
    detected_planted_rows,
    cast(detected_planted_rows / nullif(bad_rows, 0) as decimal(18, 6)) as precision,
    cast(detected_planted_rows / nullif(planted_rows, 0) as decimal(18, 6)) as recall
from counted
order by dt, table_name, reason_code
