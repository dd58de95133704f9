-- What customers hold, spend and insure, and how the markets move.
with asked as (
    select max(dt) as last_day, date_trunc('quarter', max(dt)) as first_day from datalake.accounts
),

people as (
    select count(*) as customers
    from datalake.customer_profiles as profile
    join asked on profile.dt = asked.last_day
    where profile.customer_status <> 'closed'
),

deposits as (
    select account.account_id, account.customer_id, account.account_type, account.current_balance as balance
    from datalake.accounts as account
    join asked on account.dt = asked.last_day
    where account.account_type <> 'credit_card' and account.account_status <> 'closed' and account.currency = 'USD'
),

held as (
    select customer_id, sum(cast(balance as double)) as balance from deposits where account_type <> 'cd' group by customer_id
),

joint as (
    select count(distinct relation.primary_account_id) as accounts
    from datalake.account_relationships as relation
    join asked on relation.dt = asked.last_day
    where relation.relationship_type = 'joint_owner'
),

spending as (
    select
        case
            when posting.transaction_code = 'card_purchase' then posting.merchant_category
            else posting.transaction_code
        end as spent_on,
        sum(cast(posting.amount as double)) as amount
    from datalake.transactions as posting
    join asked on posting.dt between asked.first_day and asked.last_day
    where posting.status = 'completed'
        and posting.transaction_code in (
            'card_purchase', 'bill_payment', 'utility', 'subscription', 'rent', 'loan_payment', 'premium_payment'
        )
    group by spent_on
),

shares as (
    select spent_on, amount / sum(amount) over () as share, sum(amount) over () as everything from spending
),

homes as (
    select
        sum(date_diff('day', greatest(policy.start_date, asked.last_day - interval 2 year), least(policy.end_date, asked.last_day)))
        / 365.25 as years
    from datalake.policies as policy
    join asked on policy.dt = asked.last_day
    where policy.policy_type = 'property' and policy.end_date > asked.last_day - interval 2 year
),

claimed as (
    select count(*) as claims, avg(cast(claim.claim_amount as double)) as severity
    from datalake.claims as claim
    join asked on claim.dt = asked.last_day
    where claim.claim_type in ('dwelling', 'contents', 'liability')
        and claim.policy_id in (select policy_id from datalake.policies where policy_type = 'property')
        and claim.filed_on > asked.last_day - interval 2 year
),

steps as (
    select
        price.security_id,
        price.dt,
        ln(cast(price.close_price as double) / lag(cast(price.close_price as double)) over in_time) as step
    from datalake.market_data as price
    join asked on price.dt between asked.first_day and asked.last_day
    join datalake.securities as security on security.dt = asked.last_day and security.security_id = price.security_id
    where security.security_type = 'stock'
    window in_time as (partition by price.security_id order by price.dt)
),

moves as (
    select
        security_id,
        dt,
        (step - avg(step) over of_one) / stddev(step) over of_one as move
    from steps
    where step is not null
    window of_one as (partition by security_id)
),

tail as (
    select abs(move) as size, row_number() over (order by abs(move) desc) as place, count(*) over () as everything
    from moves
),

largest as (
    select size / min(size) over () as ratio from tail where place <= everything / 20
),

pairs as (
    select move, lag(move) over (partition by security_id order by dt) as before from moves
),

market as (
    select stddev(step) as volatility from (select dt, avg(step) as step from steps where step is not null group by dt) as days
)

select 'median_transaction_account_balance' as metric, median(balance) as value from held
union all select 'share_families_certificates_of_deposit', count(distinct customer_id) / any_value(customers)
from deposits, people
where account_type = 'cd'
union all select 'berka_clients_per_account', 1 + any_value(joint.accounts) / count(*) from deposits, joint
union all select 'expenditure_share_food_at_home', sum(share) from shares where spent_on = 'groceries'
union all select 'expenditure_share_food_away', sum(share) from shares where spent_on = 'dining'
union all select 'expenditure_share_food', sum(share) from shares where spent_on in ('groceries', 'dining')
union all select 'expenditure_share_healthcare', sum(share) from shares where spent_on = 'healthcare'
union all select 'expenditure_share_entertainment', sum(share) from shares where spent_on in ('entertainment', 'subscriptions')
union all select 'expenditure_share_education', sum(share) from shares where spent_on = 'education'
union all select 'annual_expenditure_mean', 4 * any_value(everything) / any_value(customers) from shares, people
union all select 'homeowner_claim_frequency', 100.0 * claims / years from claimed, homes
union all select 'homeowner_claim_severity', severity from claimed
union all select 'sp500_daily_volatility_2024', volatility from market
union all select 'sp500_daily_volatility_long_run', volatility from market
union all select 'sp500_daily_excess_kurtosis', kurtosis_pop(move) from moves
union all select 'sp500_days_beyond_3_sigma', avg(case when abs(move) > 3 then 1 else 0 end) from moves
union all select 'return_tail_index', 1 / avg(ln(ratio)) from largest
union all select 'return_autocorrelation_lag1', corr(move, before) from pairs
union all select 'absolute_return_autocorrelation_lag1', corr(abs(move), abs(before)) from pairs
union all select 'leverage_correlation_return_future_vol', corr(abs(move), before) from pairs
