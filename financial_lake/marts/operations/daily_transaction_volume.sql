-- How many postings a day, for how much, and whether that is usual for the weekday.
with counted as (
    select
        fact.dt,
        count(*) filter (is_completed = 1 and revision_number = 0) as transaction_count,
        count(*) filter (is_completed = 1 and revision_number = 0 and is_debit = 1) as debit_count,
        count(*) filter (is_completed = 1 and revision_number = 0 and is_credit = 1) as credit_count,
        count(*) filter (is_completed = 0) as failed_count,
        coalesce(sum(-transaction_amount_usd) filter (is_completed = 1 and is_debit = 1), 0) as debit_amount_usd,
        coalesce(sum(transaction_amount_usd) filter (is_completed = 1 and is_credit = 1), 0) as credit_amount_usd,
        count(distinct account_id) filter (is_completed = 1) as distinct_accounts,
        count(distinct customer_id) filter (is_completed = 1) as distinct_customers
    from warehouse_facts.fact_transaction as fact
    group by fact.dt
),

weeks_before as (
    select build.days.dt, counted.transaction_count
    from build.days
    join counted
        on counted.dt in (
            build.days.dt - interval 7 days,
            build.days.dt - interval 14 days,
            build.days.dt - interval 21 days,
            build.days.dt - interval 28 days
        )
),

baseline as (
    select
        dt,
        case when count(*) >= 2 then cast(median(transaction_count) as decimal(18, 2)) end as baseline_count
    from weeks_before
    group by dt
),

measured as (
    select
        counted.*,
        counted.debit_amount_usd + counted.credit_amount_usd as total_amount_usd,
        baseline.baseline_count,
        cast(counted.transaction_count / nullif(baseline.baseline_count, 0) as decimal(18, 6)) as volume_ratio
    from counted
    join build.days on build.days.dt = counted.dt
    left join baseline on baseline.dt = counted.dt
)

select
    dt,
    transaction_count,
    debit_count,
    credit_count,
    failed_count,
    cast(debit_amount_usd as decimal(18, 2)) as debit_amount_usd,
    cast(credit_amount_usd as decimal(18, 2)) as credit_amount_usd,
    cast(total_amount_usd as decimal(18, 2)) as total_amount_usd,
    case
        when transaction_count > 0 then
            cast(
                (2 * cast(total_amount_usd * 100 as hugeint) + transaction_count) // (2 * transaction_count) as decimal(38, 2)
            ) / 100
    end::decimal(18, 2) as average_amount_usd,
    distinct_accounts,
    distinct_customers,
    baseline_count,
    volume_ratio,
    case
        when volume_ratio is null then 'unknown'
        when volume_ratio > 1.5 then 'spike'
        when volume_ratio < 0.5 then 'drop'
        else 'normal'
    end as activity
from measured
order by dt
