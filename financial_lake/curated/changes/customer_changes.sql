-- Customers who appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from curated.customer_records
),

comparisons as (
    select compared_days.dt, compared_days.dt_before, before.dt is null as is_baseline
    from compared_days
    join stored as today on today.dt = compared_days.dt
    left join stored as before on before.dt = compared_days.dt_before
),

later as (
    select
        comparisons.dt,
        comparisons.is_baseline,
        snapshot.customer_id,
        snapshot.full_name,
        snapshot.email,
        snapshot.phone,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.country,
        snapshot.customer_segment,
        snapshot.wealth_segment,
        snapshot.customer_status,
        snapshot.onboarding_date,
        snapshot.assigned_agent_id,
        snapshot.kyc_status,
        snapshot.risk_rating,
        snapshot.risk_profile,
        snapshot.risk_tolerance,
        snapshot.persona,
        snapshot.age,
        snapshot.gender,
        snapshot.marital_status,
        snapshot.has_children,
        snapshot.num_dependents,
        snapshot.occupation,
        snapshot.employment_status,
        snapshot.annual_income,
        snapshot.income_bracket,
        snapshot.home_ownership,
        snapshot.preferred_channel,
        snapshot.engagement_score,
        snapshot.is_churned,
        snapshot.churn_on,
        snapshot.created_at,
        snapshot.updated_at,
        snapshot.postal_code,
        snapshot.region,
        snapshot.geo_id,
        snapshot.regional_segment_code,
        snapshot.other_segment_codes,
        snapshot.age_group,
        snapshot.prefix,
        snapshot.first_name,
        snapshot.last_name,
        snapshot.suffix,
        snapshot.birthdate,
        snapshot.household_id,
        snapshot.tin_type,
        snapshot.tin_number,
        snapshot.home_branch_id
    from curated.customer_records as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as (
    select
        comparisons.dt,
        snapshot.customer_id,
        snapshot.full_name,
        snapshot.email,
        snapshot.phone,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.country,
        snapshot.customer_segment,
        snapshot.wealth_segment,
        snapshot.customer_status,
        snapshot.onboarding_date,
        snapshot.assigned_agent_id,
        snapshot.kyc_status,
        snapshot.risk_rating,
        snapshot.risk_profile,
        snapshot.risk_tolerance,
        snapshot.persona,
        snapshot.age,
        snapshot.gender,
        snapshot.marital_status,
        snapshot.has_children,
        snapshot.num_dependents,
        snapshot.occupation,
        snapshot.employment_status,
        snapshot.annual_income,
        snapshot.income_bracket,
        snapshot.home_ownership,
        snapshot.preferred_channel,
        snapshot.engagement_score,
        snapshot.is_churned,
        snapshot.churn_on,
        snapshot.created_at,
        snapshot.updated_at,
        snapshot.postal_code,
        snapshot.region,
        snapshot.geo_id,
        snapshot.regional_segment_code,
        snapshot.other_segment_codes,
        snapshot.age_group,
        snapshot.prefix,
        snapshot.first_name,
        snapshot.last_name,
        snapshot.suffix,
        snapshot.birthdate,
        snapshot.household_id,
        snapshot.tin_type,
        snapshot.tin_number,
        snapshot.home_branch_id
    from curated.customer_records as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.customer_id, earlier.customer_id) as customer_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.full_name is distinct from earlier.full_name then 'full_name' end,
                case when later.email is distinct from earlier.email then 'email' end,
                case when later.phone is distinct from earlier.phone then 'phone' end,
                case when later.address_line1 is distinct from earlier.address_line1 then 'address_line1' end,
                case when later.city is distinct from earlier.city then 'city' end,
                case when later.state_province is distinct from earlier.state_province then 'state_province' end,
                case when later.country is distinct from earlier.country then 'country' end,
                case when later.customer_segment is distinct from earlier.customer_segment then 'customer_segment' end,
                case when later.wealth_segment is distinct from earlier.wealth_segment then 'wealth_segment' end,
                case when later.customer_status is distinct from earlier.customer_status then 'customer_status' end,
                case when later.assigned_agent_id is distinct from earlier.assigned_agent_id then 'assigned_agent_id' end,
                case when later.kyc_status is distinct from earlier.kyc_status then 'kyc_status' end,
                case when later.risk_rating is distinct from earlier.risk_rating then 'risk_rating' end,
                case when later.risk_profile is distinct from earlier.risk_profile then 'risk_profile' end,
                case when later.risk_tolerance is distinct from earlier.risk_tolerance then 'risk_tolerance' end,
                case when later.persona is distinct from earlier.persona then 'persona' end,
                case when later.marital_status is distinct from earlier.marital_status then 'marital_status' end,
                case when later.num_dependents is distinct from earlier.num_dependents then 'num_dependents' end,
                case when later.occupation is distinct from earlier.occupation then 'occupation' end,
                case when later.employment_status is distinct from earlier.employment_status then 'employment_status' end,
                case when later.income_bracket is distinct from earlier.income_bracket then 'income_bracket' end,
                case when later.home_ownership is distinct from earlier.home_ownership then 'home_ownership' end,
                case when later.preferred_channel is distinct from earlier.preferred_channel then 'preferred_channel' end,
                case when later.regional_segment_code is distinct from earlier.regional_segment_code then 'regional_segment_code' end,
                case when later.other_segment_codes is distinct from earlier.other_segment_codes then 'other_segment_codes' end,
                case when later.age_group is distinct from earlier.age_group then 'age_group' end,
                case when later.household_id is distinct from earlier.household_id then 'household_id' end,
                case when later.home_branch_id is distinct from earlier.home_branch_id then 'home_branch_id' end
            )
        end as changed_columns,
        case when later.dt is null then earlier.full_name else later.full_name end as full_name,
        case when later.dt is null then earlier.email else later.email end as email,
        case when later.dt is null then earlier.phone else later.phone end as phone,
        case when later.dt is null then earlier.address_line1 else later.address_line1 end as address_line1,
        case when later.dt is null then earlier.city else later.city end as city,
        case when later.dt is null then earlier.state_province else later.state_province end as state_province,
        case when later.dt is null then earlier.country else later.country end as country,
        case when later.dt is null then earlier.customer_segment else later.customer_segment end as customer_segment,
        case when later.dt is null then earlier.wealth_segment else later.wealth_segment end as wealth_segment,
        case when later.dt is null then earlier.customer_status else later.customer_status end as customer_status,
        case when later.dt is null then earlier.onboarding_date else later.onboarding_date end as onboarding_date,
        case when later.dt is null then earlier.assigned_agent_id else later.assigned_agent_id end as assigned_agent_id,
        case when later.dt is null then earlier.kyc_status else later.kyc_status end as kyc_status,
        case when later.dt is null then earlier.risk_rating else later.risk_rating end as risk_rating,
        case when later.dt is null then earlier.risk_profile else later.risk_profile end as risk_profile,
        case when later.dt is null then earlier.risk_tolerance else later.risk_tolerance end as risk_tolerance,
        case when later.dt is null then earlier.persona else later.persona end as persona,
        case when later.dt is null then earlier.age else later.age end as age,
        case when later.dt is null then earlier.gender else later.gender end as gender,
        case when later.dt is null then earlier.marital_status else later.marital_status end as marital_status,
        case when later.dt is null then earlier.has_children else later.has_children end as has_children,
        case when later.dt is null then earlier.num_dependents else later.num_dependents end as num_dependents,
        case when later.dt is null then earlier.occupation else later.occupation end as occupation,
        case when later.dt is null then earlier.employment_status else later.employment_status end as employment_status,
        case when later.dt is null then earlier.annual_income else later.annual_income end as annual_income,
        case when later.dt is null then earlier.income_bracket else later.income_bracket end as income_bracket,
        case when later.dt is null then earlier.home_ownership else later.home_ownership end as home_ownership,
        case when later.dt is null then earlier.preferred_channel else later.preferred_channel end as preferred_channel,
        case when later.dt is null then earlier.engagement_score else later.engagement_score end as engagement_score,
        case when later.dt is null then earlier.is_churned else later.is_churned end as is_churned,
        case when later.dt is null then earlier.churn_on else later.churn_on end as churn_on,
        case when later.dt is null then earlier.created_at else later.created_at end as created_at,
        case when later.dt is null then earlier.updated_at else later.updated_at end as updated_at,
        case when later.dt is null then earlier.postal_code else later.postal_code end as postal_code,
        case when later.dt is null then earlier.region else later.region end as region,
        case when later.dt is null then earlier.geo_id else later.geo_id end as geo_id,
        case when later.dt is null then earlier.regional_segment_code else later.regional_segment_code end as regional_segment_code,
        case when later.dt is null then earlier.other_segment_codes else later.other_segment_codes end as other_segment_codes,
        case when later.dt is null then earlier.age_group else later.age_group end as age_group,
        case when later.dt is null then earlier.prefix else later.prefix end as prefix,
        case when later.dt is null then earlier.first_name else later.first_name end as first_name,
        case when later.dt is null then earlier.last_name else later.last_name end as last_name,
        case when later.dt is null then earlier.suffix else later.suffix end as suffix,
        case when later.dt is null then earlier.birthdate else later.birthdate end as birthdate,
        case when later.dt is null then earlier.household_id else later.household_id end as household_id,
        case when later.dt is null then earlier.tin_type else later.tin_type end as tin_type,
        case when later.dt is null then earlier.tin_number else later.tin_number end as tin_number,
        case when later.dt is null then earlier.home_branch_id else later.home_branch_id end as home_branch_id,
        earlier.full_name as previous_full_name,
        earlier.email as previous_email,
        earlier.phone as previous_phone,
        earlier.address_line1 as previous_address_line1,
        earlier.city as previous_city,
        earlier.state_province as previous_state_province,
        earlier.country as previous_country,
        earlier.customer_segment as previous_customer_segment,
        earlier.wealth_segment as previous_wealth_segment,
        earlier.customer_status as previous_customer_status,
        earlier.assigned_agent_id as previous_assigned_agent_id,
        earlier.kyc_status as previous_kyc_status,
        earlier.risk_rating as previous_risk_rating,
        earlier.risk_profile as previous_risk_profile,
        earlier.risk_tolerance as previous_risk_tolerance,
        earlier.persona as previous_persona,
        earlier.marital_status as previous_marital_status,
        earlier.num_dependents as previous_num_dependents,
        earlier.occupation as previous_occupation,
        earlier.employment_status as previous_employment_status,
        earlier.income_bracket as previous_income_bracket,
        earlier.home_ownership as previous_home_ownership,
        earlier.preferred_channel as previous_preferred_channel,
        earlier.regional_segment_code as previous_regional_segment_code,
        earlier.other_segment_codes as previous_other_segment_codes,
        earlier.age_group as previous_age_group,
        earlier.household_id as previous_household_id,
        earlier.home_branch_id as previous_home_branch_id
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.customer_id = later.customer_id
    where
        later.dt is null
        or earlier.dt is null
        or later.full_name is distinct from earlier.full_name
        or later.email is distinct from earlier.email
        or later.phone is distinct from earlier.phone
        or later.address_line1 is distinct from earlier.address_line1
        or later.city is distinct from earlier.city
        or later.state_province is distinct from earlier.state_province
        or later.country is distinct from earlier.country
        or later.customer_segment is distinct from earlier.customer_segment
        or later.wealth_segment is distinct from earlier.wealth_segment
        or later.customer_status is distinct from earlier.customer_status
        or later.assigned_agent_id is distinct from earlier.assigned_agent_id
        or later.kyc_status is distinct from earlier.kyc_status
        or later.risk_rating is distinct from earlier.risk_rating
        or later.risk_profile is distinct from earlier.risk_profile
        or later.risk_tolerance is distinct from earlier.risk_tolerance
        or later.persona is distinct from earlier.persona
        or later.marital_status is distinct from earlier.marital_status
        or later.num_dependents is distinct from earlier.num_dependents
        or later.occupation is distinct from earlier.occupation
        or later.employment_status is distinct from earlier.employment_status
        or later.income_bracket is distinct from earlier.income_bracket
        or later.home_ownership is distinct from earlier.home_ownership
        or later.preferred_channel is distinct from earlier.preferred_channel
        or later.regional_segment_code is distinct from earlier.regional_segment_code
        or later.other_segment_codes is distinct from earlier.other_segment_codes
        or later.age_group is distinct from earlier.age_group
        or later.household_id is distinct from earlier.household_id
        or later.home_branch_id is distinct from earlier.home_branch_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    customer_id,
    changed_columns,
    full_name,
    email,
    phone,
    address_line1,
    city,
    state_province,
    country,
    customer_segment,
    wealth_segment,
    customer_status,
    onboarding_date,
    assigned_agent_id,
    kyc_status,
    risk_rating,
    risk_profile,
    risk_tolerance,
    persona,
    age,
    gender,
    marital_status,
    has_children,
    num_dependents,
    occupation,
    employment_status,
    annual_income,
    income_bracket,
    home_ownership,
    preferred_channel,
    engagement_score,
    is_churned,
    churn_on,
    created_at,
    updated_at,
    postal_code,
    region,
    geo_id,
    regional_segment_code,
    other_segment_codes,
    age_group,
    prefix,
    first_name,
    last_name,
    suffix,
    birthdate,
    household_id,
    tin_type,
    tin_number,
    home_branch_id,
    previous_full_name,
    previous_email,
    previous_phone,
    previous_address_line1,
    previous_city,
    previous_state_province,
    previous_country,
    previous_customer_segment,
    previous_wealth_segment,
    previous_customer_status,
    previous_assigned_agent_id,
    previous_kyc_status,
    previous_risk_rating,
    previous_risk_profile,
    previous_risk_tolerance,
    previous_persona,
    previous_marital_status,
    previous_num_dependents,
    previous_occupation,
    previous_employment_status,
    previous_income_bracket,
    previous_home_ownership,
    previous_preferred_channel,
    previous_regional_segment_code,
    previous_other_segment_codes,
    previous_age_group,
    previous_household_id,
    previous_home_branch_id
from paired
order by dt, customer_id
