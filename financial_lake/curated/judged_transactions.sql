-- Every delivered row of the raw feed, normalised, parsed and judged by every cleaning rule.
with delivered as (
    select raw.*
    from datalake.transactions as raw
    join build.days on build.days.dt = raw.dt
),

normalised as (
    select
        delivered.*,
        try_cast(delivered.txn_timestamp as timestamp) as transaction_ts,
        lower(trim(delivered.txn_type)) as clean_txn_type,
        lower(trim(delivered.transaction_type)) as clean_transaction_type,
        lower(trim(delivered.transaction_code)) as clean_transaction_code,
        lower(trim(delivered.status)) as clean_status,
        lower(trim(delivered.payment_method)) as clean_payment_method,
        lower(trim(delivered.channel)) as clean_channel,
        upper(trim(delivered.currency)) as clean_currency,
        to_json(delivered) as raw_payload,
        sha256(to_json(delivered)) as payload_sha256
    from delivered
),

placed as (
    select
        normalised.*,
        calendar.last_weekday,
        calendar.is_weekend,
        account.account_id is not null as is_in_snapshot,
        account.customer_id as account_customer_id,
        profile.customer_id is not null as is_customer_known
    from normalised
    join curated.calendar on calendar.dt = normalised.dt
    left join datalake.accounts as account
        on account.dt = calendar.last_weekday and account.account_id = normalised.account_id
    left join datalake.customer_profiles as profile
        on profile.dt = normalised.dt and profile.customer_id = normalised.customer_id
),

provisional as (
    select
        placed.*,
        not placed.is_in_snapshot
        and placed.is_weekend
        and placed.is_customer_known
        and coalesce(placed.account_id // 1000 = placed.customer_id, false) as is_provisional_account
    from placed
),

judged as (
    select
        provisional.*,
        coalesce(provisional.transaction_id is null, false) as fails_null_transaction_id,
        coalesce(provisional.account_id is null, false) as fails_null_account_id,
        coalesce(provisional.customer_id is null, false) as fails_null_customer_id,
        coalesce(provisional.amount <= 0, true) as fails_non_positive_amount,
        provisional.transaction_ts is null as fails_bad_timestamp,
        coalesce(cast(provisional.transaction_ts as date) > provisional.dt, false) as fails_future_timestamp,
        coalesce(
            provisional.account_id is not null
            and not provisional.is_in_snapshot
            and not provisional.is_provisional_account,
            false
        ) as fails_unknown_account,
        coalesce(provisional.customer_id is not null and not provisional.is_customer_known, false)
            as fails_unknown_customer,
        coalesce(provisional.account_customer_id <> provisional.customer_id, false) as fails_account_customer_mismatch,
        codes.transaction_code is null
        or coalesce(provisional.clean_txn_type not in ('debit', 'credit'), true)
        or coalesce(provisional.clean_status not in ('completed', 'failed'), true) as fails_unknown_enumeration,
        coalesce(
            codes.transaction_type <> provisional.clean_transaction_type or codes.txn_type <> provisional.clean_txn_type,
            false
        ) as fails_sign_mismatch
    from provisional
    left join curated.transaction_codes as codes on codes.transaction_code = provisional.clean_transaction_code
),

ranked as (
    select
        judged.*,
        row_number() over (
            partition by judged.dt, judged.transaction_id
            order by
                cast(fails_null_account_id as integer) + cast(fails_null_customer_id as integer)
                + cast(fails_non_positive_amount as integer) + cast(fails_bad_timestamp as integer)
                + cast(fails_future_timestamp as integer) + cast(fails_unknown_account as integer)
                + cast(fails_unknown_customer as integer) + cast(fails_account_customer_mismatch as integer)
                + cast(fails_unknown_enumeration as integer) + cast(fails_sign_mismatch as integer),
                judged.transaction_ts desc,
                judged.payload_sha256
        ) as copy_number
    from judged
),

reasoned as (
    select
        ranked.*,
        concat_ws(
            ',',
            case when fails_null_transaction_id then 'null_transaction_id' end,
            case when fails_null_account_id then 'null_account_id' end,
            case when fails_null_customer_id then 'null_customer_id' end,
            case when transaction_id is not null and copy_number > 1 then 'duplicate_transaction_id' end,
            case when fails_non_positive_amount then 'non_positive_amount' end,
            case when fails_bad_timestamp then 'bad_timestamp' end,
            case when fails_future_timestamp then 'future_timestamp' end,
            case when fails_unknown_account then 'unknown_account' end,
            case when fails_unknown_customer then 'unknown_customer' end,
            case when fails_account_customer_mismatch then 'account_customer_mismatch' end,
            case when fails_unknown_enumeration then 'unknown_enumeration' end,
            case when fails_sign_mismatch then 'sign_mismatch' end
        ) as reason_codes
    from ranked
)

select
    dt,
    payload_sha256,
    cast(row_number() over (partition by dt, payload_sha256 order by copy_number) as integer) as row_ordinal,
    reason_codes,
    reason_codes = '' as is_accepted,
    is_provisional_account,
    transaction_ts,
    transaction_id,
    account_id,
    customer_id,
    clean_txn_type as txn_type,
    clean_transaction_type as transaction_type,
    clean_transaction_code as transaction_code,
    amount,
    clean_currency as currency,
    exchange_rate,
    fees,
    balance_after,
    clean_status as status,
    clean_payment_method as payment_method,
    clean_channel as channel,
    merchant_id,
    merchant_category,
    is_recurring,
    recurring_frequency,
    counterparty_type,
    counterparty_name,
    reference_number,
    description,
    processed_by,
    case when reason_codes <> '' then cast(raw_payload as varchar) end as raw_payload,
    concat_ws(
        chr(10),
        case when txn_type <> clean_txn_type then 'txn_type=' || txn_type end,
        case when transaction_type <> clean_transaction_type then 'transaction_type=' || transaction_type end,
        case when transaction_code <> clean_transaction_code then 'transaction_code=' || transaction_code end,
        case when status <> clean_status then 'status=' || status end,
        case when payment_method <> clean_payment_method then 'payment_method=' || payment_method end,
        case when channel <> clean_channel then 'channel=' || channel end,
        case when currency <> clean_currency then 'currency=' || currency end
    ) as repairs
from reasoned
order by dt, transaction_id, payload_sha256, row_ordinal
