-- Every customer with history: a new version on each stored day on which a tracked attribute differs.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with baseline_days as (
    select distinct effective_on from curated.customer_changes where is_baseline
),

vanished as ( -- inside a gap: present before it, not there after it
    select earlier.customer_id, baseline_days.effective_on
    from curated.customer_changes as earlier
    join baseline_days on earlier.effective_on < baseline_days.effective_on
    left join curated.customer_changes as present
        on present.customer_id = earlier.customer_id and present.effective_on = baseline_days.effective_on
    where present.customer_id is null
    group by earlier.customer_id, baseline_days.effective_on
    having max_by(earlier.op, earlier.effective_on) <> 'D'
),

events as ( -- a state is the text of all tracked columns, null while absent
    select
        customer_id,
        effective_on,
        is_baseline,
        changed_columns = 'household_id' and previous_household_id is null
            or changed_columns = 'home_branch_id' and previous_home_branch_id is null
            or changed_columns = 'household_id,home_branch_id' and previous_household_id is null and previous_home_branch_id is null as is_fill,
        case
            when op <> 'D' then concat_ws(
                chr(31),
                coalesce(cast(full_name as varchar), chr(30)),
                coalesce(cast(email as varchar), chr(30)),
                coalesce(cast(phone as varchar), chr(30)),
                coalesce(cast(address_line1 as varchar), chr(30)),
                coalesce(cast(city as varchar), chr(30)),
                coalesce(cast(state_province as varchar), chr(30)),
                coalesce(cast(country as varchar), chr(30)),
                coalesce(cast(customer_segment as varchar), chr(30)),
                coalesce(cast(wealth_segment as varchar), chr(30)),
                coalesce(cast(customer_status as varchar), chr(30)),
                coalesce(cast(assigned_agent_id as varchar), chr(30)),
                coalesce(cast(kyc_status as varchar), chr(30)),
                coalesce(cast(risk_rating as varchar), chr(30)),
                coalesce(cast(risk_profile as varchar), chr(30)),
                coalesce(cast(risk_tolerance as varchar), chr(30)),
                coalesce(cast(persona as varchar), chr(30)),
                coalesce(cast(marital_status as varchar), chr(30)),
                coalesce(cast(num_dependents as varchar), chr(30)),
                coalesce(cast(occupation as varchar), chr(30)),
                coalesce(cast(employment_status as varchar), chr(30)),
                coalesce(cast(income_bracket as varchar), chr(30)),
                coalesce(cast(home_ownership as varchar), chr(30)),
                coalesce(cast(preferred_channel as varchar), chr(30)),
                coalesce(cast(regional_segment_code as varchar), chr(30)),
                coalesce(cast(other_segment_codes as varchar), chr(30)),
                coalesce(cast(age_group as varchar), chr(30)),
                coalesce(cast(household_id as varchar), chr(30)),
                coalesce(cast(home_branch_id as varchar), chr(30))
            )
        end as state
    from curated.customer_changes
    union all
    select customer_id, effective_on, false, false, null from vanished
),

turns as (
    select customer_id, effective_on, is_baseline, is_fill, state
    from events
    qualify state is distinct from lag(state) over (partition by customer_id order by effective_on)
),

numbered as ( -- a fill completes the version that is open
    select
        turns.*,
        sum(case when is_fill then 0 else 1 end) over (partition by customer_id order by effective_on) as turn_number
    from turns
),

periods as (
    select
        customer_id,
        min(effective_on) as seen_on,
        max(effective_on) as completed_on,
        min_by(is_baseline, effective_on) as is_baseline,
        max(state) is null as is_absent
    from numbered
    group by customer_id, turn_number
),

followed as (
    select
        periods.*,
        lead(seen_on, 1, date '9999-12-31') over (partition by customer_id order by seen_on) as valid_to,
        lead(is_absent, 1, false) over (partition by customer_id order by seen_on) as is_deleted
    from periods
),

present as (
    select
        followed.*,
        row_number() over (partition by customer_id order by seen_on) as version_number
    from followed
    where not is_absent
),

last_seen as (
    select customer_id, max(dt) as dt from curated.customer_records group by customer_id
),

latest as ( -- columns that are not tracked carry the latest stored value on all versions
    select
        snapshot.customer_id,
        snapshot.onboarding_date,
        snapshot.age,
        snapshot.gender,
        snapshot.annual_income,
        snapshot.engagement_score,
        snapshot.created_at,
        snapshot.updated_at,
        snapshot.prefix,
        snapshot.first_name,
        snapshot.last_name,
        snapshot.suffix,
        snapshot.birthdate,
        snapshot.tin_type,
        snapshot.tin_number
    from curated.customer_records as snapshot
    join last_seen on last_seen.customer_id = snapshot.customer_id and last_seen.dt = snapshot.dt
),

dated as (
    select
        present.*,
        case when present.version_number = 1 then least(changed.onboarding_date, present.seen_on) else present.seen_on end as valid_from
    from present
    join curated.customer_changes as changed
        on changed.customer_id = present.customer_id and changed.effective_on = present.completed_on
),

versions as (
    select
        dated.customer_id * 100000 + date_diff('day', date '1900-01-01', dated.valid_from) as customer_key,
        dated.customer_id,
        dated.seen_on,
        dated.valid_from,
        dated.valid_to,
        dated.valid_to = date '9999-12-31' as is_current,
        cast(dated.version_number as integer) as version_number,
        dated.is_deleted,
        not dated.is_baseline
            or dated.seen_on = (select min(effective_on) from baseline_days) as is_start_exact,
        changed.full_name,
        changed.email,
        changed.phone,
        changed.address_line1,
        changed.city,
        changed.state_province,
        changed.country,
        changed.customer_segment,
        changed.wealth_segment,
        changed.customer_status,
        case when latest.customer_id is null then changed.onboarding_date else latest.onboarding_date end as onboarding_date,
        changed.assigned_agent_id,
        changed.kyc_status,
        changed.risk_rating,
        changed.risk_profile,
        changed.risk_tolerance,
        changed.persona,
        case when latest.customer_id is null then changed.age else latest.age end as age,
        case when latest.customer_id is null then changed.gender else latest.gender end as gender,
        changed.marital_status,
        changed.has_children,
        changed.num_dependents,
        changed.occupation,
        changed.employment_status,
        case when latest.customer_id is null then changed.annual_income else latest.annual_income end as annual_income,
        changed.income_bracket,
        changed.home_ownership,
        changed.preferred_channel,
        case when latest.customer_id is null then changed.engagement_score else latest.engagement_score end as engagement_score,
        changed.is_churned,
        changed.churn_on,
        case when latest.customer_id is null then changed.created_at else latest.created_at end as created_at,
        case when latest.customer_id is null then changed.updated_at else latest.updated_at end as updated_at,
        changed.postal_code,
        changed.region,
        changed.geo_id,
        changed.regional_segment_code,
        changed.other_segment_codes,
        changed.age_group,
        case when latest.customer_id is null then changed.prefix else latest.prefix end as prefix,
        case when latest.customer_id is null then changed.first_name else latest.first_name end as first_name,
        case when latest.customer_id is null then changed.last_name else latest.last_name end as last_name,
        case when latest.customer_id is null then changed.suffix else latest.suffix end as suffix,
        case when latest.customer_id is null then changed.birthdate else latest.birthdate end as birthdate,
        changed.household_id,
        case when latest.customer_id is null then changed.tin_type else latest.tin_type end as tin_type,
        case when latest.customer_id is null then changed.tin_number else latest.tin_number end as tin_number,
        changed.home_branch_id
    from dated
    join curated.customer_changes as changed
        on changed.customer_id = dated.customer_id and changed.effective_on = dated.completed_on
    left join latest on latest.customer_id = dated.customer_id
),

-- What it says of them, by hand.
described as (
    select
        versions.*,
        versions.full_name as customer_name,
        versions.birthdate as date_of_birth,
        versions.employment_status as employment_type,
        versions.wealth_segment as segment,
        versions.customer_segment as customer_tier,
        versions.is_churned as churn_status,
        versions.churn_on as churn_date,
        versions.persona as persona_tag,
        versions.city as address_city,
        versions.state_province as address_state,
        versions.country as address_country,
        versions.geo_id as geo_key,
        versions.region as geographic_region,
        versions.onboarding_date as customer_since,
        cast(year(versions.onboarding_date) as integer) as customer_since_year,
        versions.onboarding_date as join_date
    from versions
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as customer_key,
        cast(member.id as bigint) as customer_id,
        cast(date '1900-01-01' as date) as valid_from,
        cast(date '9999-12-31' as date) as valid_to,
        cast(true as boolean) as is_current,
        cast(1 as integer) as version_number,
        cast(false as boolean) as is_deleted,
        cast(true as boolean) as is_start_exact,
        cast(member.meaning as varchar) as customer_name,
        cast(null as varchar) as first_name,
        cast(null as varchar) as last_name,
        cast(null as varchar) as prefix,
        cast(null as varchar) as suffix,
        cast(null as date) as date_of_birth,
        cast(member.meaning as varchar) as age_group,
        cast(member.meaning as varchar) as gender,
        cast(member.meaning as varchar) as marital_status,
        cast(false as boolean) as has_children,
        cast(0 as integer) as num_dependents,
        cast(member.meaning as varchar) as occupation,
        cast(member.meaning as varchar) as employment_type,
        cast(0 as decimal(18,2)) as annual_income,
        cast(member.meaning as varchar) as income_bracket,
        cast(member.meaning as varchar) as home_ownership,
        cast(member.meaning as varchar) as segment,
        cast(member.meaning as varchar) as customer_segment,
        cast(member.meaning as varchar) as customer_tier,
        cast(member.meaning as varchar) as customer_status,
        cast(false as boolean) as churn_status,
        cast(null as date) as churn_date,
        cast(member.meaning as varchar) as persona_tag,
        cast(member.meaning as varchar) as risk_profile,
        cast(member.meaning as varchar) as risk_rating,
        cast(member.meaning as varchar) as risk_tolerance,
        cast(member.meaning as varchar) as kyc_status,
        cast(member.meaning as varchar) as preferred_channel,
        cast(0 as integer) as engagement_score,
        cast(null as bigint) as assigned_agent_id,
        cast(member.meaning as varchar) as email,
        cast(member.meaning as varchar) as phone,
        cast(member.meaning as varchar) as address_line1,
        cast(member.meaning as varchar) as address_city,
        cast(member.meaning as varchar) as address_state,
        cast(null as varchar) as postal_code,
        cast(member.meaning as varchar) as address_country,
        cast(member.id as bigint) as geo_key,
        cast(null as varchar) as geographic_region,
        cast(null as varchar) as regional_segment_code,
        cast(member.meaning as varchar) as other_segment_codes,
        cast(null as bigint) as home_branch_id,
        cast(null as bigint) as household_id,
        cast(date '1900-01-01' as date) as customer_since,
        cast(0 as integer) as customer_since_year,
        cast(date '1900-01-01' as date) as join_date,
        cast(null as varchar) as tin_type,
        cast(null as varchar) as tin_number,
        cast(timestamp '1900-01-01 00:00:00' as timestamp) as created_at,
        cast(timestamp '1900-01-01 00:00:00' as timestamp) as updated_at
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    customer_key,
    customer_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    customer_name,
    first_name,
    last_name,
    prefix,
    suffix,
    date_of_birth,
    age_group,
    gender,
    marital_status,
    has_children,
    num_dependents,
    occupation,
    employment_type,
    annual_income,
    income_bracket,
    home_ownership,
    segment,
    customer_segment,
    customer_tier,
    customer_status,
    churn_status,
    churn_date,
    persona_tag,
    risk_profile,
    risk_rating,
    risk_tolerance,
    kyc_status,
    preferred_channel,
    engagement_score,
    assigned_agent_id,
    email,
    phone,
    address_line1,
    address_city,
    address_state,
    postal_code,
    address_country,
    geo_key,
    geographic_region,
    regional_segment_code,
    other_segment_codes,
    home_branch_id,
    household_id,
    customer_since,
    customer_since_year,
    join_date,
    tin_type,
    tin_number,
    created_at,
    updated_at
from described

union all

select
    customer_key,
    customer_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    customer_name,
    first_name,
    last_name,
    prefix,
    suffix,
    date_of_birth,
    age_group,
    gender,
    marital_status,
    has_children,
    num_dependents,
    occupation,
    employment_type,
    annual_income,
    income_bracket,
    home_ownership,
    segment,
    customer_segment,
    customer_tier,
    customer_status,
    churn_status,
    churn_date,
    persona_tag,
    risk_profile,
    risk_rating,
    risk_tolerance,
    kyc_status,
    preferred_channel,
    engagement_score,
    assigned_agent_id,
    email,
    phone,
    address_line1,
    address_city,
    address_state,
    postal_code,
    address_country,
    geo_key,
    geographic_region,
    regional_segment_code,
    other_segment_codes,
    home_branch_id,
    household_id,
    customer_since,
    customer_since_year,
    join_date,
    tin_type,
    tin_number,
    created_at,
    updated_at
from members

order by customer_key
