-- question: How many customers show low, medium and high attrition, and why?
-- parameter month: a day of the month; the last complete month without it
select
    attrition_level,
    count(*) as customer_count,
    count(*) filter (open_account_count = 0) as without_account,
    count(*) filter (transactions_30d < 3) as hardly_active,
    count(*) filter (avg_balance_30d < 100.00) as hardly_funded
from marts.churn_risk
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
group by attrition_level
order by min(attrition_score) desc
