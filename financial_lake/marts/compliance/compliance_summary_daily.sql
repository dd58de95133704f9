-- Compliance's day by kind of event: how many are new, open, escalated and cleared, and how long clearing took.
with kinds as (
    select build.days.dt, named.event_type
    from build.days
    cross join (
        values ('kyc_review'), ('aml_flag'), ('pep_check'), ('sanctions_screen'), ('id_verification'), ('all')
    ) as named(event_type)
),

postings as (
    select sums.dt, sum(sums.transaction_count) as posting_count
    from marts.transaction_rollup_day as sums
    join build.days on build.days.dt = sums.dt
    group by sums.dt
),

counted as (
    select
        kinds.dt,
        kinds.event_type,
        count(event.event_id) as event_count,
        count(*) filter (event.event_date = kinds.dt) as new_count,
        count(*) filter (event.status = 'open') as open_count,
        count(*) filter (event.status = 'escalated') as escalated_count,
        count(*) filter (event.status = 'cleared') as cleared_count,
        max(date_diff('day', event.event_date, kinds.dt)) filter (event.status = 'open') as oldest_open_days,
        sum(date_diff('day', event.event_date, event.review_date)) filter (event.status = 'cleared')
            as resolution_days
    from kinds
    left join datalake.compliance_events as event
        on event.dt = kinds.dt
        and kinds.event_type in (event.event_type, 'all')
    group by kinds.dt, kinds.event_type
)

select
    counted.dt,
    counted.event_type,
    counted.event_count,
    counted.new_count,
    counted.open_count,
    counted.escalated_count,
    counted.cleared_count,
    cast(counted.oldest_open_days as integer) as oldest_open_days,
    cast(counted.resolution_days / nullif(counted.cleared_count, 0) as decimal(18, 6)) as mean_resolution_days,
    cast(1000 * counted.new_count / nullif(postings.posting_count, 0) as decimal(18, 6)) as new_per_1000_postings
from counted
left join postings on postings.dt = counted.dt
order by dt, event_type
