-- What each merchant sold to the bank's customers on the day, by instrument.
with postings as (
    select
        fact.dt,
        fact.merchant_id,
        fact.payment_method,
        fact.mcc_category,
        fact.customer_id,
        fact.transaction_count,
        fact.transaction_amount_usd,
        fact.flow_class = 'refund' as is_refund
    from warehouse_facts.fact_transaction as fact
    join build.days on build.days.dt = fact.dt
    join curated.transaction_codes as codes on codes.transaction_code = fact.transaction_code
    where
        fact.is_completed = 1
        and fact.merchant_id is not null
        and not codes.is_cash
        and codes.flow_class in ('spend', 'refund')
)

select
    dt,
    merchant_id,
    payment_method,
    mcc_category as merchant_category,
    cast(coalesce(sum(transaction_count) filter (not is_refund), 0) as bigint) as purchase_count,
    cast(coalesce(-sum(transaction_amount_usd) filter (not is_refund), 0) as decimal(18, 2)) as purchase_amount_usd,
    cast(coalesce(sum(transaction_amount_usd) filter (is_refund), 0) as decimal(18, 2)) as refund_amount_usd,
    count(distinct customer_id) filter (not is_refund and transaction_count = 1) as distinct_customers
from postings
group by dt, merchant_id, payment_method, mcc_category
order by dt, merchant_id, payment_method
