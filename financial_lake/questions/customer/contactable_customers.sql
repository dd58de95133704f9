-- question: Whom may marketing contact, and by which way first?
-- parameter day: which day; the last stored day without it
-- parameter segment: retail, premium, private_banking or corporate; all without it
select
    permission.customer_id,
    record.customer_segment,
    permission.preferred_contact_channel,
    permission.marketing_eligible,
    permission.is_contactable
from marts.contact_permission as permission
join curated.customer_records as record
    on record.dt = permission.dt
    and record.customer_id = permission.customer_id
where
    permission.dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.contact_permission))
    and permission.preferred_contact_channel <> 'none'
    and record.customer_status <> 'closed'
    and (getvariable('segment') is null or record.customer_segment = getvariable('segment'))
order by permission.customer_id
