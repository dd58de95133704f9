-- The conformed customer of the day: profile, address, region, segments and the register's own facts in one row.
with days as (
    select calendar.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

current_addresses as (
    select
        address.dt,
        address.customer_id,
        max_by(address.postal_code, (address.start_date, address.address_id)) as postal_code
    from datalake.addresses as address
    where address.start_date <= address.dt and (address.end_date is null or address.end_date >= address.dt)
    group by address.dt, address.customer_id
),

cities as (
    select
        branch.dt,
        branch.city,
        branch.state_province,
        branch.country,
        min(branch.branch_id) as geo_id,
        min_by(branch.region, branch.branch_id) as region
    from datalake.branches as branch
    group by branch.dt, branch.city, branch.state_province, branch.country
),

memberships as (
    select
        membership.dt,
        membership.customer_id,
        segment.segment_code,
        segment.segment_code in ('USRET', 'CANRET') as is_regional
    from datalake.customers_segments as membership
    join datalake.segments as segment on segment.dt = membership.dt and segment.segment_id = membership.segment_id
),

regional_segments as (
    select dt, customer_id, min(segment_code) as segment_code
    from memberships
    where is_regional
    group by dt, customer_id
),

other_segments as (
    select dt, customer_id, string_agg(segment_code, ',' order by segment_code) as segment_codes
    from memberships
    where not is_regional
    group by dt, customer_id
)

select
    profile.dt,
    profile.customer_id,
    profile.full_name,
    profile.email,
    profile.phone,
    profile.address_line1,
    profile.city,
    profile.state_province,
    profile.country,
    profile.customer_segment,
    profile.wealth_segment,
    profile.customer_status,
    profile.onboarding_date,
    profile.assigned_agent_id,
    profile.kyc_status,
    profile.risk_rating,
    profile.risk_profile,
    profile.risk_tolerance,
    profile.persona,
    profile.age,
    profile.gender,
    profile.marital_status,
    profile.has_children,
    profile.num_dependents,
    profile.occupation,
    profile.employment_status,
    profile.annual_income,
    profile.income_bracket,
    profile.home_ownership,
    profile.preferred_channel,
    profile.engagement_score,
    profile.is_churned,
    profile.churn_on,
    profile.created_at,
    profile.updated_at,
    current_addresses.postal_code,
    cities.region,
    coalesce(cities.geo_id, cast(-1 as bigint)) as geo_id,
    regional_segments.segment_code as regional_segment_code,
    coalesce(other_segments.segment_codes, '') as other_segment_codes,
    case
        when profile.age < 18 then 'under_18'
        when profile.age <= 25 then '18_25'
        when profile.age <= 35 then '26_35'
        when profile.age <= 45 then '36_45'
        when profile.age <= 55 then '46_55'
        when profile.age <= 65 then '56_65'
        else 'over_65'
    end as age_group,
    customer.prefix,
    customer.first_name,
    customer.last_name,
    customer.suffix,
    customer.birthdate,
    customer.household_id,
    customer.tin_type,
    customer.tin_number,
    customer.home_branch_id
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join curated.customers as customer
    on customer.dt = days.last_weekday and customer.customer_id = profile.customer_id
left join current_addresses
    on current_addresses.dt = profile.dt and current_addresses.customer_id = profile.customer_id
left join cities
    on cities.dt = profile.dt
    and cities.city = profile.city
    and cities.state_province = profile.state_province
    and cities.country = profile.country
left join regional_segments
    on regional_segments.dt = profile.dt and regional_segments.customer_id = profile.customer_id
left join other_segments on other_segments.dt = profile.dt and other_segments.customer_id = profile.customer_id
order by profile.dt, profile.customer_id
