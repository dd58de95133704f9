-- Every security customers can hold.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with -- What it says of them, by hand.
described as (
    select changed.*, changed.security_id as security_key
    from curated.security_changes as changed
    qualify row_number() over (partition by changed.security_id order by changed.effective_on desc) = 1
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as security_key,
        cast(member.id as bigint) as security_id,
        cast(member.meaning as varchar) as ticker,
        cast(member.meaning as varchar) as security_name,
        cast(member.meaning as varchar) as security_type,
        cast(member.meaning as varchar) as sector,
        cast(member.meaning as varchar) as exchange,
        cast(null as decimal(9,6)) as coupon_rate,
        cast(null as date) as maturity_date,
        cast(null as bigint) as shares_outstanding
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    security_key,
    security_id,
    ticker,
    security_name,
    security_type,
    sector,
    exchange,
    coupon_rate,
    maturity_date,
    shares_outstanding
from described

union all

select
    security_key,
    security_id,
    ticker,
    security_name,
    security_type,
    sector,
    exchange,
    coupon_rate,
    maturity_date,
    shares_outstanding
from members

order by security_key
