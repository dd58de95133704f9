-- question: How does spending develop from month to month, by merchant category?
-- parameter category: a merchant category such as groceries; all without it
-- parameter from: a day from which months end; the first without it
-- parameter to: a day until which months end; the last without it
select
    dt as month_end,
    merchant_category,
    spend_rank,
    purchase_count,
    net_amount_usd,
    average_ticket_usd,
    distinct_customers,
    share_of_spend,
    change_ratio
from marts.merchant_category_monthly
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
    and (getvariable('category') is null or merchant_category = getvariable('category'))
order by month_end, spend_rank
