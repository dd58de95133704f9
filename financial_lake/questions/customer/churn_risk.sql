-- question: Which customers are about to leave, and by which signs?
-- parameter month: a day of the month; the last complete month without it
-- parameter top: how many; 20 without it
select
    customer_id,
    churn_score,
    churn_level,
    signals_fired,
    attrition_score,
    attrition_level,
    open_account_count,
    transactions_30d,
    avg_balance_30d
from marts.churn_risk
where
    dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
    and churn_score + attrition_score > 0
order by churn_score desc, attrition_score desc, customer_id
limit coalesce(cast(getvariable('top') as integer), 20)
