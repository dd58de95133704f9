-- Everything the bank has sold, with the history of its rates and fees.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with baseline_days as (
    select distinct effective_on from curated.product_changes where is_baseline
),

vanished as ( -- inside a gap: present before it, not there after it
    select earlier.product_id, baseline_days.effective_on
    from curated.product_changes as earlier
    join baseline_days on earlier.effective_on < baseline_days.effective_on
    left join curated.product_changes as present
        on present.product_id = earlier.product_id and present.effective_on = baseline_days.effective_on
    where present.product_id is null
    group by earlier.product_id, baseline_days.effective_on
    having max_by(earlier.op, earlier.effective_on) <> 'D'
),

events as ( -- a state is the text of all tracked columns, null while absent
    select
        product_id,
        effective_on,
        is_baseline,
        false as is_fill,
        case
            when op <> 'D' then concat_ws(
                chr(31),
                coalesce(cast(product_name as varchar), chr(30)),
                coalesce(cast(product_type as varchar), chr(30)),
                coalesce(cast(product_category as varchar), chr(30)),
                coalesce(cast(description as varchar), chr(30)),
                coalesce(cast(terms_conditions as varchar), chr(30)),
                coalesce(cast(interest_rate_min as varchar), chr(30)),
                coalesce(cast(interest_rate_max as varchar), chr(30)),
                coalesce(cast(interest_rate as varchar), chr(30)),
                coalesce(cast(fees as varchar), chr(30)),
                coalesce(cast(minimum_balance as varchar), chr(30)),
                coalesce(cast(risk_level as varchar), chr(30)),
                coalesce(cast(is_active as varchar), chr(30))
            )
        end as state
    from curated.product_changes
    union all
    select product_id, effective_on, false, false, null from vanished
),

turns as (
    select product_id, effective_on, is_baseline, is_fill, state
    from events
    qualify state is distinct from lag(state) over (partition by product_id order by effective_on)
),

numbered as ( -- a fill completes the version that is open
    select
        turns.*,
        sum(case when is_fill then 0 else 1 end) over (partition by product_id order by effective_on) as turn_number
    from turns
),

periods as (
    select
        product_id,
        min(effective_on) as seen_on,
        max(effective_on) as completed_on,
        min_by(is_baseline, effective_on) as is_baseline,
        max(state) is null as is_absent
    from numbered
    group by product_id, turn_number
),

followed as (
    select
        periods.*,
        lead(seen_on, 1, date '9999-12-31') over (partition by product_id order by seen_on) as valid_to,
        lead(is_absent, 1, false) over (partition by product_id order by seen_on) as is_deleted
    from periods
),

present as (
    select
        followed.*,
        row_number() over (partition by product_id order by seen_on) as version_number
    from followed
    where not is_absent
),

dated as (
    select
        present.*,
        present.seen_on as valid_from
    from present
    join curated.product_changes as changed
        on changed.product_id = present.product_id and changed.effective_on = present.completed_on
),

versions as (
    select
        dated.product_id * 100000 + date_diff('day', date '1900-01-01', dated.valid_from) as product_key,
        dated.product_id,
        dated.seen_on,
        dated.valid_from,
        dated.valid_to,
        dated.valid_to = date '9999-12-31' as is_current,
        cast(dated.version_number as integer) as version_number,
        dated.is_deleted,
        not dated.is_baseline
            or dated.seen_on = (select min(effective_on) from baseline_days) as is_start_exact,
        changed.product_name,
        changed.product_type,
        changed.product_category,
        changed.description,
        changed.terms_conditions,
        changed.interest_rate_min,
        changed.interest_rate_max,
        changed.interest_rate,
        changed.fees,
        changed.minimum_balance,
        changed.risk_level,
        changed.is_active
    from dated
    join curated.product_changes as changed
        on changed.product_id = dated.product_id and changed.effective_on = dated.completed_on
),

-- What it says of them, by hand.
earned as (
    select product_id, max_by(profitability_tier, dt) as profitability_tier
    from marts.product_profitability
    group by product_id
),

described as (
    select
        versions.*,
        versions.minimum_balance as min_balance,
        versions.fees as annual_fee,
        cast(min(versions.valid_from) over (partition by versions.product_id) as timestamp) as created_at,
        cast(versions.valid_from as timestamp) as updated_at,
        earned.profitability_tier
    from versions
    left join earned on earned.product_id = versions.product_id
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as product_key,
        cast(member.id as bigint) as product_id,
        cast(date '1900-01-01' as date) as valid_from,
        cast(date '9999-12-31' as date) as valid_to,
        cast(true as boolean) as is_current,
        cast(1 as integer) as version_number,
        cast(false as boolean) as is_deleted,
        cast(true as boolean) as is_start_exact,
        cast(member.meaning as varchar) as product_name,
        cast(member.meaning as varchar) as product_type,
        cast(member.meaning as varchar) as product_category,
        cast(member.meaning as varchar) as description,
        cast(0 as decimal(18,2)) as min_balance,
        cast(0 as decimal(18,2)) as annual_fee,
        cast(null as decimal(9,6)) as interest_rate,
        cast(null as decimal(9,6)) as interest_rate_min,
        cast(null as decimal(9,6)) as interest_rate_max,
        cast(member.meaning as varchar) as terms_conditions,
        cast(member.meaning as varchar) as risk_level,
        cast(false as boolean) as is_active,
        cast(timestamp '1900-01-01 00:00:00' as timestamp) as created_at,
        cast(timestamp '1900-01-01 00:00:00' as timestamp) as updated_at,
        cast(null as varchar) as profitability_tier
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    product_key,
    product_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    product_name,
    product_type,
    product_category,
    description,
    min_balance,
    annual_fee,
    interest_rate,
    interest_rate_min,
    interest_rate_max,
    terms_conditions,
    risk_level,
    is_active,
    created_at,
    updated_at,
    profitability_tier
from described

union all

select
    product_key,
    product_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    product_name,
    product_type,
    product_category,
    description,
    min_balance,
    annual_fee,
    interest_rate,
    interest_rate_min,
    interest_rate_max,
    terms_conditions,
    risk_level,
    is_active,
    created_at,
    updated_at,
    profitability_tier
from members

order by product_key
