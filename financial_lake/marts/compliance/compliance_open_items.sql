-- What compliance has still to settle: events and screenings that are open or escalated, and how long they have been.
with unsettled as (
    select
        event.dt,
        'event' as item_source,
        event.event_id as item_id,
        event.customer_id,
        event.event_type as item_type,
        event.status,
        event.event_date as raised_on,
        event.handled_by
    from datalake.compliance_events as event
    join build.days on build.days.dt = event.dt
    where event.status in ('open', 'escalated')

    union all

    select
        build.days.dt,
        'aml_check',
        screening.check_id,
        screening.customer_id,
        screening.check_type,
        case when screening.screening_result = 'escalated' then 'escalated' else 'open' end,
        screening.dt,
        screening.reviewed_by
    from datalake.aml_checks as screening
    join build.days on screening.dt > build.days.dt - interval 30 days and screening.dt <= build.days.dt
    where screening.aml_flag and screening.screening_result in ('potential_match', 'escalated')
)

select
    dt,
    item_source,
    item_id,
    customer_id,
    item_type,
    status,
    raised_on,
    cast(date_diff('day', raised_on, dt) as integer) as age_days,
    handled_by
from unsettled
order by dt, item_source, item_id
