-- What the bank earned and spent on the day, line by line and, where a product earned it, product by product.
with days as (
    select calendar.dt, calendar.last_weekday, calendar.day_of_month = calendar.days_in_month as is_month_end
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

rates as (
    select
        days.dt,
        max(case when parameter_id = 'insurance_commission_rate' then value end) as premium_rate,
        max(case when parameter_id = 'advisory_fee_rate' then value end) as advisory_rate,
        max(case when parameter_id = 'unit_cost' and scope = 'posting' then value end) as posting_cost,
        max(case when parameter_id = 'unit_cost' and scope = 'branch_visit' then value end) as visit_cost,
        max(case when parameter_id = 'unit_cost' and scope = 'agent_contact' then value end) as agent_cost,
        max(case when parameter_id = 'unit_cost' and scope = 'chatbot_contact' then value end) as chatbot_cost,
        max(case when parameter_id = 'unit_cost' and scope = 'account_month' then value end) as contract_cost
    from days
    join curated.management_parameters as parameter
        on days.dt between parameter.effective_from and parameter.effective_to
    group by days.dt
),

postings as (
    select
        posting.dt,
        posting.product_id,
        -sum(case when posting.transaction_code = 'card_interest' then posting.transaction_amount_usd else 0 end)
            as card_interest,
        sum(case when posting.transaction_code = 'interest_credit' then posting.transaction_amount_usd else 0 end)
            as deposit_interest,
        -sum(case when posting.flow_class = 'charge' then posting.transaction_amount_usd else 0 end) as charges,
        sum(case when posting.is_completed = 1 then posting.transaction_count else 0 end) as posting_count
    from warehouse_facts.fact_transaction as posting
    join days on days.dt = posting.dt
    group by posting.dt, posting.product_id
),

repayments as (
    select payment.dt, payment.product_id, sum(payment.interest_amount) as interest,
        sum(payment.late_fee_amount) as late_fees
    from warehouse_facts.fact_loan_payment as payment
    join days on days.dt = payment.dt
    group by payment.dt, payment.product_id
),

premiums as (
    select premium.dt, policy.product_id,
        round(cast(premium.amount as decimal(28, 2)) * cast(rates.premium_rate as decimal(9, 6)), 2) as commission
    from datalake.premium_payments as premium
    join rates on rates.dt = premium.dt
    left join datalake.policies as policy on policy.dt = premium.dt and policy.policy_id = premium.policy_id
    where premium.payment_status = 'completed'
),

portfolios as ( -- so much of a year's fee falls on the day, to the nearest cent
    select
        days.dt,
        investment.product_id,
        (
            2 * cast(investment.current_value * 100 as hugeint) * cast(rates.advisory_rate * 1000000 as hugeint)
            + 365000000
        ) // 730000000 as cents
    from datalake.investments as investment
    join days on days.last_weekday = investment.dt
    join rates on rates.dt = days.dt
),

treasury as (
    select
        position.dt,
        position.side,
        (
            2 * cast(position.amount * 100 as hugeint) * cast(position.yearly_yield * 1000000 as hugeint)
            + 365000000
        ) // 730000000 as cents
    from marts.treasury_position_daily as position
    join days on days.dt = position.dt
    where position.yearly_yield is not null
),

provisions as (
    select dt, contract_id, product_id, specific_provision + general_provision as provision
    from warehouse_facts.fact_credit_exposure
    where specific_provision + general_provision > 0
),

stored as (
    select distinct dt + 1 as dt from warehouse_facts.fact_credit_exposure
),

losses as (
    select days.dt, provisions.product_id, provisions.provision as amount
    from provisions
    join days on days.dt = provisions.dt
    join stored on stored.dt = days.dt

    union all

    select days.dt, provisions.product_id, -provisions.provision
    from provisions
    join days on days.dt = provisions.dt + 1
    left join datalake.loan_accounts as loan
        on loan.dt = days.last_weekday and loan.loan_id * 10 + 2 = provisions.contract_id
    where loan.loan_id is not null or provisions.contract_id % 10 <> 2
),

salaries as (
    select days.dt, coalesce(sum(cast(employee.salary * 100 as hugeint)), 0) as yearly_cents
    from days
    left join datalake.employees as employee
        on employee.dt = days.dt and employee.employment_status in ('active', 'on_leave')
    group by days.dt
),

visits as (
    select visit.dt, count(*) as visit_count
    from datalake.branch_visits as visit
    join days on days.dt = visit.dt
    group by visit.dt
),

contacts as (
    select
        contact.dt,
        count(case when contact.service_mode = 'agent' then 1 end) as agent_count,
        count(case when contact.service_mode = 'chatbot' then 1 end) as chatbot_count
    from warehouse_facts.fact_interaction as contact
    join days on days.dt = contact.dt
    group by contact.dt
),

contracts as (
    select days.dt, contract.product_id, count(*) as contract_count
    from curated.contract_records as contract
    join days on days.last_weekday = contract.dt and days.is_month_end
    where contract.is_open
    group by days.dt, contract.product_id
),

earned as (
    select dt, 'loan_interest_income' as line, product_id, interest as amount from repayments
    union all
    select dt, 'fee_income', product_id, late_fees from repayments
    union all
    select dt, 'fee_income', product_id, charges from postings
    union all
    select dt, 'card_interest_income', product_id, card_interest from postings
    union all
    select dt, 'commission_income', product_id, commission from premiums
    union all
    select dt, 'commission_income', product_id, cast(cents as decimal(18, 0)) * 0.01 from portfolios
    union all
    select card.dt, 'interchange_income', card.product_id, card.interchange_amount
    from warehouse_facts.fact_card_transaction as card
    join days on days.dt = card.dt
    union all
    select dt, 'treasury_income', null, cast(cents as decimal(18, 0)) * 0.01 from treasury where side = 'asset'
    union all
    select dt, 'treasury_income', null, 0 from days
),

spent as (
    select dt, 'deposit_interest_expense' as line, product_id, deposit_interest as amount from postings
    union all
    select dt, 'wholesale_funding_cost', null, cast(cents as decimal(18, 0)) * 0.01 from treasury
    where side = 'liability'
    union all
    select dt, 'wholesale_funding_cost', null, 0 from days
    union all
    select dt, 'credit_loss_expense', product_id, amount from losses
    union all
    select dt, 'staff_cost', null, cast((2 * yearly_cents + 365) // 730 as decimal(18, 0)) * 0.01 from salaries
    union all
    select postings.dt, 'servicing_cost', postings.product_id, postings.posting_count * rates.posting_cost
    from postings join rates on rates.dt = postings.dt
    union all
    select contracts.dt, 'servicing_cost', contracts.product_id, contracts.contract_count * rates.contract_cost
    from contracts join rates on rates.dt = contracts.dt
    union all
    select
        rates.dt,
        'servicing_cost',
        null,
        coalesce(visits.visit_count, 0) * rates.visit_cost
            + coalesce(contacts.agent_count, 0) * rates.agent_cost
            + coalesce(contacts.chatbot_count, 0) * rates.chatbot_cost
    from rates
    left join visits on visits.dt = rates.dt
    left join contacts on contacts.dt = rates.dt
),

accrued as (
    select
        days.dt,
        round(
            coalesce(
                sum(
                    cast(balance.interest_earned as decimal(20, 8))
                    * cast(coalesce(fixing.usd_rate, 1) as decimal(9, 6))
                ),
                0
            ),
            2
        ) as amount
    from days
    left join warehouse_facts.fact_balance as balance on balance.dt = days.dt
    left join curated.fx_rates as fixing on fixing.dt = balance.dt and fixing.currency = balance.currency
    group by days.dt
),

told as (
    select dt, line, product_id, 'income' as kind, sum(amount) as amount from earned group by dt, line, product_id
    union all
    select dt, line, product_id, 'expense', sum(amount) from spent group by dt, line, product_id
    union all
    select dt, 'accrued_deposit_interest', null, 'memo', amount from accrued
    union all
    select dt, 'net_income', null, 'result', sum(amount)
    from (
        select dt, amount from earned
        union all
        select dt, -amount from spent
    )
    group by dt
)

select dt, line, product_id, kind, cast(amount as decimal(18, 2)) as amount
from told
order by dt, line, product_id
