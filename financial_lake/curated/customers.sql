-- The register of customers with names as people write them.
with delivered as (
    select raw.*
    from datalake.customers as raw
    join build.days on build.days.dt = raw.dt
),

trimmed as (
    select
        delivered.*,
        trim(delivered.first_name) as trimmed_first_name,
        trim(delivered.last_name) as trimmed_last_name,
        sha256(cast(to_json(delivered) as varchar)) as row_sha256
    from delivered
),

compared as (
    select
        trimmed.*,
        profile.full_name,
        coalesce(
            lower(trimmed.trimmed_first_name || ' ' || trimmed.trimmed_last_name) = lower(profile.full_name), false
        ) as is_same_name
    from trimmed
    left join datalake.customer_profiles as profile
        on profile.dt = trimmed.dt and profile.customer_id = trimmed.customer_id
),

spelled as (
    select
        compared.*,
        case
            when is_same_name then substr(full_name, 1, length(trimmed_first_name)) else trimmed_first_name
        end as clean_first_name,
        case
            when is_same_name then substr(full_name, length(trimmed_first_name) + 2) else trimmed_last_name
        end as clean_last_name
    from compared
)

select
    dt,
    customer_id,
    household_id,
    prefix,
    clean_first_name as first_name,
    clean_last_name as last_name,
    sort_name,
    suffix,
    birthdate,
    customer_since,
    tin_type,
    '***-**-' || right(tin_number, 4) as tin_number,
    home_branch_id,
    updated_at,
    first_name <> clean_first_name or last_name <> clean_last_name as is_repaired,
    row_sha256
from spelled
order by dt, customer_id
