-- How every contract stands at the end of the month, and what the month did to it.
with month_ends as (
    select calendar.dt, calendar.last_weekday, calendar.dt - (calendar.day_of_month - 1) as month_start
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

account_months as (
    select
        month_ends.dt,
        balance.contract_id,
        sum(balance.interest_earned) as interest_earned,
        sum(balance.interest_charged) as interest_charged,
        sum(balance.credit_amount) as credits,
        sum(balance.debit_amount) as debits,
        sum(balance.net_movement) as net_movement
    from warehouse_facts.fact_balance as balance
    join month_ends
        on balance.dt >= month_ends.month_start and balance.dt <= month_ends.dt
    group by month_ends.dt, balance.contract_id
),

accounts as (
    select
        balance.dt,
        balance.customer_id,
        balance.account_id,
        balance.contract_id,
        balance.product_id,
        balance.currency,
        balance.closing_balance as balance,
        balance.average_balance,
        balance.closing_balance + balance.credit_limit as available_credit,
        round(-100 * balance.closing_balance / nullif(balance.credit_limit, 0), 2) as utilization_pct,
        case when balance.credit_limit is null then greatest(round(account_months.interest_earned, 2), 0)
            else account_months.interest_charged end as interest,
        account_months.credits,
        account_months.debits,
        account_months.net_movement
    from warehouse_facts.fact_balance as balance
    join month_ends on balance.dt = month_ends.dt
    join account_months
        on account_months.dt = balance.dt and account_months.contract_id = balance.contract_id
),

loan_days as ( -- every calendar day shows the loans of its last weekday
    select month_ends.dt, loan.loan_id, sum(cast(loan.current_balance * 100 as hugeint)) as cents, count(*) as days
    from month_ends
    join curated.calendar as each_day on each_day.dt >= month_ends.month_start and each_day.dt <= month_ends.dt
    join datalake.loan_accounts as loan
        on loan.dt = each_day.last_weekday and loan.origination_date <= each_day.dt
    group by month_ends.dt, loan.loan_id
),

loans as (
    select
        month_ends.dt,
        loan.customer_id,
        loan.loan_id,
        loan.product_id,
        loan.original_amount,
        loan.current_balance,
        cast(loan.current_balance * 100 as hugeint) * cast(loan.interest_rate * 1000000 as hugeint) as yearly_interest,
        loan_days.cents,
        loan_days.days
    from datalake.loan_accounts as loan
    join month_ends on loan.dt = month_ends.last_weekday
    join loan_days on loan_days.dt = month_ends.dt and loan_days.loan_id = loan.loan_id
    where loan.closed_on is null or loan.closed_on >= month_ends.dt
),

investment_days as (
    select
        month_ends.dt,
        investment.investment_id,
        sum(cast(investment.current_value * 100 as hugeint)) as cents,
        count(*) as days
    from datalake.investments as investment
    join month_ends
        on investment.dt >= month_ends.month_start and investment.dt <= month_ends.dt
    group by month_ends.dt, investment.investment_id
),

contracts as (
    select
        dt,
        customer_id,
        account_id,
        contract_id,
        'account' as contract_class,
        product_id,
        currency,
        balance,
        average_balance,
        available_credit,
        utilization_pct,
        cast(null as decimal(18, 2)) as principal_paid,
        cast(null as decimal(18, 2)) as principal_remaining,
        interest as interest_accrued,
        credits,
        debits,
        net_movement
    from accounts

    union all

    select
        dt,
        customer_id,
        loan_id,
        loan_id * 10 + 2,
        'loan',
        product_id,
        'USD',
        current_balance,
        cast((2 * cents + days) // (2 * days) as decimal(18, 0)) * 0.01,
        null,
        null,
        original_amount - current_balance,
        current_balance,
        cast((2 * yearly_interest + 12000000) // 24000000 as decimal(18, 0)) * 0.01, -- from hundred-millionths
        null,
        null,
        null
    from loans

    union all

    select
        month_ends.dt,
        investment.customer_id,
        investment.investment_id,
        investment.investment_id * 10 + 4,
        'investment',
        investment.product_id,
        'USD',
        investment.current_value,
        cast(
            (2 * investment_days.cents + investment_days.days) // (2 * investment_days.days) as decimal(18, 0)
        ) * 0.01,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null
    from datalake.investments as investment
    join month_ends on investment.dt = month_ends.last_weekday
    join investment_days
        on investment_days.dt = month_ends.dt and investment_days.investment_id = investment.investment_id
),

customers as (
    select month_ends.dt, contract.customer_id, count(*) as product_count
    from curated.contract_records as contract
    join month_ends on contract.dt = month_ends.last_weekday
    where contract.is_open
    group by month_ends.dt, contract.customer_id
)

select
    contracts.dt,
    contracts.contract_id * 1000000 + cast(strftime(contracts.dt, '%Y%m') as bigint) as snapshot_id,
    contracts.dt as snapshot_date,
    cast(strftime(contracts.dt, '%Y%m%d') as integer) as date_key,
    contracts.customer_id,
    contracts.account_id,
    contracts.contract_id,
    contracts.contract_class,
    contracts.product_id,
    contracts.currency,
    cast(contracts.balance as decimal(18, 2)) as balance,
    cast(contracts.balance as decimal(18, 2)) as month_end_balance,
    cast(contracts.average_balance as decimal(18, 2)) as month_avg_balance,
    cast(contracts.available_credit as decimal(18, 2)) as available_credit,
    cast(contracts.utilization_pct as decimal(5, 2)) as credit_utilization_pct,
    contracts.principal_paid,
    contracts.principal_remaining,
    cast(contracts.interest_accrued as decimal(18, 2)) as interest_accrued,
    cast(contracts.credits as decimal(18, 2)) as total_credits_mtd,
    cast(contracts.debits as decimal(18, 2)) as total_debits_mtd,
    cast(contracts.net_movement as decimal(18, 2)) as net_cash_flow_mtd,
    cast(coalesce(customers.product_count, 0) as integer) as customer_product_count,
    cast(contracts.dt as timestamp) + interval 86399 seconds as created_at
from contracts
left join customers on customers.dt = contracts.dt and customers.customer_id = contracts.customer_id
order by contracts.dt, snapshot_id
