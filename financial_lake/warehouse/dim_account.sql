-- Every contract of a customer with history: deposit and card accounts, loans, policies, investments.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with baseline_days as (
    select distinct effective_on from curated.contract_changes where is_baseline
),

vanished as ( -- inside a gap: present before it, not there after it
    select earlier.contract_id, baseline_days.effective_on
    from curated.contract_changes as earlier
    join baseline_days on earlier.effective_on < baseline_days.effective_on
    left join curated.contract_changes as present
        on present.contract_id = earlier.contract_id and present.effective_on = baseline_days.effective_on
    where present.contract_id is null
    group by earlier.contract_id, baseline_days.effective_on
    having max_by(earlier.op, earlier.effective_on) <> 'D'
),

events as ( -- a state is the text of all tracked columns, null while absent
    select
        contract_id,
        effective_on,
        is_baseline,
        false as is_fill,
        case
            when op <> 'D' then concat_ws(
                chr(31),
                coalesce(cast(product_id as varchar), chr(30)),
                coalesce(cast(status as varchar), chr(30)),
                coalesce(cast(branch_id as varchar), chr(30)),
                coalesce(cast(closing_date as varchar), chr(30)),
                coalesce(cast(maturity_date as varchar), chr(30)),
                coalesce(cast(interest_rate as varchar), chr(30)),
                coalesce(cast(apr as varchar), chr(30)),
                coalesce(cast(credit_limit as varchar), chr(30)),
                coalesce(cast(loan_term_months as varchar), chr(30)),
                coalesce(cast(installment_amount as varchar), chr(30)),
                coalesce(cast(linked_account_id as varchar), chr(30)),
                coalesce(cast(cd_term_months as varchar), chr(30)),
                coalesce(cast(coverage_amount as varchar), chr(30)),
                coalesce(cast(premium_amount as varchar), chr(30)),
                coalesce(cast(premium_frequency as varchar), chr(30))
            )
        end as state
    from curated.contract_changes
    union all
    select contract_id, effective_on, false, false, null from vanished
),

turns as (
    select contract_id, effective_on, is_baseline, is_fill, state
    from events
    qualify state is distinct from lag(state) over (partition by contract_id order by effective_on)
),

numbered as ( -- a fill completes the version that is open
    select
        turns.*,
        sum(case when is_fill then 0 else 1 end) over (partition by contract_id order by effective_on) as turn_number
    from turns
),

periods as (
    select
        contract_id,
        min(effective_on) as seen_on,
        max(effective_on) as completed_on,
        min_by(is_baseline, effective_on) as is_baseline,
        max(state) is null as is_absent
    from numbered
    group by contract_id, turn_number
),

followed as (
    select
        periods.*,
        lead(seen_on, 1, date '9999-12-31') over (partition by contract_id order by seen_on) as valid_to,
        lead(is_absent, 1, false) over (partition by contract_id order by seen_on) as is_deleted
    from periods
),

present as (
    select
        followed.*,
        row_number() over (partition by contract_id order by seen_on) as version_number
    from followed
    where not is_absent
),

last_seen as (
    select contract_id, max(dt) as dt from curated.contract_records group by contract_id
),

latest as ( -- columns that are not tracked carry the latest stored value on all versions
    select
        snapshot.contract_id,
        snapshot.contract_class,
        snapshot.account_id,
        snapshot.customer_id,
        snapshot.account_type,
        snapshot.open_date,
        snapshot.opening_year,
        snapshot.account_number_masked,
        snapshot.currency,
        snapshot.principal_amount,
        snapshot.security_type,
        snapshot.tin_type,
        snapshot.tin_number,
        snapshot.created_at,
        snapshot.updated_at
    from curated.contract_records as snapshot
    join last_seen on last_seen.contract_id = snapshot.contract_id and last_seen.dt = snapshot.dt
),

dated as (
    select
        present.*,
        case when present.version_number = 1 then least(changed.open_date, present.seen_on) else present.seen_on end as valid_from
    from present
    join curated.contract_changes as changed
        on changed.contract_id = present.contract_id and changed.effective_on = present.completed_on
),

versions as (
    select
        dated.contract_id * 100000 + date_diff('day', date '1900-01-01', dated.valid_from) as account_key,
        dated.contract_id,
        dated.seen_on,
        dated.valid_from,
        dated.valid_to,
        dated.valid_to = date '9999-12-31' as is_current,
        cast(dated.version_number as integer) as version_number,
        dated.is_deleted,
        not dated.is_baseline
            or dated.seen_on = (select min(effective_on) from baseline_days) as is_start_exact,
        case when latest.contract_id is null then changed.contract_class else latest.contract_class end as contract_class,
        case when latest.contract_id is null then changed.account_id else latest.account_id end as account_id,
        case when latest.contract_id is null then changed.customer_id else latest.customer_id end as customer_id,
        case when latest.contract_id is null then changed.account_type else latest.account_type end as account_type,
        changed.product_id,
        changed.product_name,
        changed.product_category,
        changed.status,
        changed.is_open,
        changed.branch_id,
        changed.branch_region,
        case when latest.contract_id is null then changed.open_date else latest.open_date end as open_date,
        case when latest.contract_id is null then changed.opening_year else latest.opening_year end as opening_year,
        changed.closing_date,
        changed.maturity_date,
        case when latest.contract_id is null then changed.account_number_masked else latest.account_number_masked end as account_number_masked,
        case when latest.contract_id is null then changed.currency else latest.currency end as currency,
        changed.interest_rate,
        changed.annual_yield,
        changed.apr,
        changed.credit_limit,
        case when latest.contract_id is null then changed.principal_amount else latest.principal_amount end as principal_amount,
        changed.loan_term_months,
        changed.installment_amount,
        changed.linked_account_id,
        changed.cd_term_months,
        changed.policy_status,
        changed.policy_sub_status,
        changed.coverage_amount,
        changed.premium_amount,
        changed.premium_frequency,
        case when latest.contract_id is null then changed.security_type else latest.security_type end as security_type,
        case when latest.contract_id is null then changed.tin_type else latest.tin_type end as tin_type,
        case when latest.contract_id is null then changed.tin_number else latest.tin_number end as tin_number,
        case when latest.contract_id is null then changed.created_at else latest.created_at end as created_at,
        case when latest.contract_id is null then changed.updated_at else latest.updated_at end as updated_at
    from dated
    join curated.contract_changes as changed
        on changed.contract_id = dated.contract_id and changed.effective_on = dated.completed_on
    left join latest on latest.contract_id = dated.contract_id
),

-- What it says of them, by hand.
described as (
    select versions.*
    from versions
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as account_key,
        cast(member.id as bigint) as contract_id,
        cast(date '1900-01-01' as date) as valid_from,
        cast(date '9999-12-31' as date) as valid_to,
        cast(true as boolean) as is_current,
        cast(1 as integer) as version_number,
        cast(false as boolean) as is_deleted,
        cast(true as boolean) as is_start_exact,
        cast(member.meaning as varchar) as contract_class,
        cast(member.id as bigint) as account_id,
        cast(member.id as bigint) as customer_id,
        cast(member.meaning as varchar) as account_type,
        cast(member.id as bigint) as product_id,
        cast(member.meaning as varchar) as product_name,
        cast(member.meaning as varchar) as product_category,
        cast(member.meaning as varchar) as status,
        cast(null as bigint) as branch_id,
        cast(null as varchar) as branch_region,
        cast(date '1900-01-01' as date) as open_date,
        cast(0 as integer) as opening_year,
        cast(null as date) as closing_date,
        cast(null as date) as maturity_date,
        cast(null as varchar) as account_number_masked,
        cast(member.meaning as varchar) as currency,
        cast(null as decimal(9,6)) as interest_rate,
        cast(null as decimal(9,6)) as annual_yield,
        cast(null as decimal(9,6)) as apr,
        cast(null as decimal(18,2)) as credit_limit,
        cast(null as decimal(18,2)) as principal_amount,
        cast(null as integer) as loan_term_months,
        cast(null as decimal(18,2)) as installment_amount,
        cast(null as bigint) as linked_account_id,
        cast(null as integer) as cd_term_months,
        cast(null as varchar) as policy_status,
        cast(null as varchar) as policy_sub_status,
        cast(null as decimal(18,2)) as coverage_amount,
        cast(null as decimal(18,2)) as premium_amount,
        cast(null as varchar) as premium_frequency,
        cast(null as varchar) as security_type,
        cast(null as varchar) as tin_type,
        cast(null as varchar) as tin_number,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as updated_at
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    account_key,
    contract_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    contract_class,
    account_id,
    customer_id,
    account_type,
    product_id,
    product_name,
    product_category,
    status,
    branch_id,
    branch_region,
    open_date,
    opening_year,
    closing_date,
    maturity_date,
    account_number_masked,
    currency,
    interest_rate,
    annual_yield,
    apr,
    credit_limit,
    principal_amount,
    loan_term_months,
    installment_amount,
    linked_account_id,
    cd_term_months,
    policy_status,
    policy_sub_status,
    coverage_amount,
    premium_amount,
    premium_frequency,
    security_type,
    tin_type,
    tin_number,
    created_at,
    updated_at
from described

union all

select
    account_key,
    contract_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    contract_class,
    account_id,
    customer_id,
    account_type,
    product_id,
    product_name,
    product_category,
    status,
    branch_id,
    branch_region,
    open_date,
    opening_year,
    closing_date,
    maturity_date,
    account_number_masked,
    currency,
    interest_rate,
    annual_yield,
    apr,
    credit_limit,
    principal_amount,
    loan_term_months,
    installment_amount,
    linked_account_id,
    cd_term_months,
    policy_status,
    policy_sub_status,
    coverage_amount,
    premium_amount,
    premium_frequency,
    security_type,
    tin_type,
    tin_number,
    created_at,
    updated_at
from members

order by account_key
