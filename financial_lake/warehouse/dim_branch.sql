-- Every branch of the bank and where it stands.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with -- What it says of them, by hand.
newest as (
    select changed.*
    from curated.branch_changes as changed
    qualify row_number() over (partition by changed.branch_id order by changed.effective_on desc) = 1
),

described as (
    select
        newest.*,
        newest.branch_id as branch_key,
        min(newest.branch_id) over (partition by newest.country, newest.state_province, newest.city) as geo_key
    from newest
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as branch_key,
        cast(member.id as bigint) as branch_id,
        cast(member.meaning as varchar) as branch_code,
        cast(member.meaning as varchar) as branch_name,
        cast(member.meaning as varchar) as address_line1,
        cast(member.meaning as varchar) as city,
        cast(member.meaning as varchar) as state_province,
        cast(member.meaning as varchar) as postal_code,
        cast(member.meaning as varchar) as country,
        cast(member.meaning as varchar) as region,
        cast(member.meaning as varchar) as timezone,
        cast(member.meaning as varchar) as regulatory_jurisdiction,
        cast(date '1900-01-01' as date) as opened_on,
        cast(member.id as bigint) as geo_key
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    branch_key,
    branch_id,
    branch_code,
    branch_name,
    address_line1,
    city,
    state_province,
    postal_code,
    country,
    region,
    timezone,
    regulatory_jurisdiction,
    opened_on,
    geo_key
from described

union all

select
    branch_key,
    branch_id,
    branch_code,
    branch_name,
    address_line1,
    city,
    state_province,
    postal_code,
    country,
    region,
    timezone,
    regulatory_jurisdiction,
    opened_on,
    geo_key
from members

order by branch_key
