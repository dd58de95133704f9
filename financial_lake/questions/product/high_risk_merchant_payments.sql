-- question: Which large card payments went to merchants of watched trades?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select
    dt,
    card_txn_id,
    customer_id,
    merchant_id,
    mcc_code,
    mcc_category,
    card_type,
    entry_mode,
    amount,
    is_approved
from marts.high_risk_merchant_activity
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt, card_txn_id
