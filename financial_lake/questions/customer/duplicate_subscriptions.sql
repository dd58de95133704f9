-- question: Who pays for two services of the same kind?
-- parameter month: a day of the month; the last complete month without it
select
    recurring.customer_id,
    merchant.mcc_code,
    count(*) as subscription_count,
    string_agg(coalesce(recurring.payee_name, recurring.payee), ', ' order by recurring.payee) as paid_to,
    sum(recurring.yearly_cost) as yearly_cost
from marts.recurring_payments as recurring
join datalake.merchants as merchant on merchant.dt = recurring.dt and merchant.merchant_id = recurring.merchant_id
where
    recurring.dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
    and recurring.is_duplicate_service
group by recurring.customer_id, merchant.mcc_code
order by recurring.customer_id, merchant.mcc_code
