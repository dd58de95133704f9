"""Contact data agree with the tables that keep them (R30 to R34)."""

from financial_lake.reconciliation.rule import Rule, same_day

CONTACT_RULES = (
    Rule(
        name="R30",
        table="addresses",
        meaning="each customer has exactly one current address, and addresses follow each other without gap or overlap",
        needs=(same_day("addresses", "customer_profiles"),),
        sql="""
with address as (
    select address.dt, address.customer_id, address.start_date, address.end_date,
        lead(address.start_date) over (
            partition by address.dt, address.customer_id order by address.start_date
        ) as next_start
    from datalake.addresses as address join days on days.dt = address.dt
)
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (address.end_date is null or address.end_date >= profile.dt) <> 1 then 1
        when bool_or(address.next_start is not null and address.next_start is distinct from address.end_date + 1) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join address on address.dt = profile.dt and address.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R30 household",
        table="addresses",
        meaning="members of a household show the same current address",
        needs=(same_day("addresses", "customers"),),
        sql="""
with member as (
    select customer.dt, customer.household_id, address.address_line1, address.city, address.postal_code
    from datalake.customers as customer
    join days on days.dt = customer.dt
    join datalake.addresses as address on address.dt = customer.dt and address.customer_id = customer.customer_id
    where address.end_date is null or address.end_date >= customer.dt
)
select dt, household_id as item, count(distinct (address_line1, city, postal_code)) - 1 as difference
from member group by dt, household_id
""",
    ),
    Rule(
        name="R31 phones",
        table="phone_numbers",
        meaning="each customer has one mobile number, and at most one of every other type",
        needs=(same_day("phone_numbers", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (phone.phone_type = 'mobile') <> 1 then 1
        when count(phone.phone_id) <> count(distinct phone.phone_type) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.phone_numbers as phone on phone.dt = profile.dt and phone.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R31 e-mails",
        table="email_addresses",
        meaning="each customer has one personal e-mail address, and at most one for work",
        needs=(same_day("email_addresses", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (email.email_type = 'personal') <> 1 then 1
        when count(email.email_id) <> count(distinct email.email_type) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.email_addresses as email on email.dt = profile.dt and email.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R32",
        table="customers_segments",
        meaning="each customer is in one regional segment, that of the country lived in, and in none twice",
        needs=(same_day("customers_segments", "segments", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (segment.segment_code in ('USRET', 'CANRET')) <> 1 then 1
        when bool_or(segment.segment_code = 'USRET') <> (profile.country = 'US') then 1
        when count(*) <> count(distinct member.segment_id) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.customers_segments as member
    on member.dt = profile.dt and member.customer_id = profile.customer_id
left join datalake.segments as segment on segment.dt = profile.dt and segment.segment_id = member.segment_id
group by profile.dt, profile.customer_id, profile.country
""",
    ),
    Rule(
        name="R33",
        table="customer_preferences",
        meaning="each customer has each of the five preferences once, none changed after the day",
        needs=(same_day("customer_preferences", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(distinct preference.preference_type) <> 5 or count(preference.preference_id) <> 5 then 1
        when bool_or(preference.updated_date > profile.dt) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.customer_preferences as preference
    on preference.dt = profile.dt and preference.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R34",
        table="customer_profiles",
        meaning="the profile's e-mail, phone and address are those of the tables that keep them",
        needs=(same_day("customer_profiles", "email_addresses", "phone_numbers", "addresses"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when profile.email is distinct from email.email_address then 1
        when profile.phone is distinct from phone.phone_number then 1
        when (profile.address_line1, profile.city, profile.state_province, profile.country)
            is distinct from (address.address_line1, address.city, address.state_province, address.country) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.email_addresses as email
    on email.dt = profile.dt and email.customer_id = profile.customer_id and email.email_type = 'personal'
left join datalake.phone_numbers as phone
    on phone.dt = profile.dt and phone.customer_id = profile.customer_id and phone.phone_type = 'mobile'
left join datalake.addresses as address
    on address.dt = profile.dt and address.customer_id = profile.customer_id
    and (address.end_date is null or address.end_date >= profile.dt)
""",
    ),
    Rule(
        name="R34 name",
        table="customer_profiles",
        meaning="the profile's name is the register's, planted spellings put right",
        needs=(same_day("customer_profiles", "customers"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when lower(trim(customer.first_name) || ' ' || trim(customer.last_name)) = lower(profile.full_name)
        then 0 else 1
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
join datalake.customers as customer on customer.dt = profile.dt and customer.customer_id = profile.customer_id
""",
    ),
    Rule(
        name="R34 branch",
        table="customers",
        meaning="a customer's home branch lies in the city of the current address",
        needs=(same_day("customers", "customer_profiles", "branches"),),
        sql="""
select customer.dt, customer.customer_id as item,
    case when branch.city = profile.city and branch.state_province = profile.state_province then 0 else 1 end
        as difference
from datalake.customers as customer
join days on days.dt = customer.dt
left join datalake.customer_profiles as profile
    on profile.dt = customer.dt and profile.customer_id = customer.customer_id
left join datalake.branches as branch on branch.dt = customer.dt and branch.branch_id = customer.home_branch_id
""",
    ),
)
"""Rules of the customers' addresses, numbers, segments and preferences."""
