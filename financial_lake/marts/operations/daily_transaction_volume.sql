-- How many postings a day, for how much, and whether that is usual for the weekday.
with counted as (
    select
        postings.dt,
        cast(sum(postings.transaction_count) as bigint) as transaction_count,
        cast(coalesce(sum(postings.transaction_count) filter (codes.txn_type = 'debit'), 0) as bigint) as debit_count,
        cast(coalesce(sum(postings.transaction_count) filter (codes.txn_type = 'credit'), 0) as bigint) as credit_count,
        cast(sum(postings.failed_count) as bigint) as failed_count,
        sum(postings.debit_amount_usd) as debit_amount_usd,
        sum(postings.credit_amount_usd) as credit_amount_usd
    from marts.transaction_rollup_day as postings
    join curated.transaction_codes as codes on codes.transaction_code = postings.transaction_code
    group by postings.dt
),

parties as (
    select
        fact.dt,
        count(distinct fact.account_id) as distinct_accounts,
        count(distinct fact.customer_id) as distinct_customers
    from warehouse_facts.fact_transaction as fact
    join build.days on build.days.dt = fact.dt
    where fact.is_completed = 1
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
        cast((counted.debit_amount_usd + counted.credit_amount_usd) * 100 as bigint) as total_cents,
        coalesce(parties.distinct_accounts, 0) as distinct_accounts,
        coalesce(parties.distinct_customers, 0) as distinct_customers,
        baseline.baseline_count,
        cast(counted.transaction_count / nullif(baseline.baseline_count, 0) as decimal(18, 6)) as volume_ratio
    from counted
    join build.days on build.days.dt = counted.dt
    left join parties on parties.dt = counted.dt
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
                cast((2 * total_cents + transaction_count) // (2 * transaction_count) as decimal(18, 0)) * 0.01
                as decimal(18, 2)
            )
    end as average_amount_usd,
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
