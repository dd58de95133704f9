-- question: How do complaints end, and what is still open, oldest first?
-- parameter month: a day of the month at whose end it is looked at; the last complete month without it
select
    filing_month,
    complaint_type,
    priority,
    filed_count,
    resolved_count,
    resolved_within_sla_count,
    sla_rate,
    open_count,
    median_resolution_hours,
    p90_resolution_hours,
    backlog_age_days,
    repeat_complainer_count
from marts.complaint_resolution
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
order by backlog_age_days desc nulls last, filing_month, complaint_type, priority
