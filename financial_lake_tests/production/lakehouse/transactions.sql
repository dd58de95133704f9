-- The owner comes from the accounts of the day; the broad type stands for the exact code.
select
    landed.transaction_id,
    landed.account_id,
    owner.customer_id,
    landed.transaction_ts as txn_timestamp,
    case when landed.transaction_type in ('deposit', 'transfer') then 'credit' else 'debit' end as txn_type,
    landed.transaction_type,
    case landed.transaction_type
        when 'deposit' then 'business_receipt'
        when 'withdrawal' then 'atm_withdrawal'
        when 'transfer' then 'account_transfer_in'
        else 'card_purchase'
    end as transaction_code,
    landed.amount,
    'USD' as currency,
    1 as exchange_rate,
    0 as fees,
    0 as balance_after,
    'completed' as status,
    case when landed.transaction_type in ('deposit', 'transfer') then 'bank_transfer' else 'debit_card' end as payment_method,
    case landed.transaction_type when 'withdrawal' then 'atm' when 'payment' then 'pos' else 'online' end as channel,
    case when landed.merchant_category is not null then 1 end as merchant_id,
    landed.merchant_category,
    false as is_recurring,
    null as recurring_frequency,
    null as counterparty_type,
    null as counterparty_name,
    null as counterparty_account,
    'TR-' || lpad(landed.transaction_id, 14, '0') as reference_number,
    landed.transaction_type as description,
    null as processed_by
from landed
left join datalake.accounts as owner
    on owner.dt = date '2024-10-03' and cast(owner.account_id as varchar) = landed.account_id
order by cast(landed.transaction_id as bigint)
