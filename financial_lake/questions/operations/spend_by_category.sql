-- question: How much was spent by merchant category over some days?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
with spent as (
    select
        merchant_category,
        sum(purchase_count) as purchase_count,
        sum(purchase_amount_usd) as purchase_amount_usd,
        sum(refund_amount_usd) as refund_amount_usd,
        sum(net_amount_usd) as net_amount_usd
    from marts.merchant_category_daily
    where
        dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
        and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
    group by merchant_category
)

select
    merchant_category,
    purchase_count,
    purchase_amount_usd,
    refund_amount_usd,
    net_amount_usd,
    cast(net_amount_usd / nullif(sum(net_amount_usd) over (), 0) as decimal(18, 6)) as share_of_spend
from spent
order by net_amount_usd desc, merchant_category
