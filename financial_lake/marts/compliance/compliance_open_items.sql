-- What compliance has still to settle: events open or escalated, and how long they have been.
select
    event.dt,
    event.event_id as item_id,
    event.customer_id,
    event.event_type as item_type,
    event.status,
    event.event_date as raised_on,
    cast(date_diff('day', event.event_date, event.dt) as integer) as age_days,
    event.handled_by
from datalake.compliance_events as event
join build.days on build.days.dt = event.dt
where event.status in ('open', 'escalated')
order by dt, item_id
