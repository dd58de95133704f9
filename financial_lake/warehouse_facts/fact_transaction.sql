-- Every accepted posting or failed attempt, with durable ids and measures that add up.
with postings as (
    select posting.*, calendar.last_weekday
    from curated.transactions as posting
    join build.days on build.days.dt = posting.dt
    join curated.calendar on calendar.dt = posting.dt
),

causes as (
    select distinct dt, account_id, reference_number
    from postings
    where fees > 0
),

measured as (
    select
        postings.*,
        account.product_id,
        account.branch_id,
        postings.transaction_code in ('wire_fee', 'atm_fee') and causes.reference_number is not null as is_counted_above
    from postings
    left join datalake.accounts as account
        on account.dt = postings.last_weekday and account.account_id = postings.account_id
    left join causes
        on causes.dt = postings.dt
        and causes.account_id = postings.account_id
        and causes.reference_number = postings.reference_number
)

select
    dt,
    transaction_id * 10 + revision_number as transaction_key,
    cast(strftime(dt, '%Y%m%d') as integer) as date_key,
    transaction_id,
    revision_number,
    customer_id,
    account_id,
    account_id * 10 + 1 as contract_id,
    merchant_id,
    product_id,
    branch_id,
    transaction_ts as transaction_date,
    amount,
    currency,
    exchange_rate,
    amount_posted as transaction_amount,
    amount_posted_usd as transaction_amount_usd,
    fees,
    cast(
        case
            when is_counted_above then 0
            when fees > 0 then amount_posted - fees
            else amount_posted
        end as decimal(18, 2)
    ) as net_amount,
    case when revision_number = 0 then 1 else 0 end as transaction_count,
    case when status = 'completed' then 1 else 0 end as is_completed,
    case when txn_type = 'debit' then 1 else 0 end as is_debit,
    case when txn_type = 'credit' then 1 else 0 end as is_credit,
    transaction_type,
    transaction_code,
    flow_class,
    payment_method,
    channel,
    status,
    case
        when flow_class = 'own_transfer' or counterparty_type = 'internal' then 'transfer'
        else txn_type
    end as direction,
    merchant_category as mcc_category,
    is_recurring,
    recurring_frequency,
    counterparty_type,
    counterparty_name,
    description,
    reference_number,
    transaction_ts as created_at
from measured
order by dt, transaction_key
