-- Every posting as it should have been delivered: typed, deduplicated, signed, enriched.
with accepted as (
    select judged.*
    from curated.judged_transactions as judged
    join build.days on build.days.dt = judged.dt
    where judged.is_accepted
),

signed as (
    select
        accepted.*,
        codes.flow_class,
        case when codes.sign > 0 then accepted.amount else -accepted.amount end as amount_signed
    from accepted
    join curated.transaction_codes as codes on codes.transaction_code = accepted.transaction_code
),

-- a correction moves the difference to the version before it; a failed or reversed posting moves nothing itself
posted as (
    select
        signed.*,
        moved - moved_before as amount_posted
    from signed
)

select
    dt,
    transaction_id,
    revision_number,
    account_id,
    customer_id,
    transaction_ts,
    cast(transaction_ts as date) as event_date,
    cast(transaction_ts as date) < dt as is_late,
    txn_type,
    transaction_type,
    transaction_code,
    flow_class,
    amount,
    cast(amount_signed as decimal(18, 2)) as amount_signed,
    cast(amount_posted as decimal(18, 2)) as amount_posted,
    currency,
    exchange_rate,
    cast(round(cast(amount as decimal(28, 2)) * exchange_rate, 2) as decimal(18, 2)) as amount_usd,
    cast(round(cast(amount_posted as decimal(28, 2)) * exchange_rate, 2) as decimal(18, 2)) as amount_posted_usd,
    fees,
    balance_after,
    status,
    payment_method,
    channel,
    merchant_id,
    merchant_category,
    is_recurring,
    recurring_frequency,
    counterparty_type,
    counterparty_name,
    counterparty_account_id,
    counterparty_customer_id,
    counterparty_token,
    reference_number,
    description,
    processed_by,
    is_provisional_account,
    repairs <> '' as is_repaired,
    payload_sha256 as row_sha256
from posted
order by dt, transaction_id, revision_number
