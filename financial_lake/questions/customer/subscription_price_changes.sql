-- question: Which subscriptions became dearer or cheaper?
-- parameter month: a day of the month; the last complete month without it
select
    customer_id,
    coalesce(recurring.payee_name, recurring.payee) as paid_to,
    currency,
    previous_amount,
    current_amount,
    price_change,
    yearly_cost
from marts.recurring_payments as recurring
where
    dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
    and kind = 'subscription'
    and price_change <> 0
order by price_change desc, customer_id, payee, currency
