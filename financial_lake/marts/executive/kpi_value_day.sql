-- The bank's key figures of the day, one row each.
with days as (
    select calendar.dt, calendar.last_weekday, calendar.dt - (calendar.day_of_month - 1) as month_start
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

customers as (
    select
        days.dt,
        count(case when record.customer_status <> 'closed' then 1 end) as customers,
        count(case when record.onboarding_date >= days.month_start then 1 end) as new_customers_mtd,
        count(case when record.churn_on > days.dt - interval 365 days then 1 end) as leavers,
        count(
            case
                when
                    record.onboarding_date <= days.dt - interval 365 days
                    and coalesce(record.churn_on > days.dt - interval 365 days, true)
                    then 1
            end
        ) as customers_before
    from curated.customer_records as record
    right join days on record.dt = days.dt
    group by days.dt
),

accounts as (
    select days.dt, count(account.account_id) as accounts
    from curated.accounts as account
    right join days on account.dt = days.last_weekday and account.account_status <> 'closed'
    group by days.dt
),

balances as (
    select
        days.dt,
        coalesce(sum(balance.closing_balance_usd), 0) as total_balance,
        coalesce(sum(case when balance.credit_limit is null then greatest(balance.closing_balance_usd, 0) end), 0)
            as deposits_usd,
        coalesce(sum(case when balance.credit_limit is not null then greatest(-balance.closing_balance_usd, 0) end), 0)
            as card_outstanding
    from warehouse_facts.fact_balance as balance
    right join days on balance.dt = days.dt
    group by days.dt
),

postings as (
    select
        days.dt,
        coalesce(sum(rollup_day.transaction_count), 0) as transactions,
        coalesce(sum(rollup_day.debit_amount_usd + rollup_day.credit_amount_usd), 0) as transaction_value
    from days
    left join marts.transaction_rollup_day as rollup_day on rollup_day.dt = days.dt
    group by days.dt
),

averages as (
    select
        postings.*,
        cast((2 * cents + transactions) // (2 * nullif(transactions, 0)) as decimal(18, 0)) * 0.01 as average_value
    from (select *, cast(transaction_value * 100 as hugeint) as cents from postings) as postings
),

loans as (
    select
        days.dt,
        count(loan.loan_id) as loans,
        coalesce(sum(loan.current_balance), 0) as loan_balance,
        coalesce(sum(case when loan.days_past_due >= 30 then loan.current_balance end), 0) as overdue_balance
    from datalake.loan_accounts as loan
    right join days on loan.dt = days.last_weekday and loan.closed_on is null
    group by days.dt
),

investments as (
    select days.dt, coalesce(sum(investment.current_value), 0) as investments_usd
    from datalake.investments as investment
    right join days on investment.dt = days.last_weekday
    group by days.dt
),

visits as (
    select days.dt, count(visit.visit_id) as branch_visits
    from datalake.branch_visits as visit
    right join days on visit.dt = days.dt
    group by days.dt
),

spenders as (
    select days.dt, count(distinct customer.customer_id) as active_customers_30d
    from days
    left join marts.customer_day as customer
        on customer.dt > days.dt - interval 30 days
        and customer.dt <= days.dt
        and customer.spend_count > 0
    group by days.dt
),

contracts as (
    select days.dt, coalesce(sum(customer.open_contract_count), 0) as open_contracts
    from marts.customer_day as customer
    right join days on customer.dt = days.dt
    group by days.dt
),

attempts as (
    select days.dt, sum(answers.approved_count) as approved, sum(answers.attempt_count) as attempted
    from days
    left join marts.card_authorization_daily as answers
        on answers.dt = days.dt
        and answers.decline_reason = 'all'
    group by days.dt
),

surveys as (
    select
        days.dt,
        count(survey.survey_id) as surveys,
        count(case when survey.nps_score >= 9 then 1 end) - count(case when survey.nps_score <= 6 then 1 end)
            as net_promoters
    from days
    left join datalake.satisfaction_surveys as survey
        on survey.dt > days.dt - interval 90 days
        and survey.dt <= days.dt
    group by days.dt
),

earnings as (
    select
        days.dt,
        coalesce(sum(case
            when entry.line in ('loan_interest_income', 'card_interest_income', 'treasury_income') then entry.amount
            when entry.line in ('deposit_interest_expense', 'wholesale_funding_cost') then -entry.amount
        end), 0) as net_interest,
        coalesce(sum(case
            when entry.line in ('fee_income', 'interchange_income', 'commission_income') then entry.amount
        end), 0) as fees,
        coalesce(sum(case when entry.line in ('staff_cost', 'servicing_cost') then entry.amount end), 0) as costs
    from days
    left join marts.profit_and_loss_daily as entry on entry.dt >= days.month_start and entry.dt <= days.dt
    group by days.dt
),

earning as ( -- summed over the days of the month, as what they earn is
    select days.dt, sum(held.amount) as assets
    from days
    left join marts.treasury_position_daily as held
        on held.dt >= days.month_start
        and held.dt <= days.dt
        and (
            held.line in (
                'cash_and_vault', 'central_bank_reserves', 'government_bonds', 'agency_bonds', 'card_receivables'
            )
            or right(held.line, 6) = '_loans'
        )
    group by days.dt
),

defects as (
    select days.dt, sum(quality.bad_rows) as bad_rows, max(quality.raw_rows) as raw_rows
    from days
    left join marts.data_quality_daily as quality on quality.dt = days.dt and quality.table_name = 'transactions'
    group by days.dt
),

named as (
    select named.kpi
    from (
        values
            ('customers'),
            ('accounts'),
            ('total_balance'),
            ('transactions'),
            ('transaction_value'),
            ('average_value'),
            ('loans'),
            ('loan_balance'),
            ('branch_visits'),
            ('deposits_usd'),
            ('card_outstanding'),
            ('assets_under_management'),
            ('active_customers_30d'),
            ('products_per_customer'),
            ('new_customers_mtd'),
            ('churn_rate_12m'),
            ('net_interest_margin_mtd'),
            ('cost_income_mtd'),
            ('approval_rate'),
            ('nps_90d'),
            ('delinquency_30_plus'),
            ('defect_rate')
    ) as named(kpi)
)

select
    days.dt,
    named.kpi,
    case named.kpi
        when 'customers' then cast(customers.customers as decimal(18, 6))
        when 'accounts' then cast(accounts.accounts as decimal(18, 6))
        when 'total_balance' then cast(balances.total_balance as decimal(18, 6))
        when 'transactions' then cast(averages.transactions as decimal(18, 6))
        when 'transaction_value' then cast(averages.transaction_value as decimal(18, 6))
        when 'average_value' then cast(averages.average_value as decimal(18, 6))
        when 'loans' then cast(loans.loans as decimal(18, 6))
        when 'loan_balance' then cast(loans.loan_balance as decimal(18, 6))
        when 'branch_visits' then cast(visits.branch_visits as decimal(18, 6))
        when 'deposits_usd' then cast(balances.deposits_usd as decimal(18, 6))
        when 'card_outstanding' then cast(balances.card_outstanding as decimal(18, 6))
        when 'assets_under_management'
            then cast(balances.deposits_usd + investments.investments_usd as decimal(18, 6))
        when 'active_customers_30d' then cast(spenders.active_customers_30d as decimal(18, 6))
        when 'products_per_customer'
            then cast(contracts.open_contracts / nullif(customers.customers, 0) as decimal(18, 6))
        when 'new_customers_mtd' then cast(customers.new_customers_mtd as decimal(18, 6))
        when 'churn_rate_12m' then cast(customers.leavers / nullif(customers.customers_before, 0) as decimal(18, 6))
        when 'net_interest_margin_mtd'
            then cast(365 * earnings.net_interest / nullif(earning.assets, 0) as decimal(18, 6))
        when 'cost_income_mtd'
            then cast(earnings.costs / nullif(earnings.net_interest + earnings.fees, 0) as decimal(18, 6))
        when 'approval_rate' then cast(attempts.approved / nullif(attempts.attempted, 0) as decimal(18, 6))
        when 'nps_90d'
            then cast(round(1000 * surveys.net_promoters / nullif(surveys.surveys, 0)) / 10 as decimal(18, 6))
        when 'delinquency_30_plus' then cast(loans.overdue_balance / nullif(loans.loan_balance, 0) as decimal(18, 6))
        when 'defect_rate' then cast(defects.bad_rows / nullif(defects.raw_rows, 0) as decimal(18, 6))
    end as value
from days
cross join named
join customers on customers.dt = days.dt
join accounts on accounts.dt = days.dt
join balances on balances.dt = days.dt
join averages on averages.dt = days.dt
join loans on loans.dt = days.dt
join investments on investments.dt = days.dt
join visits on visits.dt = days.dt
join spenders on spenders.dt = days.dt
join contracts on contracts.dt = days.dt
join attempts on attempts.dt = days.dt
join surveys on surveys.dt = days.dt
join earnings on earnings.dt = days.dt
join earning on earning.dt = days.dt
join defects on defects.dt = days.dt
order by dt, kpi
