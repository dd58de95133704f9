-- Every attempt to pay or draw cash with a card, approved or declined, and every refund.
with attempts as (
    select
        attempt.*,
        calendar.last_weekday,
        attempt.card_txn_type = 'refund' as is_refund,
        attempt.authorization_status = 'approved' as is_approved
    from datalake.card_transactions as attempt
    join build.days on build.days.dt = attempt.dt
    join curated.calendar on calendar.dt = attempt.dt
),

postings as (
    select posting.dt, posting.reference_number, min(posting.transaction_id) as transaction_id
    from curated.transactions as posting
    join build.days on build.days.dt = posting.dt
    where posting.transaction_code in ('card_purchase', 'card_refund', 'atm_withdrawal')
    group by posting.dt, posting.reference_number
),

measured as (
    select
        attempts.*,
        card.card_type,
        case when is_approved and not is_refund then amount else 0 end as approved_amount,
        case when not is_approved and not is_refund then amount else 0 end as declined_amount,
        case when is_refund then amount else 0 end as refund_amount
    from attempts
    left join datalake.cards as card on card.dt = attempts.last_weekday and card.card_id = attempts.card_id
)

select
    measured.dt,
    measured.card_txn_id as card_txn_key,
    cast(strftime(measured.dt, '%Y%m%d') as integer) as date_key,
    measured.card_id,
    measured.customer_id,
    measured.account_id,
    measured.account_id * 10 + 1 as contract_id,
    account.product_id,
    measured.merchant_id,
    measured.txn_timestamp as transaction_date,
    measured.card_txn_type,
    measured.entry_mode,
    measured.card_type,
    measured.merchant_category_code as mcc_code,
    category.mcc_category,
    category.risk_level as mcc_risk_level,
    measured.amount,
    cast(measured.approved_amount as decimal(18, 2)) as approved_amount,
    cast(measured.declined_amount as decimal(18, 2)) as declined_amount,
    cast(measured.refund_amount as decimal(18, 2)) as refund_amount,
    case when measured.is_refund then 0 else 1 end as attempt_count,
    case when measured.is_approved and not measured.is_refund then 1 else 0 end as approved_count,
    case when measured.is_approved or measured.is_refund then 0 else 1 end as declined_count,
    measured.entry_mode in ('online', 'recurring') as is_remote,
    measured.is_recurring,
    measured.decline_reason,
    measured.original_card_txn_id,
    cast(
        round(
            cast(measured.approved_amount - measured.refund_amount as decimal(28, 2))
            * cast(interchange.value as decimal(9, 6)),
            2
        ) as decimal(18, 2)
    ) as interchange_amount,
    postings.transaction_id as posting_transaction_id
from measured
left join curated.accounts as account
    on account.dt = measured.last_weekday and account.account_id = measured.account_id
left join datalake.merchant_categories as category
    on category.dt = measured.dt and category.mcc_code = measured.merchant_category_code
left join curated.management_parameters as interchange
    on interchange.parameter_id = 'interchange_rate'
    and interchange.scope = measured.card_type
    and measured.dt between interchange.effective_from and interchange.effective_to
left join postings on postings.dt = measured.dt and postings.reference_number = measured.reference_number
order by measured.dt, card_txn_key
