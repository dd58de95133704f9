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

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.account_id,
        snapshot.product_id,
        snapshot.account_status,
        snapshot.closing_date,
        snapshot.interest_rate,
        snapshot.credit_limit,
        snapshot.apr,
        snapshot.term_months,
        snapshot.maturity_date,
        snapshot.branch_id
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
        later.customer_id,
        later.product_id,
        later.account_number_masked,
        later.account_token,
        later.account_type,
        later.account_status,
        later.open_date,
        later.closing_date,
        later.currency,
        later.current_balance,
        later.available_balance,
        later.interest_rate,
        later.credit_limit,
        later.apr,
        later.term_months,
        later.maturity_date,
        later.branch_id,
        later.updated_at,
        later.is_repaired,
        later.row_sha256,
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
),

whole as (
    select
        dt,
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
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.account_id,
        paired.changed_columns,
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
        snapshot.row_sha256,
        paired.previous_product_id,
        paired.previous_account_status,
        paired.previous_closing_date,
        paired.previous_interest_rate,
        paired.previous_credit_limit,
        paired.previous_apr,
        paired.previous_term_months,
        paired.previous_maturity_date,
        paired.previous_branch_id
    from curated.accounts as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.account_id = snapshot.account_id
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
from whole
order by dt, account_id
