-- Every customer with history: a new version on each stored day on which a tracked attribute differs.
with stored_days as (
    select dt, row_number() over (order by dt) as day_number
    from (select distinct dt from datalake.customer_profiles)
),

snapshots as (
    select
        profile.*,
        stored_days.day_number,
        concat_ws(
            '|',
            full_name, email, phone, address_line1, city, state_province, country, customer_segment, wealth_segment,
            customer_status, kyc_status, risk_rating, risk_profile, risk_tolerance, persona, marital_status,
            num_dependents, occupation, employment_status, income_bracket, home_ownership, preferred_channel,
            coalesce(cast(assigned_agent_id as varchar), '-')
        ) as tracked_state
    from datalake.customer_profiles as profile
    join stored_days on stored_days.dt = profile.dt
),

compared as (
    select
        snapshots.*,
        lag(tracked_state) over in_time as state_before,
        lag(day_number) over in_time as day_number_before
    from snapshots
    window in_time as (partition by customer_id order by dt)
),

turns as (
    select *, day_number_before is distinct from day_number - 1 as is_after_absence
    from compared
    where day_number_before is distinct from day_number - 1 or tracked_state is distinct from state_before
),

last_seen as (
    select customer_id, max(day_number) as last_day_number
    from snapshots
    group by customer_id
),

runs as (
    select
        turns.*,
        lead(turns.dt) over (partition by turns.customer_id order by turns.dt) as next_turn,
        lead(turns.is_after_absence) over (partition by turns.customer_id order by turns.dt) as next_is_after_absence,
        lead(turns.day_number_before) over (partition by turns.customer_id order by turns.dt) as last_before_next
    from turns
),

ended as (
    select
        runs.*,
        case
            when runs.next_turn is null then gone.dt
            when runs.next_is_after_absence then vanished.dt
            else runs.next_turn
        end as ends_on,
        runs.next_turn is null and gone.dt is not null or coalesce(runs.next_is_after_absence, false) as is_deleted
    from runs
    join last_seen on last_seen.customer_id = runs.customer_id
    left join stored_days as gone on gone.day_number = last_seen.last_day_number + 1
    left join stored_days as vanished on vanished.day_number = runs.last_before_next + 1
),

versions as (
    select
        ended.*,
        row_number() over (partition by customer_id order by dt) as version_number,
        case
            when row_number() over (partition by customer_id order by dt) = 1 then least(onboarding_date, dt)
            else dt
        end as valid_from,
        coalesce(ends_on, date '9999-12-31') as valid_to
    from ended
),

latest as (
    select customer_id, max_by(age, dt) as age, max_by(annual_income, dt) as annual_income,
        max_by(engagement_score, dt) as engagement_score, max_by(gender, dt) as gender
    from snapshots
    group by customer_id
)

select
    versions.customer_id * 100000 + (versions.valid_from - date '1900-01-01') as customer_key,
    versions.customer_id,
    versions.valid_from,
    versions.valid_to,
    versions.valid_to = date '9999-12-31' as is_current,
    cast(versions.version_number as integer) as version_number,
    versions.is_deleted,
    versions.full_name as customer_name,
    case
        when versions.age < 18 then 'under_18'
        when versions.age <= 25 then '18_25'
        when versions.age <= 35 then '26_35'
        when versions.age <= 45 then '36_45'
        when versions.age <= 55 then '46_55'
        when versions.age <= 65 then '56_65'
        else 'over_65'
    end as age_group,
    latest.gender,
    versions.marital_status,
    versions.has_children,
    versions.num_dependents,
    versions.occupation,
    versions.employment_status as employment_type,
    latest.annual_income,
    versions.income_bracket,
    versions.home_ownership,
    versions.wealth_segment as segment,
    versions.customer_segment as customer_tier,
    versions.customer_status,
    versions.is_churned as churn_status,
    versions.churn_on as churn_date,
    versions.persona as persona_tag,
    versions.risk_profile,
    versions.risk_rating,
    versions.risk_tolerance,
    versions.kyc_status,
    versions.preferred_channel,
    latest.engagement_score,
    versions.assigned_agent_id,
    versions.email,
    versions.phone,
    versions.address_line1,
    versions.city as address_city,
    versions.state_province as address_state,
    versions.country as address_country,
    versions.onboarding_date as customer_since
from versions
join latest on latest.customer_id = versions.customer_id

union all

select
    unknown.customer_key, unknown.customer_key, date '1900-01-01', date '9999-12-31', true, 1, false, unknown.meaning,
    unknown.meaning, unknown.meaning, unknown.meaning, false, 0, unknown.meaning, unknown.meaning, 0.00,
    unknown.meaning, unknown.meaning, unknown.meaning, unknown.meaning, unknown.meaning, false, null, unknown.meaning,
    unknown.meaning, unknown.meaning, unknown.meaning, unknown.meaning, unknown.meaning, 0, null, unknown.meaning,
    unknown.meaning, unknown.meaning, unknown.meaning, unknown.meaning, unknown.meaning, date '1900-01-01'
from (values (-1, 'unknown'), (-2, 'not_applicable')) as unknown(customer_key, meaning)

order by customer_key
