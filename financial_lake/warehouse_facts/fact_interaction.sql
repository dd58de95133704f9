-- Every contact between a customer and the bank.
select
    contact.dt,
    contact.interaction_id as interaction_key,
    cast(strftime(contact.dt, '%Y%m%d') as integer) as date_key,
    contact.customer_id,
    contact.handled_by as agent_id,
    contact.interaction_at as interaction_date,
    contact.channel,
    contact.service_mode,
    contact.interaction_type,
    contact.reason,
    contact.outcome as resolution_status,
    contact.sentiment_score,
    contact.duration_seconds,
    1 as contact_count,
    contact.interaction_type = 'complaint' as is_complaint,
    contact.notes
from datalake.interactions as contact
join build.days on build.days.dt = contact.dt
order by contact.dt, interaction_key
