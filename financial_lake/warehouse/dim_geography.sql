-- Every city with a branch; customers live in these cities.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with -- What it says of them, by hand.
newest as (
    select changed.*
    from curated.branch_changes as changed
    qualify row_number() over (partition by changed.branch_id order by changed.effective_on desc) = 1
),

described as ( -- a city is known by its branch with the smallest number
    select newest.*, newest.branch_id as geo_key, newest.state_province as state
    from newest
    qualify row_number() over (
        partition by newest.country, newest.state_province, newest.city order by newest.branch_id
    ) = 1
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as geo_key,
        cast(member.meaning as varchar) as country,
        cast(member.meaning as varchar) as state,
        cast(member.meaning as varchar) as city,
        cast(member.meaning as varchar) as region,
        cast(member.meaning as varchar) as timezone,
        cast(member.meaning as varchar) as regulatory_jurisdiction
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    geo_key,
    country,
    state,
    city,
    region,
    timezone,
    regulatory_jurisdiction
from described

union all

select
    geo_key,
    country,
    state,
    city,
    region,
    timezone,
    regulatory_jurisdiction
from members

order by geo_key
