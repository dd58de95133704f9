-- What each customer has been worth to the bank so far, from yearly fees and the margin on balances.
with month_ends as (
    select calendar.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

account_owners as (
    select distinct month_ends.dt, account.customer_id
    from curated.accounts as account
    join month_ends on account.dt = month_ends.last_weekday
    where account.account_status <> 'closed'
),

observed as (
    select
        month_ends.dt,
        customer.customer_id,
        count(*) as days_observed,
        max(case when customer.dt = month_ends.dt then customer.open_contract_count end) as product_count,
        sum(customer.inflow_usd + customer.outflow_usd) as volume_usd,
        sum(customer.charge_amount_usd) as fees_usd,
        cast(sum(customer.charge_amount_usd) * 100 as hugeint) as fee_cents,
        cast(sum(customer.deposit_balance_usd) * 100 as hugeint) as balance_cents
    from marts.customer_day as customer
    join month_ends
        on customer.dt > month_ends.dt - interval 365 days
        and customer.dt <= month_ends.dt
    group by month_ends.dt, customer.customer_id
),

yearly as (
    select
        observed.dt,
        observed.customer_id,
        observed.days_observed,
        observed.product_count,
        observed.volume_usd,
        observed.fees_usd,
        date_diff('day', record.onboarding_date, observed.dt) as tenure_days,
        sign(observed.fee_cents)
            * ((2 * abs(observed.fee_cents) * 365 + observed.days_observed) // (2 * observed.days_observed))
            as yearly_fee_cents,
        sign(observed.balance_cents)
            * ((2 * abs(observed.balance_cents) + observed.days_observed) // (2 * observed.days_observed))
            as average_cents,
        margin.value as margin
    from observed
    join account_owners
        on account_owners.dt = observed.dt and account_owners.customer_id = observed.customer_id
    join curated.customer_records as record
        on record.dt = observed.dt and record.customer_id = observed.customer_id
    join curated.management_parameters as margin
        on margin.parameter_id = 'clv_balance_margin'
        and margin.scope = 'all'
        and observed.dt between margin.effective_from and margin.effective_to
),

valued as (
    select
        yearly.*,
        yearly_fee_cents + cast(round(cast(average_cents as decimal(20, 0)) * margin, 0) as hugeint) as revenue_cents
    from yearly
),

lifetimes as (
    select
        valued.*,
        sign(revenue_cents) * ((2 * abs(revenue_cents) * tenure_days + 365) // 730) as lifetime_cents
    from valued
)

select
    dt,
    customer_id,
    cast(days_observed as integer) as days_observed,
    product_count,
    cast(volume_usd as decimal(18, 2)) as total_transaction_volume_usd,
    cast(fees_usd as decimal(18, 2)) as total_fees_generated_usd,
    cast(cast(yearly_fee_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as fees_annualized,
    cast(cast(average_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as avg_balance,
    cast(tenure_days as integer) as customer_tenure_days,
    cast(cast(revenue_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as annual_revenue,
    cast(cast(lifetime_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as lifetime_value,
    case
        when lifetime_cents > 1000000 then 'high_value'
        when lifetime_cents > 500000 then 'medium_value'
        else 'low_value'
    end as value_segment
from lifetimes
order by dt, customer_id
