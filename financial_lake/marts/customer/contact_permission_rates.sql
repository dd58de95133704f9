-- How many of each segment agreed to each of the five permissions.
with customers as (
    select contact.*, record.customer_segment
    from curated.customer_contact as contact
    join build.days on contact.dt = build.days.dt
    join curated.customer_records as record
        on record.dt = contact.dt and record.customer_id = contact.customer_id
),

permissions as (
    select dt, customer_segment, 'paper_statements' as preference_type, paper_statements as opted_in from customers
    union all
    select dt, customer_segment, 'e_statements', e_statements from customers
    union all
    select dt, customer_segment, 'marketing_email', marketing_email from customers
    union all
    select dt, customer_segment, 'marketing_sms', marketing_sms from customers
    union all
    select dt, customer_segment, 'push_notifications', push_notifications from customers
),

counted as (
    select
        dt,
        preference_type,
        coalesce(customer_segment, 'all') as customer_segment,
        count(*) as customer_count,
        count(case when opted_in then 1 end) as opted_in_count
    from permissions
    group by grouping sets ((dt, preference_type, customer_segment), (dt, preference_type))
)

select
    dt,
    preference_type,
    customer_segment,
    customer_count,
    opted_in_count,
    cast(opted_in_count / customer_count as decimal(18, 6)) as opt_in_rate
from counted
order by dt, preference_type, customer_segment
