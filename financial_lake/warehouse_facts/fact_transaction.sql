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
    where fees > 0 and revision_number = 0
),

listed_countries as (
    select distinct build.days.dt, listed.country
    from build.days
    join curated.country_risk as listed on build.days.dt between listed.effective_from and listed.effective_to
    where listed.status <> 'ordinary'
),

wires_to_listed_countries as ( -- a wire posts on the business day after its instruction at the latest
    select distinct listed_countries.dt, wire.account_id, wire.reference_number
    from listed_countries
    join datalake.wire_transfers as wire
        on wire.counterparty_country = listed_countries.country
        and wire.dt > listed_countries.dt - interval 6 days
        and wire.dt <= listed_countries.dt
),

name_patterns as (
    select build.days.dt, parameter.text_value as pattern
    from build.days
    join curated.regulatory_parameters as parameter
        on build.days.dt between parameter.effective_from and parameter.effective_to
    where parameter.parameter_id = 'AML-16.name_pattern'
),

risky_merchants as (
    select merchant.dt, merchant.merchant_id
    from datalake.merchants as merchant
    join datalake.merchant_categories as category
        on category.dt = merchant.dt and category.mcc_code = merchant.mcc_code
    where category.risk_level = 'high'
),

measured as (
    select
        postings.*,
        account.product_id,
        account.branch_id,
        postings.transaction_code in ('wire_fee', 'atm_fee')
        and postings.revision_number = 0
        and causes.reference_number is not null as is_counted_above,
        case when postings.amount_usd > 10000 then 30 else 0 end
        + case when postings.transaction_code in ('wire_in', 'wire_out') then 20 else 0 end
        + case when codes.is_cash and postings.amount_usd >= 3000 then 15 else 0 end
        + case
            when contains(upper(postings.counterparty_name), name_patterns.pattern)
                or wires_to_listed_countries.reference_number is not null then 20
            else 0
        end
        + case when risky_merchants.merchant_id is not null then 10 else 0 end
        + case when account.open_date is null or date_diff('day', account.open_date, postings.dt) < 90 then 10 else 0 end
        + case customer.risk_rating when 'high' then 10 when 'medium' then 5 else 0 end
        + case when postings.amount >= 5000 and postings.amount % 1000 = 0 then 5 else 0 end as risk_points
    from postings
    join curated.transaction_codes as codes on codes.transaction_code = postings.transaction_code
    left join curated.accounts as account
        on account.dt = postings.last_weekday and account.account_id = postings.account_id
    left join curated.customer_records as customer
        on customer.dt = postings.dt and customer.customer_id = postings.customer_id
    left join causes
        on causes.dt = postings.dt
        and causes.account_id = postings.account_id
        and causes.reference_number = postings.reference_number
    left join wires_to_listed_countries
        on wires_to_listed_countries.dt = postings.dt
        and wires_to_listed_countries.account_id = postings.account_id
        and wires_to_listed_countries.reference_number = postings.reference_number
        and postings.transaction_code in ('wire_in', 'wire_out')
    left join name_patterns on name_patterns.dt = postings.dt
    left join risky_merchants
        on risky_merchants.dt = postings.dt and risky_merchants.merchant_id = postings.merchant_id
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
            when fees > 0 and revision_number = 0 then amount_posted - fees -- a correction is not charged again
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
    counterparty_token,
    description,
    reference_number,
    cast(least(risk_points, 100) as integer) as risk_score,
    transaction_ts as created_at
from measured
order by dt, transaction_key
