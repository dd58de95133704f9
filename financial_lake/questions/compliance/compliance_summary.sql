-- question: How many compliance events are new, open, escalated and cleared, and how long does clearing take?
-- parameter day: which day; the last stored day without it
select
    event_type,
    event_count,
    new_count,
    open_count,
    escalated_count,
    cleared_count,
    oldest_open_days,
    mean_resolution_days,
    new_per_1000_postings
from marts.compliance_summary_daily
where dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.compliance_summary_daily))
order by event_type
