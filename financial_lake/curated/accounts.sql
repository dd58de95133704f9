-- Deposit and credit card accounts, spelled as agreed and without their whole number.
with delivered as (
    select raw.*
    from datalake.accounts as raw
    join build.days on build.days.dt = raw.dt
),

normalised as (
    select
        delivered.*,
        lower(trim(delivered.account_type)) as clean_account_type,
        lower(trim(delivered.account_status)) as clean_account_status,
        sha256(cast(to_json(delivered) as varchar)) as row_sha256
    from delivered
)

select
    dt,
    account_id,
    customer_id,
    product_id,
    '****' || right(account_number, 4) as account_number_masked,
    'ACC-' || cast(account_id as varchar) as account_token,
    clean_account_type as account_type,
    clean_account_status as account_status,
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
    account_type <> clean_account_type or account_status <> clean_account_status as is_repaired,
    row_sha256
from normalised
order by dt, account_id
