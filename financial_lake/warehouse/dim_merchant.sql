-- Every merchant customers ever paid, with its trade.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with -- What it says of them, by hand.
newest as (
    select
        changed.*,
        cast(min(changed.effective_on) over (partition by changed.merchant_id) as timestamp) as created_at,
        cast(
            max(case when changed.is_baseline then null else changed.effective_on end) over (
                partition by changed.merchant_id
            ) as timestamp
        ) as changed_at
    from curated.merchant_changes as changed
    qualify row_number() over (partition by changed.merchant_id order by changed.effective_on desc) = 1
),

trades as (
    select mcc_code, mcc_description, risk_level
    from datalake.merchant_categories
    where dt = (select max(dt) from datalake.merchant_categories)
),

described as (
    select
        newest.* exclude (changed_at),
        newest.merchant_id as merchant_key,
        trades.mcc_description,
        trades.risk_level as mcc_risk_level,
        coalesce(newest.changed_at, newest.created_at) as updated_at
    from newest
    join trades on trades.mcc_code = newest.mcc_code
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as merchant_key,
        cast(member.id as bigint) as merchant_id,
        cast(member.meaning as varchar) as merchant_name,
        cast(member.meaning as varchar) as mcc_code,
        cast(member.meaning as varchar) as mcc_description,
        cast(member.meaning as varchar) as mcc_category,
        cast(member.meaning as varchar) as mcc_risk_level,
        cast(member.meaning as varchar) as merchant_type,
        cast(false as boolean) as is_subscription_merchant,
        cast(member.meaning as varchar) as country,
        cast(timestamp '1900-01-01 00:00:00' as timestamp) as created_at,
        cast(timestamp '1900-01-01 00:00:00' as timestamp) as updated_at
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    merchant_key,
    merchant_id,
    merchant_name,
    mcc_code,
    mcc_description,
    mcc_category,
    mcc_risk_level,
    merchant_type,
    is_subscription_merchant,
    country,
    created_at,
    updated_at
from described

union all

select
    merchant_key,
    merchant_id,
    merchant_name,
    mcc_code,
    mcc_description,
    mcc_category,
    mcc_risk_level,
    merchant_type,
    is_subscription_merchant,
    country,
    created_at,
    updated_at
from members

order by merchant_key
