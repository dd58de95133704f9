-- question: Who is this customer, what does the customer hold, do and need?
-- parameter customer: a customer_id; the first customer without it
-- parameter month: a day of the month; the last complete month without it
select
    customer_id,
    full_name,
    customer_segment,
    customer_status,
    persona,
    account_count,
    deposit_balance_usd,
    card_count,
    card_owed_usd,
    utilization,
    loan_count,
    loan_outstanding,
    investment_count,
    investment_value,
    transactions_30d,
    spend_30d_usd,
    visits_30d,
    mean_bureau_score,
    wealth_tier,
    value_segment,
    rfm_segment,
    churn_level,
    signals,
    preferred_contact_channel
from marts.customer_360
where
    dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.customer_360))
    and customer_id = coalesce(
        cast(getvariable('customer') as bigint), (select min(customer_id) from marts.customer_360)
    )
