-- How each branch did in the month: customers, deposits, loans, visits, cash, staff and fees, side by side.
with months as (
    select build.days.dt, build.days.dt - (calendar.day_of_month - 1) as first_day, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

open_dates as (
    select months.dt, calendar.dt as open_on
    from months
    join curated.calendar on calendar.dt >= months.first_day and calendar.dt <= months.dt
    where calendar.day_of_week <> 7 and not calendar.is_holiday
),

opening as (
    select dt, count(*) as open_days
    from open_dates
    group by dt
),

customers as (
    select customer.dt, customer.customer_id, customer.home_branch_id as branch_id, customer.customer_status
    from curated.customer_records as customer
    join months on months.dt = customer.dt
),

served as (
    select dt, branch_id, count(*) as customer_count
    from customers
    where customer_status <> 'closed'
    group by dt, branch_id
),

accounts as (
    select
        months.dt,
        months.first_day,
        account.account_id * 10 + 1 as contract_id,
        account.branch_id,
        account.account_type,
        account.account_status,
        account.open_date,
        account.closing_date
    from curated.accounts as account
    join months on account.dt = months.last_weekday
),

kept as (
    select
        accounts.dt,
        accounts.branch_id,
        count(*) filter (accounts.account_status <> 'closed') as account_count,
        count(*) filter (accounts.open_date >= accounts.first_day) as accounts_opened,
        count(*) filter (accounts.closing_date >= accounts.first_day) as accounts_closed,
        sum(balance.closing_balance_usd) filter (accounts.account_type <> 'credit_card') as deposits_usd
    from accounts
    left join warehouse_facts.fact_balance as balance
        on balance.dt = accounts.dt
        and balance.contract_id = accounts.contract_id
    group by accounts.dt, accounts.branch_id
),

lent as (
    select months.dt, customers.branch_id, sum(loan.current_balance) as loans_outstanding
    from datalake.loan_accounts as loan
    join months on loan.dt = months.last_weekday
    join customers on customers.dt = months.dt and customers.customer_id = loan.customer_id
    where loan.loan_status not in ('paid_off', 'defaulted')
    group by months.dt, customers.branch_id
),

visited as (
    select
        months.dt,
        visit.branch_id,
        count(*) as visit_count,
        sum(visit.cash_amount) filter (visit.visit_purpose = 'deposit') as cash_in,
        sum(visit.cash_amount) filter (visit.visit_purpose = 'withdrawal') as cash_out
    from datalake.branch_visits as visit
    join months on visit.dt >= months.first_day and visit.dt <= months.dt
    group by months.dt, visit.branch_id
),

staffed as (
    select
        open_dates.dt,
        employee.branch_id,
        count(*) as staff_days
    from open_dates
    join datalake.employees as employee on employee.dt = open_dates.open_on
    where employee.employment_status = 'active' and employee.branch_id is not null
    group by open_dates.dt, employee.branch_id
),

staff as (
    select employee.dt, employee.branch_id, count(*) as staff_count
    from datalake.employees as employee
    join months on months.dt = employee.dt
    where employee.employment_status = 'active' and employee.branch_id is not null
    group by employee.dt, employee.branch_id
),

charged as (
    select months.dt, fact.branch_id, -sum(fact.transaction_amount_usd) as fee_income
    from warehouse_facts.fact_transaction as fact
    join months on fact.dt >= months.first_day and fact.dt <= months.dt
    where fact.is_completed = 1 and fact.flow_class = 'charge'
    group by months.dt, fact.branch_id
),

applied as (
    select
        months.dt,
        customers.branch_id,
        count(case when cast(application.applied_at as date) >= months.first_day then 1 end) as application_count,
        count(case when application.decided_on >= months.first_day and application.application_status = 'approved' then 1 end)
            as approved,
        count(case when application.decided_on >= months.first_day and application.application_status = 'rejected' then 1 end)
            as rejected
    from datalake.loan_applications as application
    join months on application.dt = months.dt
    join customers on customers.dt = months.dt and customers.customer_id = application.customer_id
    group by months.dt, customers.branch_id
),

surveyed as (
    select
        months.dt,
        employee.branch_id,
        count(*) as survey_count,
        count(case when survey.nps_score >= 9 then 1 end) - count(case when survey.nps_score <= 6 then 1 end)
            as net_promoters
    from months
    join warehouse_facts.fact_interaction as contact
        on contact.dt >= months.first_day and contact.dt <= months.dt and contact.channel = 'branch'
    join datalake.satisfaction_surveys as survey
        on survey.interaction_id = contact.interaction_key and survey.dt <= months.dt
    join datalake.employees as employee on employee.dt = contact.dt and employee.employee_id = contact.agent_id
    group by months.dt, employee.branch_id
),

joined as (
    select
        months.dt,
        branch.branch_id,
        branch.branch_name,
        coalesce(served.customer_count, 0) as customer_count,
        coalesce(kept.account_count, 0) as account_count,
        coalesce(kept.deposits_usd, 0) as deposits_usd,
        cast(coalesce(kept.deposits_usd, 0) * 100 as bigint) as deposit_cents,
        coalesce(lent.loans_outstanding, 0) as loans_outstanding,
        coalesce(kept.accounts_opened, 0) as accounts_opened,
        coalesce(kept.accounts_closed, 0) as accounts_closed,
        coalesce(visited.visit_count, 0) as visit_count,
        coalesce(visited.cash_in, 0) as cash_in,
        coalesce(visited.cash_out, 0) as cash_out,
        coalesce(staff.staff_count, 0) as staff_count,
        coalesce(opening.open_days, 0) as open_days,
        staffed.staff_days,
        coalesce(applied.application_count, 0) as application_count,
        applied.approved,
        applied.rejected,
        coalesce(surveyed.survey_count, 0) as survey_count,
        surveyed.net_promoters,
        coalesce(charged.fee_income, 0) as fee_income
    from months
    join datalake.branches as branch on branch.dt = months.dt
    left join opening on opening.dt = months.dt
    left join served on served.dt = months.dt and served.branch_id = branch.branch_id
    left join kept on kept.dt = months.dt and kept.branch_id = branch.branch_id
    left join lent on lent.dt = months.dt and lent.branch_id = branch.branch_id
    left join visited on visited.dt = months.dt and visited.branch_id = branch.branch_id
    left join staffed on staffed.dt = months.dt and staffed.branch_id = branch.branch_id
    left join staff on staff.dt = months.dt and staff.branch_id = branch.branch_id
    left join applied on applied.dt = months.dt and applied.branch_id = branch.branch_id
    left join surveyed on surveyed.dt = months.dt and surveyed.branch_id = branch.branch_id
    left join charged on charged.dt = months.dt and charged.branch_id = branch.branch_id
),

measured as (
    select
        joined.*,
        case
            when customer_count > 0 then
                cast(
                    cast(
                        sign(deposit_cents) * ((2 * abs(deposit_cents) + customer_count) // (2 * customer_count))
                        as decimal(18, 0)
                    ) * 0.01
                    as decimal(18, 2)
                )
        end as deposits_per_customer
    from joined
)

select
    dt,
    branch_id,
    branch_name,
    customer_count,
    account_count,
    cast(deposits_usd as decimal(18, 2)) as deposits_usd,
    cast(loans_outstanding as decimal(18, 2)) as loans_outstanding,
    accounts_opened,
    accounts_closed,
    visit_count,
    cast(cash_in as decimal(18, 2)) as cash_in,
    cast(cash_out as decimal(18, 2)) as cash_out,
    staff_count,
    cast(open_days as integer) as open_days,
    cast(visit_count / nullif(staff_days, 0) as decimal(18, 6)) as visits_per_staff_day,
    application_count,
    cast(approved / nullif(approved + rejected, 0) as decimal(18, 6)) as approval_share,
    survey_count,
    cast(round(1000 * net_promoters / nullif(survey_count, 0)) / 10 as decimal(18, 6)) as nps,
    cast(fee_income as decimal(18, 2)) as fee_income,
    deposits_per_customer,
    cast(
        row_number() over (partition by dt order by deposits_per_customer desc nulls last, branch_id) as integer
    ) as branch_rank
from measured
order by dt, branch_id
