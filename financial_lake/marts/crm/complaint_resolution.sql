-- How complaints end: how many are resolved, how fast, how many in time, and what is still open.
with month_ends as (
    select calendar.dt
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

shown as (
    select
        complaint.dt,
        filed_on.dt - (filed_on.day_of_month - 1) as filing_month,
        complaint.complaint_id,
        complaint.customer_id,
        complaint.complaint_type,
        complaint.priority,
        complaint.filed_date,
        complaint.resolution_time_hours as hours,
        complaint.resolution_time_hours <= promised.value as is_in_time,
        count(*) over (partition by complaint.dt, complaint.customer_id) > 1 as is_repeated
    from datalake.complaints as complaint
    join month_ends on complaint.dt = month_ends.dt
    join curated.calendar as filed_on on filed_on.dt = complaint.filed_date
    left join curated.management_parameters as promised
        on promised.parameter_id = 'complaint_sla_hours'
        and promised.scope = complaint.priority
        and complaint.dt between promised.effective_from and promised.effective_to
    where complaint.filed_date > complaint.dt - interval 90 days
),

ranked as (
    select
        shown.*,
        count(hours) over (partition by dt, filing_month, complaint_type, priority) as resolved_count,
        row_number() over (
            partition by dt, filing_month, complaint_type, priority order by hours nulls last, complaint_id
        ) as place
    from shown
    where filing_month > dt - interval 90 days
)

select
    dt,
    filing_month,
    complaint_type,
    priority,
    count(*) as filed_count,
    max(resolved_count) as resolved_count,
    count(case when is_in_time then 1 end) as resolved_within_sla_count,
    cast(count(case when is_in_time then 1 end) / nullif(max(resolved_count), 0) as decimal(18, 6)) as sla_rate,
    count(*) - max(resolved_count) as open_count,
    cast(
        sum(case when place in ((resolved_count + 1) // 2, (resolved_count + 2) // 2) then hours end)
        / nullif(count(case when place in ((resolved_count + 1) // 2, (resolved_count + 2) // 2) then hours end), 0)
        as decimal(18, 6)
    ) as median_resolution_hours,
    max(case when place = (9 * resolved_count + 9) // 10 then hours end) as p90_resolution_hours,
    cast(max(case when hours is null then date_diff('day', filed_date, dt) end) as integer) as backlog_age_days,
    count(distinct case when is_repeated then customer_id end) as repeat_complainer_count
from ranked
group by dt, filing_month, complaint_type, priority
order by dt, filing_month, complaint_type, priority
