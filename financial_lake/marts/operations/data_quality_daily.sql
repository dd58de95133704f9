-- How many rows of each raw feed were bad on the day, why, and whether that is getting worse.
with reasons as (
    select named.table_name, named.reason_code, named.outcome
    from (
        values
            ('transactions', 'null_transaction_id', 'rejected'),
            ('transactions', 'null_account_id', 'rejected'),
            ('transactions', 'null_customer_id', 'rejected'),
            ('transactions', 'duplicate_transaction_id', 'rejected'),
            ('transactions', 'non_positive_amount', 'rejected'),
            ('transactions', 'bad_timestamp', 'rejected'),
            ('transactions', 'future_timestamp', 'rejected'),
            ('transactions', 'unknown_account', 'rejected'),
            ('transactions', 'unknown_customer', 'rejected'),
            ('transactions', 'account_customer_mismatch', 'rejected'),
            ('transactions', 'unknown_enumeration', 'rejected'),
            ('transactions', 'sign_mismatch', 'rejected'),
            ('transactions', 'duplicate_of_earlier_day', 'rejected'),
            ('transactions', 'too_late', 'rejected'),
            ('transactions', 'trim_lower', 'repaired'),
            ('transactions', 'synonym', 'repaired'),
            ('accounts', 'trim_lower', 'repaired'),
            ('customers', 'name_case', 'repaired')
    ) as named(table_name, reason_code, outcome)
),

delivered as (
    select dt, 'transactions' as table_name, count(*) as raw_rows
    from curated.judged_transactions
    group by dt
    union all
    select dt, 'accounts' as table_name, count(*) as raw_rows
    from curated.accounts
    group by dt
    union all
    select dt, 'customers' as table_name, count(*) as raw_rows
    from curated.customers
    group by dt
),

bad as (
    select dt, table_name, reason_code, count(*) as bad_rows, sum(coalesce(amount, 0)) as bad_amount
    from curated.quarantine
    group by dt, table_name, reason_code
    union all
    select dt, table_name, repair_rule as reason_code, count(distinct row_key) as bad_rows, null as bad_amount
    from curated.repairs
    where table_name = 'transactions'
    group by dt, table_name, repair_rule
    union all
    select dt, 'accounts' as table_name, 'trim_lower' as reason_code, count(*) as bad_rows, null as bad_amount
    from curated.accounts
    where is_repaired
    group by dt
    union all
    select dt, 'customers' as table_name, 'name_case' as reason_code, count(*) as bad_rows, null as bad_amount
    from curated.customers
    where is_repaired
    group by dt
),

history as (
    select
        delivered.dt,
        reasons.table_name,
        reasons.reason_code,
        delivered.raw_rows,
        coalesce(bad.bad_rows, 0) as bad_rows,
        bad.bad_amount
    from delivered
    join reasons on reasons.table_name = delivered.table_name
    left join bad
        on bad.dt = delivered.dt
        and bad.table_name = reasons.table_name
        and bad.reason_code = reasons.reason_code
),

watched as (
    select
        build.days.dt,
        reasons.table_name,
        reasons.reason_code,
        reasons.outcome,
        coalesce(max(history.raw_rows) filter (history.dt = build.days.dt), 0) as raw_rows,
        coalesce(max(history.bad_rows) filter (history.dt = build.days.dt), 0) as bad_rows,
        max(history.bad_amount) filter (history.dt = build.days.dt) as bad_amount,
        count(history.dt) as days_delivered,
        coalesce(sum(history.raw_rows) filter (history.dt > build.days.dt - interval 7 days), 0) as raw_rows_7d,
        coalesce(sum(history.bad_rows) filter (history.dt > build.days.dt - interval 7 days), 0) as bad_rows_7d,
        coalesce(sum(history.raw_rows) filter (history.dt <= build.days.dt - interval 7 days), 0) as raw_rows_prior,
        coalesce(sum(history.bad_rows) filter (history.dt <= build.days.dt - interval 7 days), 0) as bad_rows_prior
    from build.days
    cross join reasons
    left join history
        on history.table_name = reasons.table_name
        and history.reason_code = reasons.reason_code
        and history.dt > build.days.dt - interval 28 days
        and history.dt <= build.days.dt
    group by build.days.dt, reasons.table_name, reasons.reason_code, reasons.outcome
)

select
    dt,
    table_name,
    reason_code,
    outcome,
    raw_rows,
    bad_rows,
    case when outcome = 'repaired' then bad_rows else 0 end as repaired_rows,
    cast(bad_rows / nullif(raw_rows, 0) as decimal(18, 6)) as bad_rate,
    case when outcome = 'rejected' then cast(coalesce(bad_amount, 0) as decimal(18, 2)) end as bad_amount,
    cast(bad_rows_7d as bigint) as bad_rows_7d,
    cast(bad_rows_7d / nullif(raw_rows_7d, 0) as decimal(18, 6)) as mean_rate_7d,
    cast(bad_rows_prior / nullif(raw_rows_prior, 0) as decimal(18, 6)) as mean_rate_prior_21d,
    case
        when days_delivered < 14 or raw_rows_7d = 0 or raw_rows_prior = 0 then 'unknown'
        when 4 * bad_rows_7d * raw_rows_prior > 5 * bad_rows_prior * raw_rows_7d and bad_rows_7d >= 10 then 'rising'
        when 4 * bad_rows_7d * raw_rows_prior < 3 * bad_rows_prior * raw_rows_7d then 'falling'
        else 'stable'
    end as trend
from watched
order by dt, table_name, reason_code
