-- Deposit and card accounts that appeared, changed or went since the weekday before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select days.dt, calendar.previous_weekday as dt_before
    from build.days as days
    join curated.calendar as calendar on calendar.dt = days.dt and calendar.last_weekday = days.dt
),

stored as (
    select distinct dt from curated.accounts
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
        snapshot.account_id,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.account_number_masked,
        snapshot.account_token,
        snapshot.account_type,
        snapshot.account_status,
        snapshot.open_date,
        snapshot.closing_date,
        snapshot.currency,
        snapshot.current_balance,
        snapshot.available_balance,
        snapshot.interest_rate,
        snapshot.credit_limit,
        snapshot.apr,
        snapshot.term_months,
        snapshot.maturity_date,
        snapshot.branch_id,
        snapshot.updated_at,
        snapshot.is_repaired,
        snapshot.row_sha256
    from curated.accounts as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as (
    select
        comparisons.dt,
        snapshot.account_id,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.account_number_masked,
        snapshot.account_token,
        snapshot.account_type,
        snapshot.account_status,
        snapshot.open_date,
        snapshot.closing_date,
        snapshot.currency,
        snapshot.current_balance,
        snapshot.available_balance,
        snapshot.interest_rate,
        snapshot.credit_limit,
        snapshot.apr,
        snapshot.term_months,
        snapshot.maturity_date,
        snapshot.branch_id,
        snapshot.updated_at,
        snapshot.is_repaired,
        snapshot.row_sha256
    from curated.accounts as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.account_id, earlier.account_id) as account_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.product_id is distinct from earlier.product_id then 'product_id' end,
                case when later.account_status is distinct from earlier.account_status then 'account_status' end,
                case when later.closing_date is distinct from earlier.closing_date then 'closing_date' end,
                case when later.interest_rate is distinct from earlier.interest_rate then 'interest_rate' end,
                case when later.credit_limit is distinct from earlier.credit_limit then 'credit_limit' end,
                case when later.apr is distinct from earlier.apr then 'apr' end,
                case when later.term_months is distinct from earlier.term_months then 'term_months' end,
                case when later.maturity_date is distinct from earlier.maturity_date then 'maturity_date' end,
                case when later.branch_id is distinct from earlier.branch_id then 'branch_id' end
            )
        end as changed_columns,
        case when later.dt is null then earlier.customer_id else later.customer_id end as customer_id,
        case when later.dt is null then earlier.product_id else later.product_id end as product_id,
        case when later.dt is null then earlier.account_number_masked else later.account_number_masked end as account_number_masked,
        case when later.dt is null then earlier.account_token else later.account_token end as account_token,
        case when later.dt is null then earlier.account_type else later.account_type end as account_type,
        case when later.dt is null then earlier.account_status else later.account_status end as account_status,
        case when later.dt is null then earlier.open_date else later.open_date end as open_date,
        case when later.dt is null then earlier.closing_date else later.closing_date end as closing_date,
        case when later.dt is null then earlier.currency else later.currency end as currency,
        case when later.dt is null then earlier.current_balance else later.current_balance end as current_balance,
        case when later.dt is null then earlier.available_balance else later.available_balance end as available_balance,
        case when later.dt is null then earlier.interest_rate else later.interest_rate end as interest_rate,
        case when later.dt is null then earlier.credit_limit else later.credit_limit end as credit_limit,
        case when later.dt is null then earlier.apr else later.apr end as apr,
        case when later.dt is null then earlier.term_months else later.term_months end as term_months,
        case when later.dt is null then earlier.maturity_date else later.maturity_date end as maturity_date,
        case when later.dt is null then earlier.branch_id else later.branch_id end as branch_id,
        case when later.dt is null then earlier.updated_at else later.updated_at end as updated_at,
        case when later.dt is null then earlier.is_repaired else later.is_repaired end as is_repaired,
        case when later.dt is null then earlier.row_sha256 else later.row_sha256 end as row_sha256,
        earlier.product_id as previous_product_id,
        earlier.account_status as previous_account_status,
        earlier.closing_date as previous_closing_date,
        earlier.interest_rate as previous_interest_rate,
        earlier.credit_limit as previous_credit_limit,
        earlier.apr as previous_apr,
        earlier.term_months as previous_term_months,
        earlier.maturity_date as previous_maturity_date,
        earlier.branch_id as previous_branch_id
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.account_id = later.account_id
    where
        later.dt is null
        or earlier.dt is null
        or later.product_id is distinct from earlier.product_id
        or later.account_status is distinct from earlier.account_status
        or later.closing_date is distinct from earlier.closing_date
        or later.interest_rate is distinct from earlier.interest_rate
        or later.credit_limit is distinct from earlier.credit_limit
        or later.apr is distinct from earlier.apr
        or later.term_months is distinct from earlier.term_months
        or later.maturity_date is distinct from earlier.maturity_date
        or later.branch_id is distinct from earlier.branch_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    account_id,
    changed_columns,
    customer_id,
    product_id,
    account_number_masked,
    account_token,
    account_type,
    account_status,
    open_date,
    closing_date,
    currency,
    current_balance,
    available_balance,
    interest_rate,
    credit_limit,
    apr,
    term_months,
    maturity_date,
    branch_id,
    updated_at,
    is_repaired,
    row_sha256,
    previous_product_id,
    previous_account_status,
    previous_closing_date,
    previous_interest_rate,
    previous_credit_limit,
    previous_apr,
    previous_term_months,
    previous_maturity_date,
    previous_branch_id
from paired
order by dt, account_id
