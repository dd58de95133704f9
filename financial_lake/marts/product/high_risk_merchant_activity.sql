-- Card payments above 500.00 at merchants of a trade that is watched closely, one by one.
select
    attempt.dt,
    attempt.card_txn_key as card_txn_id,
    attempt.transaction_date,
    attempt.card_id,
    attempt.customer_id,
    attempt.merchant_id,
    attempt.mcc_code,
    attempt.mcc_category,
    attempt.card_type,
    attempt.card_txn_type,
    attempt.entry_mode,
    attempt.amount,
    attempt.decline_reason is null as is_approved
from warehouse_facts.fact_card_transaction as attempt
join build.days on build.days.dt = attempt.dt
where attempt.mcc_risk_level = 'high' and attempt.amount > 500
order by dt, card_txn_id
