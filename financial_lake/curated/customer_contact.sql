-- How each customer can be reached, and what they agreed to be sent.
with reached_by_email as (
    select distinct email.dt, email.customer_id
    from datalake.email_addresses as email
),

reached_by_phone as (
    select distinct phone.dt, phone.customer_id
    from datalake.phone_numbers as phone
),

wishes as (
    select
        preference.dt,
        preference.customer_id,
        bool_or(preference.preference_type = 'paper_statements' and preference.opted_in) as paper_statements,
        bool_or(preference.preference_type = 'e_statements' and preference.opted_in) as e_statements,
        bool_or(preference.preference_type = 'marketing_email' and preference.opted_in) as marketing_email,
        bool_or(preference.preference_type = 'marketing_sms' and preference.opted_in) as marketing_sms,
        bool_or(preference.preference_type = 'push_notifications' and preference.opted_in) as push_notifications
    from datalake.customer_preferences as preference
    group by preference.dt, preference.customer_id
)

select
    profile.dt,
    profile.customer_id,
    reached_by_email.customer_id is not null as has_email,
    reached_by_phone.customer_id is not null as has_phone,
    coalesce(wishes.paper_statements, false) as paper_statements,
    coalesce(wishes.e_statements, false) as e_statements,
    coalesce(wishes.marketing_email, false) as marketing_email,
    coalesce(wishes.marketing_sms, false) as marketing_sms,
    coalesce(wishes.push_notifications, false) as push_notifications
from datalake.customer_profiles as profile
join build.days on build.days.dt = profile.dt
left join reached_by_email
    on reached_by_email.dt = profile.dt and reached_by_email.customer_id = profile.customer_id
left join reached_by_phone
    on reached_by_phone.dt = profile.dt and reached_by_phone.customer_id = profile.customer_id
left join wishes on wishes.dt = profile.dt and wishes.customer_id = profile.customer_id
order by profile.dt, profile.customer_id
