-- question: Which branches do best?
-- parameter month: a day of the month; the last complete month without it
-- parameter top: how many; 10 without it
select
    branch_rank,
    branch_id,
    branch_name,
    customer_count,
    account_count,
    deposits_usd,
    deposits_per_customer,
    loans_outstanding,
    accounts_opened,
    accounts_closed,
    visit_count,
    cash_in,
    cash_out,
    staff_count,
    visits_per_staff_day,
    fee_income
from marts.branch_performance
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.branch_performance))
order by branch_rank
limit coalesce(cast(getvariable('top') as integer), 10)
