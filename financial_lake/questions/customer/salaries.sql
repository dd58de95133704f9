-- question: Who is paid a regular income, by whom, how often and how much a month?
-- parameter month: a day of the month; the last complete month without it
-- parameter customer: a customer_id; all without it
-- parameter status: active or stopped; both without it
select
    customer_id,
    payer_name,
    currency,
    payment_count,
    detected_frequency,
    median_amount,
    monthly_income,
    last_paid_on,
    next_expected_on,
    status
from marts.salary_detector
where
    dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
    and (cast(getvariable('customer') as bigint) is null or customer_id = cast(getvariable('customer') as bigint))
    and (getvariable('status') is null or status = getvariable('status'))
order by customer_id, payer_name, currency
