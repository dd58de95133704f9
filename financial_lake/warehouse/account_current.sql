-- Every contract as it stands on the last stored day: its newest version with what it holds or owes.
with newest as (
    select account.*
    from warehouse.dim_account as account
    where account.contract_id > 0
    qualify row_number() over (partition by account.contract_id order by account.valid_from desc) = 1
),

as_of as (
    select max(dt) as dt
    from warehouse_facts.fact_balance
),

last_days as (
    select contract_id, max(dt) as dt
    from warehouse_facts.fact_balance
    group by contract_id
),

balances as (
    select balance.contract_id, balance.closing_balance, balance.available_balance, balance.average_balance
    from warehouse_facts.fact_balance as balance
    join last_days on last_days.contract_id = balance.contract_id and last_days.dt = balance.dt
),

loans as (
    select
        loan_id * 10 + 2 as contract_id,
        current_balance as outstanding_balance,
        cast(round(cast(current_balance as decimal(38, 2)) * 1.02, 2) as decimal(18, 2)) as payoff_amount
    from datalake.loan_accounts
    where dt = (select max(dt) from datalake.loan_accounts)
),

positions as (
    select
        investment_id * 10 + 4 as contract_id,
        cast(sum(quantity) as decimal(18, 4)) as units_held,
        cast(sum(quantity) * 10000 as bigint) as ten_thousandths,
        cast(sum(cost_basis) * 100 as bigint) as cost_cents,
        cast(sum(cast(current_value as decimal(38, 2))) as decimal(18, 2)) as current_value
    from datalake.holdings
    where dt = (select max(dt) from datalake.holdings)
    group by investment_id
),

beneficiaries as (
    select policy_id * 10 + 3 as contract_id, cast(count(*) as integer) as beneficiary_count
    from datalake.beneficiaries
    where dt = (select max(dt) from datalake.beneficiaries)
    group by policy_id
),

aged as (
    select newest.contract_id, newest.open_date, coalesce(newest.closing_date, as_of.dt) as until, as_of.dt as as_of_date
    from newest
    join as_of on as_of.dt is not null
)

select
    newest.account_key,
    newest.contract_id,
    newest.valid_from,
    newest.valid_to,
    newest.is_current,
    newest.version_number,
    newest.is_deleted,
    newest.is_start_exact,
    newest.contract_class,
    newest.account_id,
    newest.customer_id,
    newest.account_type,
    newest.product_id,
    newest.product_name,
    newest.product_category,
    case
        when newest.contract_class = 'investment' and newest.is_deleted then 'closed'
        else newest.status
    end as status,
    newest.branch_id,
    newest.branch_region,
    newest.open_date,
    newest.opening_year,
    newest.closing_date,
    newest.maturity_date,
    newest.account_number_masked,
    newest.currency,
    newest.interest_rate,
    newest.annual_yield,
    newest.apr,
    newest.credit_limit,
    newest.principal_amount,
    newest.loan_term_months,
    newest.installment_amount,
    newest.linked_account_id,
    newest.cd_term_months,
    newest.policy_status,
    newest.policy_sub_status,
    newest.coverage_amount,
    newest.premium_amount,
    newest.premium_frequency,
    newest.security_type,
    newest.tin_type,
    newest.tin_number,
    newest.created_at,
    newest.updated_at,
    aged.as_of_date,
    balances.closing_balance as current_balance,
    balances.available_balance,
    balances.average_balance,
    loans.outstanding_balance,
    loans.payoff_amount,
    beneficiaries.beneficiary_count,
    positions.units_held,
    cast(
        cast(
            (20000 * positions.cost_cents + positions.ten_thousandths) // (2 * positions.ten_thousandths)
            as decimal(18, 0)
        ) * 0.01 as decimal(18, 2)
    ) as purchase_price,
    positions.current_value,
    cast(
        greatest(
            0,
            (year(aged.until) - year(aged.open_date)) * 12 + month(aged.until) - month(aged.open_date)
            - case when day(aged.until) < day(aged.open_date) then 1 else 0 end
        ) as integer
    ) as account_age_months
from newest
join aged on aged.contract_id = newest.contract_id
left join balances on balances.contract_id = newest.contract_id
left join loans on loans.contract_id = newest.contract_id
left join beneficiaries on beneficiaries.contract_id = newest.contract_id
left join positions on positions.contract_id = newest.contract_id
order by newest.account_key
