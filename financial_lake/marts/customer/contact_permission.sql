-- Who may be written to about what, and by which way first.
select
    contact.dt,
    contact.customer_id,
    contact.paper_statements,
    contact.e_statements,
    contact.marketing_email,
    contact.marketing_sms,
    contact.push_notifications,
    not (
        contact.paper_statements
        or contact.e_statements
        or contact.marketing_email
        or contact.marketing_sms
        or contact.push_notifications
    ) as do_not_contact,
    contact.marketing_email and contact.marketing_sms and contact.push_notifications as marketing_eligible,
    case
        when contact.marketing_email then 'marketing_email'
        when contact.marketing_sms then 'marketing_sms'
        when contact.push_notifications then 'push_notifications'
        else 'none'
    end as preferred_contact_channel,
    contact.marketing_email and contact.has_email and contact.has_phone as is_contactable
from curated.customer_contact as contact
join build.days on build.days.dt = contact.dt
order by contact.dt, contact.customer_id
