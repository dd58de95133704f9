-- Customers whose large transactions of the last 30 days are so many, or so much, that they must be reviewed.
with limits as (
    select
        build.days.dt,
        max(parameter.value) filter (parameter.parameter_id = 'AML-15.amount') as amount_limit,
        max(parameter.value) filter (parameter.parameter_id = 'AML-15.count') as count_limit,
        max(parameter.value) filter (parameter.parameter_id = 'AML-15.total') as total_limit,
        cast(max(parameter.value) filter (parameter.parameter_id = 'AML-15.window_days') as integer) as window_days
    from build.days
    join curated.regulatory_parameters as parameter
        on build.days.dt between parameter.effective_from and parameter.effective_to
    where parameter.parameter_id in ('AML-15.amount', 'AML-15.count', 'AML-15.total', 'AML-15.window_days')
    group by build.days.dt
),

-- what stays below it cannot be large in dollars at any rate: such postings, nearly all, are not converted
least as (
    select cast(floor((min(limits.amount_limit) - 1) / max(fact.exchange_rate)) as decimal(18, 2)) as amount
    from warehouse_facts.fact_transaction as fact
    cross join limits
),

postings as (
    select
        fact.dt as posted_on,
        fact.transaction_id,
        fact.revision_number,
        fact.customer_id,
        fact.transaction_type,
        fact.flow_class,
        cast(round(cast(fact.amount as decimal(28, 2)) * fact.exchange_rate, 2) as decimal(18, 2)) as amount_usd
    from warehouse_facts.fact_transaction as fact
    where fact.is_completed = 1 and fact.amount > (select amount from least)
),

windows as (
    select limits.*, calendar.dt as posted_on
    from limits
    join curated.calendar as calendar
        on calendar.dt > limits.dt - limits.window_days and calendar.dt <= limits.dt
),

corrections as (
    select dt as corrected_on, transaction_id, revision_number
    from warehouse_facts.fact_transaction
    where revision_number > 0
),

large as (
    select windows.dt, windows.count_limit, windows.total_limit, postings.*
    from postings
    join windows on windows.posted_on = postings.posted_on and postings.amount_usd > windows.amount_limit
    where postings.amount_usd > (select min(amount_limit) from limits)
),

standing as (
    select large.*
    from large
    where not exists (
        select 1
        from corrections
        where
            corrections.transaction_id = large.transaction_id
            and corrections.revision_number > large.revision_number
            and corrections.corrected_on <= large.dt
    )
),

watched as (
    select
        dt,
        customer_id,
        count_limit,
        total_limit,
        count(*) as large_transaction_count,
        count(*) filter (flow_class in ('financing', 'investment')) as financing_count,
        sum(amount_usd) as total_amount,
        cast(sum(amount_usd) * 100 as bigint) as total_cents,
        max(amount_usd) as max_amount,
        min(posted_on) as first_seen_on
    from standing
    group by dt, customer_id, count_limit, total_limit
),

kinds as (
    select distinct dt, customer_id, transaction_type
    from standing
),

listed_kinds as (
    select dt, customer_id, string_agg(transaction_type, ',' order by transaction_type) as transaction_types
    from kinds
    group by dt, customer_id
)

select
    watched.dt,
    watched.customer_id,
    watched.large_transaction_count,
    watched.financing_count,
    cast(watched.total_amount as decimal(18, 2)) as total_amount,
    cast(
        cast(
            (2 * watched.total_cents + watched.large_transaction_count) // (2 * watched.large_transaction_count)
            as decimal(18, 0)
        ) * 0.01
        as decimal(18, 2)
    ) as avg_amount,
    watched.max_amount,
    listed_kinds.transaction_types,
    case
        when watched.large_transaction_count < watched.count_limit then 'sum'
        when watched.total_amount > watched.total_limit then 'both'
        else 'count'
    end as reason,
    'review_required' as compliance_status,
    watched.first_seen_on
from watched
join listed_kinds on listed_kinds.dt = watched.dt and listed_kinds.customer_id = watched.customer_id
where watched.large_transaction_count >= watched.count_limit or watched.total_amount > watched.total_limit
order by dt, customer_id
