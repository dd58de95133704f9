-- Everything a customer has signed in one shape: deposit and card accounts, loans, policies, investments.
with ranked_holdings as (
    select
        holding.dt,
        holding.investment_id,
        security.security_type,
        row_number() over (
            partition by holding.dt, holding.investment_id order by holding.current_value desc, holding.holding_id
        ) as place
    from datalake.holdings as holding
    join datalake.securities as security on security.dt = holding.dt and security.security_id = holding.security_id
),

contracts as (
    select
        account.dt,
        cast(1 as bigint) as class_digit,
        'account' as contract_class,
        account.account_id,
        account.customer_id,
        account.account_type,
        account.product_id,
        account.account_status as status,
        account.account_status <> 'closed' as is_open,
        account.branch_id,
        account.open_date,
        account.closing_date,
        account.maturity_date,
        account.account_number_masked,
        account.currency,
        account.interest_rate,
        account.interest_rate as annual_yield,
        account.apr,
        account.credit_limit,
        cast(null as decimal(18, 2)) as principal_amount,
        cast(null as integer) as loan_term_months,
        cast(null as decimal(18, 2)) as installment_amount,
        cast(null as bigint) as linked_account_id,
        account.term_months as cd_term_months,
        cast(null as varchar) as policy_status,
        cast(null as varchar) as policy_sub_status,
        cast(null as decimal(18, 2)) as coverage_amount,
        cast(null as decimal(18, 2)) as premium_amount,
        cast(null as varchar) as premium_frequency,
        cast(null as varchar) as security_type
    from curated.accounts as account

    union all

    select
        loan.dt,
        2,
        'loan',
        loan.loan_id,
        loan.customer_id,
        loan.loan_type,
        loan.product_id,
        loan.loan_status,
        loan.closed_on is null,
        null,
        loan.origination_date,
        loan.closed_on,
        loan.maturity_date,
        '****' || right(loan.loan_number, 4),
        'USD',
        loan.interest_rate,
        null,
        null,
        null,
        loan.original_amount,
        loan.term_months,
        loan.installment_amount,
        loan.linked_account_id,
        null,
        null,
        null,
        null,
        null,
        null,
        null
    from datalake.loan_accounts as loan

    union all

    select
        policy.dt,
        3,
        'policy',
        policy.policy_id,
        policy.customer_id,
        policy.policy_type,
        policy.product_id,
        policy.policy_status,
        policy.policy_status = 'active',
        null,
        policy.start_date,
        case when policy.policy_status <> 'active' then policy.end_date end,
        policy.end_date,
        '****' || right(policy.policy_number, 4),
        'USD',
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        policy.linked_account_id,
        null,
        policy.policy_status,
        case when policy.policy_status in ('lapsed', 'cancelled') then policy.policy_status end,
        policy.coverage_amount,
        policy.premium_amount,
        policy.premium_frequency,
        null
    from datalake.policies as policy
    join curated.calendar on calendar.dt = policy.dt
    where calendar.last_weekday = policy.dt

    union all

    select
        investment.dt,
        4,
        'investment',
        investment.investment_id,
        investment.customer_id,
        investment.account_type,
        investment.product_id,
        'active',
        true,
        null,
        investment.opened_on,
        null,
        null,
        null,
        'USD',
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        investment.settlement_account_id,
        null,
        null,
        null,
        null,
        null,
        null,
        largest.security_type
    from datalake.investments as investment
    left join ranked_holdings as largest
        on largest.dt = investment.dt and largest.investment_id = investment.investment_id and largest.place = 1
)

select
    contracts.dt,
    contracts.account_id * 10 + contracts.class_digit as contract_id,
    contracts.contract_class,
    contracts.account_id,
    contracts.customer_id,
    contracts.account_type,
    contracts.product_id,
    product.product_name,
    product.product_category,
    contracts.status,
    contracts.is_open,
    contracts.branch_id,
    branch.region as branch_region,
    contracts.open_date,
    cast(year(contracts.open_date) as integer) as opening_year,
    contracts.closing_date,
    contracts.maturity_date,
    contracts.account_number_masked,
    contracts.currency,
    contracts.interest_rate,
    contracts.annual_yield,
    contracts.apr,
    contracts.credit_limit,
    contracts.principal_amount,
    contracts.loan_term_months,
    contracts.installment_amount,
    contracts.linked_account_id,
    contracts.cd_term_months,
    contracts.policy_status,
    contracts.policy_sub_status,
    contracts.coverage_amount,
    contracts.premium_amount,
    contracts.premium_frequency,
    contracts.security_type,
    customer.tin_type,
    customer.tin_number,
    profile.created_at,
    profile.updated_at
from contracts
join build.days on build.days.dt = contracts.dt
join datalake.products as product on product.dt = contracts.dt and product.product_id = contracts.product_id
left join datalake.branches as branch on branch.dt = contracts.dt and branch.branch_id = contracts.branch_id
left join curated.customers as customer
    on customer.dt = contracts.dt and customer.customer_id = contracts.customer_id
left join datalake.customer_profiles as profile
    on profile.dt = contracts.dt and profile.customer_id = contracts.customer_id
order by contracts.dt, contract_id
