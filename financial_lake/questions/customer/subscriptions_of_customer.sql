-- question: Which subscriptions and bills does a customer pay, and what do they cost a year?
-- parameter customer: a customer_id; the first with any without it
-- parameter month: a day of the month; the last complete month without it
select
    kind,
    coalesce(recurring.payee_name, recurring.payee) as paid_to,
    currency,
    frequency,
    payment_count,
    current_amount,
    yearly_cost,
    last_paid_on,
    next_expected_on,
    is_missed,
    is_duplicate_service
from marts.recurring_payments as recurring
where
    dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
    and customer_id = coalesce(
        cast(getvariable('customer') as bigint), (select min(customer_id) from marts.recurring_payments)
    )
order by kind desc, yearly_cost desc, payee, currency
