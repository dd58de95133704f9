-- Every delivered row of the raw feed, normalised, parsed and judged by every cleaning rule.
-- an id begins with the day number of its posting: only under another day's number can it have come before
with redelivered as (
    select distinct raw.dt, raw.transaction_id
    from datalake.transactions as raw
    semi join build.days on build.days.dt = raw.dt
    where raw.transaction_id // 1000000000 <> date_diff('day', date '1970-01-01', raw.dt)
),

earlier as (
    select distinct raw.dt, raw.transaction_id
    from datalake.transactions as raw
    semi join redelivered on redelivered.transaction_id = raw.transaction_id and redelivered.dt > raw.dt
),

-- few ids come more than once a day: only these are numbered
repeated as (
    select raw.dt, raw.transaction_id
    from datalake.transactions as raw
    semi join build.days on build.days.dt = raw.dt
    group by raw.dt, raw.transaction_id
    having count(*) > 1 or raw.transaction_id is null
),

arrived as not materialized (
    select raw.*, cast(to_json(raw) as varchar) as raw_payload, 'once' as arrival
    from datalake.transactions as raw
    semi join build.days on build.days.dt = raw.dt
    anti join repeated
        on repeated.dt = raw.dt and repeated.transaction_id is not distinct from raw.transaction_id
    union all
    select raw.*, cast(to_json(raw) as varchar), 'repeated'
    from datalake.transactions as raw
    semi join repeated
        on repeated.dt = raw.dt and repeated.transaction_id is not distinct from raw.transaction_id
    union all
    select raw.*, cast(to_json(raw) as varchar), 'earlier'
    from datalake.transactions as raw
    semi join earlier on earlier.dt = raw.dt and earlier.transaction_id = raw.transaction_id
),

looked_at as (
    select calendar.dt, calendar.last_weekday, calendar.is_weekend, policy.value as late_tolerance_days
    from curated.calendar as calendar
    semi join (select dt from build.days union select dt from earlier) as subject on subject.dt = calendar.dt
    left join curated.management_parameters as policy
        on policy.parameter_id = 'late_tolerance_days'
        and calendar.dt between policy.effective_from and policy.effective_to
),

accounts as (
    select account.dt, account.account_id, account.customer_id, account.account_number
    from datalake.accounts as account
    semi join looked_at on looked_at.last_weekday = account.dt
),

customers as (
    select profile.dt, profile.customer_id
    from datalake.customer_profiles as profile
    semi join looked_at on looked_at.dt = profile.dt
),

synonyms as (
    select looked_at.dt, listed.column_name, listed.raw_value, listed.canonical_value
    from curated.enumeration_synonyms as listed
    join looked_at on looked_at.dt between listed.effective_from and listed.effective_to
    where listed.table_name = 'transactions'
),

read as not materialized (
    select
        subject.*,
        lower(trim(subject.txn_type)) as said_txn_type,
        lower(trim(subject.transaction_type)) as said_transaction_type,
        lower(trim(subject.transaction_code)) as said_transaction_code,
        lower(trim(subject.status)) as said_status,
        lower(trim(subject.payment_method)) as said_payment_method,
        lower(trim(subject.channel)) as said_channel,
        upper(trim(subject.currency)) as said_currency,
        case
            when regexp_matches(txn_timestamp, '^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d{6})?Z$')
                then try_cast(replace(replace(txn_timestamp, 'T', ' '), 'Z', '') as timestamp)
            when regexp_matches(txn_timestamp, '^\d{4}-\d\d-\d\d ([01]\d|2[0-3]):\d\d:\d\d(\.\d{6})?$')
                then try_cast(txn_timestamp as timestamp)
            when regexp_matches(txn_timestamp, '^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d[+-](0\d|1[0-4]):[0-5]\d$')
                then
                    try_cast(replace(substr(txn_timestamp, 1, 19), 'T', ' ') as timestamp)
                    - interval '1 minute' * cast(substr(txn_timestamp, 20, 1) || '1' as integer)
                    * (cast(substr(txn_timestamp, 21, 2) as integer) * 60 + cast(substr(txn_timestamp, 24, 2) as integer))
            when regexp_matches(txn_timestamp, '^\d{8}([01]\d|2[0-3])\d{4}$')
                then
                    try_cast(
                        concat_ws('-', substr(txn_timestamp, 1, 4), substr(txn_timestamp, 5, 2), substr(txn_timestamp, 7, 2))
                        || ' '
                        || concat_ws(
                            ':', substr(txn_timestamp, 9, 2), substr(txn_timestamp, 11, 2), substr(txn_timestamp, 13, 2)
                        ) as timestamp
                    )
        end as transaction_ts,
        sha256(subject.raw_payload) as payload_sha256
    from arrived as subject
),

normalised as not materialized (
    select
        read.*,
        coalesce(txn_type.canonical_value, said_txn_type) as clean_txn_type,
        coalesce(transaction_type.canonical_value, said_transaction_type) as clean_transaction_type,
        coalesce(transaction_code.canonical_value, said_transaction_code) as clean_transaction_code,
        coalesce(status.canonical_value, said_status) as clean_status,
        coalesce(payment_method.canonical_value, said_payment_method) as clean_payment_method,
        coalesce(channel.canonical_value, said_channel) as clean_channel,
        coalesce(currency.canonical_value, said_currency) as clean_currency
    from read
    left join synonyms as txn_type on txn_type.dt = read.dt
        and txn_type.column_name = 'txn_type' and txn_type.raw_value = said_txn_type
    left join synonyms as transaction_type on transaction_type.dt = read.dt
        and transaction_type.column_name = 'transaction_type' and transaction_type.raw_value = said_transaction_type
    left join synonyms as transaction_code on transaction_code.dt = read.dt
        and transaction_code.column_name = 'transaction_code' and transaction_code.raw_value = said_transaction_code
    left join synonyms as status on status.dt = read.dt
        and status.column_name = 'status' and status.raw_value = said_status
    left join synonyms as payment_method on payment_method.dt = read.dt
        and payment_method.column_name = 'payment_method' and payment_method.raw_value = said_payment_method
    left join synonyms as channel on channel.dt = read.dt
        and channel.column_name = 'channel' and channel.raw_value = said_channel
    left join synonyms as currency on currency.dt = read.dt
        and currency.column_name = 'currency' and currency.raw_value = said_currency
),

placed as not materialized (
    select
        normalised.*,
        looked_at.is_weekend,
        looked_at.late_tolerance_days,
        account.account_id is not null as is_in_snapshot,
        account.customer_id as account_customer_id,
        customers.customer_id is not null as is_customer_known,
        other.account_id as counterparty_account_id,
        other.customer_id as counterparty_customer_id
    from normalised
    join looked_at on looked_at.dt = normalised.dt
    left join accounts as account
        on account.dt = looked_at.last_weekday and account.account_id = normalised.account_id
    left join customers on customers.dt = normalised.dt and customers.customer_id = normalised.customer_id
    left join accounts as other
        on other.dt = looked_at.last_weekday and other.account_number = normalised.counterparty_account
),

provisional as not materialized (
    select
        placed.*,
        not placed.is_in_snapshot
        and placed.is_weekend
        and placed.is_customer_known
        and coalesce(placed.account_id // 1000 = placed.customer_id, false) as is_provisional_account,
        case clean_txn_type when 'credit' then 1 when 'debit' then -1 end as direction,
        case
            when clean_transaction_type in ('deposit', 'transfer', 'interest') then 1
            when clean_transaction_type in ('withdrawal', 'payment', 'fee') then -1
        end as direction_of_type
    from placed
),

-- what a row fails but for being a copy or late, each reason with a comma behind it
judged as not materialized (
    select
        posting.*,
        case when posting.clean_status = 'completed' then codes.sign * posting.amount else 0 end as moved,
        coalesce(date_diff('day', cast(transaction_ts as date), posting.dt) > late_tolerance_days, false) as is_too_late,
        concat_ws(
            '',
            case when transaction_id is null then 'null_transaction_id,' end,
            case when account_id is null then 'null_account_id,' end,
            case when customer_id is null then 'null_customer_id,' end
        ) as missing,
        concat_ws(
            '',
            case when coalesce(amount <= 0, true) then 'non_positive_amount,' end,
            case when transaction_ts is null then 'bad_timestamp,' end,
            case when cast(transaction_ts as date) > posting.dt then 'future_timestamp,' end,
            case
                when account_id is not null and not is_in_snapshot and not is_provisional_account
                    then 'unknown_account,'
            end,
            case when customer_id is not null and not is_customer_known then 'unknown_customer,' end,
            case when account_customer_id <> customer_id then 'account_customer_mismatch,' end,
            case
                when codes.transaction_code is null
                    or direction is null
                    or direction_of_type is null
                    or (clean_status not in ('completed', 'failed', 'reversed')) is not false
                    or (clean_payment_method not in (
                        'debit_card', 'credit_card', 'bank_transfer', 'direct_debit', 'cash', 'wire', 'internal'
                    )) is not false
                    or (clean_channel not in ('pos', 'online', 'mobile_app', 'atm', 'branch', 'system')) is not false
                    or (clean_currency not in ('USD', 'CAD', 'EUR', 'GBP')) is not false
                    then 'unknown_enumeration,'
            end,
            case
                when greatest(direction, direction_of_type, codes.sign) <> least(direction, direction_of_type, codes.sign)
                    then 'sign_mismatch,'
            end
        ) as wrong
    from provisional as posting
    left join curated.transaction_codes as codes on codes.transaction_code = posting.clean_transaction_code
),

-- of every id that comes again: each different delivery of the 30 days before that passed, when it came first
passed as (
    select
        redelivered.dt as asked_on,
        redelivered.transaction_id,
        judged.dt as delivered_on,
        judged.transaction_ts,
        judged.moved,
        replace(judged.raw_payload, '{"dt":"' || cast(judged.dt as varchar) || '",', '{') as content
    from redelivered
    join judged
        on judged.transaction_id = redelivered.transaction_id
        and judged.dt >= redelivered.dt - interval 30 day
        and judged.dt < redelivered.dt
    where judged.arrival = 'earlier' and judged.missing = '' and judged.wrong = '' and not judged.is_too_late
    qualify row_number() over (partition by redelivered.dt, redelivered.transaction_id, content order by judged.dt) = 1
),

versions as (
    select passed.*
    from passed
    qualify
        row_number() over (
            partition by asked_on, transaction_id, delivered_on order by transaction_ts desc, content
        ) = 1
),

histories as (
    select
        asked_on,
        transaction_id,
        count(*) as revision_number,
        max_by(moved, delivered_on) as moved_before
    from versions
    group by asked_on, transaction_id
),

compared as not materialized (
    select
        judged.*,
        versions.content is not null as is_known,
        coalesce(histories.revision_number, 0) as revision_number,
        coalesce(histories.moved_before, 0) as moved_before,
        length(missing) - length(replace(missing, ',', '')) + length(wrong) - length(replace(wrong, ',', ''))
        + cast(is_too_late as integer) + cast(versions.content is not null as integer) as failures
    from judged
    left join histories on histories.asked_on = judged.dt and histories.transaction_id = judged.transaction_id
    left join versions
        on versions.asked_on = judged.dt
        and versions.transaction_id = judged.transaction_id
        and versions.content = replace(judged.raw_payload, '{"dt":"' || cast(judged.dt as varchar) || '",', '{')
    where judged.arrival <> 'earlier'
),

numbered as (
    select
        compared.*,
        row_number() over (
            partition by dt, transaction_id order by failures, transaction_ts desc nulls last, payload_sha256
        ) as copy_number
    from compared
    where arrival = 'repeated'
),

ranked as (
    select
        compared.*,
        1 as copy_number,
        1 as row_ordinal
    from compared
    where arrival = 'once'
    union all
    select
        numbered.*,
        row_number() over (partition by dt, payload_sha256 order by copy_number) as row_ordinal
    from numbered
),

reasoned as (
    select
        ranked.*,
        rtrim(
            concat_ws(
                '',
                missing,
                case when transaction_id is not null and copy_number > 1 then 'duplicate_transaction_id,' end,
                wrong,
                case when is_known then 'duplicate_of_earlier_day,' end,
                case when is_too_late then 'too_late,' end
            ),
            ','
        ) as reason_codes
    from ranked
)

select
    dt,
    payload_sha256,
    cast(row_ordinal as integer) as row_ordinal,
    reason_codes,
    reason_codes = '' as is_accepted,
    is_provisional_account,
    cast(revision_number as integer) as revision_number,
    cast(moved as decimal(18, 2)) as moved,
    cast(moved_before as decimal(18, 2)) as moved_before,
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
    counterparty_account_id,
    counterparty_customer_id,
    case
        when counterparty_account_id is not null then 'ACC-' || cast(counterparty_account_id as varchar)
        when counterparty_account is not null
            then 'EXT-' || substr(sha256(salt.text_value || counterparty_account), 1, 16)
    end as counterparty_token,
    reference_number,
    description,
    processed_by,
    case when reason_codes <> '' then raw_payload end as raw_payload,
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
join curated.lake_parameters as salt on salt.parameter_id = 'counterparty_token_salt'
order by dt, transaction_id, payload_sha256, row_ordinal
