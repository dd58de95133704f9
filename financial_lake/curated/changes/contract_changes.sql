-- Contracts of customers that appeared, changed or went since the weekday before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select days.dt, calendar.previous_weekday as dt_before
    from build.days as days
    join curated.calendar as calendar on calendar.dt = days.dt and calendar.last_weekday = days.dt
),

stored as (
    select distinct dt from curated.contract_records
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
        snapshot.contract_id,
        snapshot.contract_class,
        snapshot.account_id,
        snapshot.customer_id,
        snapshot.account_type,
        snapshot.product_id,
        snapshot.product_name,
        snapshot.product_category,
        snapshot.status,
        snapshot.is_open,
        snapshot.branch_id,
        snapshot.branch_region,
        snapshot.open_date,
        snapshot.opening_year,
        snapshot.closing_date,
        snapshot.maturity_date,
        snapshot.account_number_masked,
        snapshot.currency,
        snapshot.interest_rate,
        snapshot.annual_yield,
        snapshot.apr,
        snapshot.credit_limit,
        snapshot.principal_amount,
        snapshot.loan_term_months,
        snapshot.installment_amount,
        snapshot.linked_account_id,
        snapshot.cd_term_months,
        snapshot.policy_status,
        snapshot.policy_sub_status,
        snapshot.coverage_amount,
        snapshot.premium_amount,
        snapshot.premium_frequency,
        snapshot.security_type,
        snapshot.tin_type,
        snapshot.tin_number,
        snapshot.created_at,
        snapshot.updated_at
    from curated.contract_records as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.contract_id,
        snapshot.product_id,
        snapshot.status,
        snapshot.branch_id,
        snapshot.closing_date,
        snapshot.maturity_date,
        snapshot.interest_rate,
        snapshot.apr,
        snapshot.credit_limit,
        snapshot.loan_term_months,
        snapshot.installment_amount,
        snapshot.linked_account_id,
        snapshot.cd_term_months,
        snapshot.coverage_amount,
        snapshot.premium_amount,
        snapshot.premium_frequency
    from curated.contract_records as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.contract_id, earlier.contract_id) as contract_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.product_id is distinct from earlier.product_id then 'product_id' end,
                case when later.status is distinct from earlier.status then 'status' end,
                case when later.branch_id is distinct from earlier.branch_id then 'branch_id' end,
                case when later.closing_date is distinct from earlier.closing_date then 'closing_date' end,
                case when later.maturity_date is distinct from earlier.maturity_date then 'maturity_date' end,
                case when later.interest_rate is distinct from earlier.interest_rate then 'interest_rate' end,
                case when later.apr is distinct from earlier.apr then 'apr' end,
                case when later.credit_limit is distinct from earlier.credit_limit then 'credit_limit' end,
                case when later.loan_term_months is distinct from earlier.loan_term_months then 'loan_term_months' end,
                case when later.installment_amount is distinct from earlier.installment_amount then 'installment_amount' end,
                case when later.linked_account_id is distinct from earlier.linked_account_id then 'linked_account_id' end,
                case when later.cd_term_months is distinct from earlier.cd_term_months then 'cd_term_months' end,
                case when later.coverage_amount is distinct from earlier.coverage_amount then 'coverage_amount' end,
                case when later.premium_amount is distinct from earlier.premium_amount then 'premium_amount' end,
                case when later.premium_frequency is distinct from earlier.premium_frequency then 'premium_frequency' end
            )
        end as changed_columns,
        later.contract_class,
        later.account_id,
        later.customer_id,
        later.account_type,
        later.product_id,
        later.product_name,
        later.product_category,
        later.status,
        later.is_open,
        later.branch_id,
        later.branch_region,
        later.open_date,
        later.opening_year,
        later.closing_date,
        later.maturity_date,
        later.account_number_masked,
        later.currency,
        later.interest_rate,
        later.annual_yield,
        later.apr,
        later.credit_limit,
        later.principal_amount,
        later.loan_term_months,
        later.installment_amount,
        later.linked_account_id,
        later.cd_term_months,
        later.policy_status,
        later.policy_sub_status,
        later.coverage_amount,
        later.premium_amount,
        later.premium_frequency,
        later.security_type,
        later.tin_type,
        later.tin_number,
        later.created_at,
        later.updated_at,
        earlier.product_id as previous_product_id,
        earlier.status as previous_status,
        earlier.branch_id as previous_branch_id,
        earlier.closing_date as previous_closing_date,
        earlier.maturity_date as previous_maturity_date,
        earlier.interest_rate as previous_interest_rate,
        earlier.apr as previous_apr,
        earlier.credit_limit as previous_credit_limit,
        earlier.loan_term_months as previous_loan_term_months,
        earlier.installment_amount as previous_installment_amount,
        earlier.linked_account_id as previous_linked_account_id,
        earlier.cd_term_months as previous_cd_term_months,
        earlier.coverage_amount as previous_coverage_amount,
        earlier.premium_amount as previous_premium_amount,
        earlier.premium_frequency as previous_premium_frequency
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.contract_id = later.contract_id
    where
        later.dt is null
        or earlier.dt is null
        or later.product_id is distinct from earlier.product_id
        or later.status is distinct from earlier.status
        or later.branch_id is distinct from earlier.branch_id
        or later.closing_date is distinct from earlier.closing_date
        or later.maturity_date is distinct from earlier.maturity_date
        or later.interest_rate is distinct from earlier.interest_rate
        or later.apr is distinct from earlier.apr
        or later.credit_limit is distinct from earlier.credit_limit
        or later.loan_term_months is distinct from earlier.loan_term_months
        or later.installment_amount is distinct from earlier.installment_amount
        or later.linked_account_id is distinct from earlier.linked_account_id
        or later.cd_term_months is distinct from earlier.cd_term_months
        or later.coverage_amount is distinct from earlier.coverage_amount
        or later.premium_amount is distinct from earlier.premium_amount
        or later.premium_frequency is distinct from earlier.premium_frequency
),

whole as (
    select
        dt,
        op,
        is_baseline,
        contract_id,
        changed_columns,
        contract_class,
        account_id,
        customer_id,
        account_type,
        product_id,
        product_name,
        product_category,
        status,
        is_open,
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
        updated_at,
        previous_product_id,
        previous_status,
        previous_branch_id,
        previous_closing_date,
        previous_maturity_date,
        previous_interest_rate,
        previous_apr,
        previous_credit_limit,
        previous_loan_term_months,
        previous_installment_amount,
        previous_linked_account_id,
        previous_cd_term_months,
        previous_coverage_amount,
        previous_premium_amount,
        previous_premium_frequency
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.contract_id,
        paired.changed_columns,
        snapshot.contract_class,
        snapshot.account_id,
        snapshot.customer_id,
        snapshot.account_type,
        snapshot.product_id,
        snapshot.product_name,
        snapshot.product_category,
        snapshot.status,
        snapshot.is_open,
        snapshot.branch_id,
        snapshot.branch_region,
        snapshot.open_date,
        snapshot.opening_year,
        snapshot.closing_date,
        snapshot.maturity_date,
        snapshot.account_number_masked,
        snapshot.currency,
        snapshot.interest_rate,
        snapshot.annual_yield,
        snapshot.apr,
        snapshot.credit_limit,
        snapshot.principal_amount,
        snapshot.loan_term_months,
        snapshot.installment_amount,
        snapshot.linked_account_id,
        snapshot.cd_term_months,
        snapshot.policy_status,
        snapshot.policy_sub_status,
        snapshot.coverage_amount,
        snapshot.premium_amount,
        snapshot.premium_frequency,
        snapshot.security_type,
        snapshot.tin_type,
        snapshot.tin_number,
        snapshot.created_at,
        snapshot.updated_at,
        paired.previous_product_id,
        paired.previous_status,
        paired.previous_branch_id,
        paired.previous_closing_date,
        paired.previous_maturity_date,
        paired.previous_interest_rate,
        paired.previous_apr,
        paired.previous_credit_limit,
        paired.previous_loan_term_months,
        paired.previous_installment_amount,
        paired.previous_linked_account_id,
        paired.previous_cd_term_months,
        paired.previous_coverage_amount,
        paired.previous_premium_amount,
        paired.previous_premium_frequency
    from curated.contract_records as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.contract_id = snapshot.contract_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    contract_id,
    changed_columns,
    contract_class,
    account_id,
    customer_id,
    account_type,
    product_id,
    product_name,
    product_category,
    status,
    is_open,
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
    updated_at,
    previous_product_id,
    previous_status,
    previous_branch_id,
    previous_closing_date,
    previous_maturity_date,
    previous_interest_rate,
    previous_apr,
    previous_credit_limit,
    previous_loan_term_months,
    previous_installment_amount,
    previous_linked_account_id,
    previous_cd_term_months,
    previous_coverage_amount,
    previous_premium_amount,
    previous_premium_frequency
from whole
order by dt, contract_id
