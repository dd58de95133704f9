-- What every account holds at the end of every day, weekends included, and what the day did to it.
with stored as (
    select distinct dt from curated.accounts
),

days as (
    select
        calendar.dt,
        calendar.dt - (calendar.day_of_month - 1) as month_start,
        least(calendar.dt - (calendar.day_of_month - 1), calendar.last_weekday + 1) as read_from,
        calendar.last_weekday as snapshot_day,
        stored.dt is null as is_without_snapshot
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    left join stored on stored.dt = calendar.last_weekday
),

closed_since as ( -- a snapshot of Friday does not know of a closing on Saturday; the last posting tells
    select distinct days.dt, posting.account_id
    from days
    join curated.transactions as posting on posting.dt > days.snapshot_day and posting.dt < days.dt
    where posting.transaction_code = 'closing_transfer' and posting.status = 'completed'
),

counted as (
    select
        days.dt,
        days.month_start,
        account.customer_id,
        account.account_id,
        account.product_id,
        account.branch_id,
        account.currency,
        account.open_date,
        account.current_balance,
        account.available_balance,
        account.account_status = 'active' as is_active,
        account.interest_rate,
        account.credit_limit
    from days
    join curated.accounts as account on account.dt = days.snapshot_day
    left join closed_since on closed_since.dt = days.dt and closed_since.account_id = account.account_id
    where closed_since.account_id is null and (account.closing_date is null or account.closing_date >= days.dt)
),

opened_since as (
    select days.dt, days.month_start, posting.account_id, min(posting.dt) as open_date,
        min(posting.customer_id) as customer_id, min(posting.currency) as currency
    from days
    join curated.transactions as posting on posting.dt > days.snapshot_day and posting.dt <= days.dt
    where posting.is_provisional_account
    group by days.dt, days.month_start, posting.account_id
),

held as (
    select
        dt,
        greatest(month_start, open_date) as average_start,
        month_start,
        customer_id,
        account_id,
        product_id,
        branch_id,
        currency,
        current_balance,
        available_balance,
        is_active,
        interest_rate,
        credit_limit
    from counted

    union all

    select dt, open_date, month_start, customer_id, account_id, null, null, currency, 0.00, 0.00, true, null, null
    from opened_since

    union all

    select -- balances must not silently start from nothing
        dt,
        dt,
        month_start,
        null,
        cast(
            error(
                'balances of ' || cast(dt as varchar) || ' start from curated/accounts of '
                || cast(snapshot_day as varchar) || ', which is not stored. Build that day first.'
            ) as bigint
        ),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null
    from days
    where is_without_snapshot
),

movements as (
    select
        days.dt,
        posting.account_id,
        cast(posting.amount_posted as decimal(38, 2)) as amount,
        date_diff('day', days.month_start, posting.dt) as days_into_month,
        posting.dt > days.snapshot_day as is_since_snapshot,
        posting.dt = days.dt as is_today,
        posting.txn_type,
        posting.transaction_code,
        posting.flow_class
    from days
    join curated.transactions as posting on posting.dt >= days.read_from and posting.dt <= days.dt
    where posting.amount_posted <> 0
),

moved as (
    select
        dt,
        account_id,
        sum(case when is_since_snapshot then amount else 0 end) as since_snapshot,
        sum(case when is_today then amount else 0 end) as today,
        sum(case when is_today and txn_type = 'credit' then amount else 0 end) as credits,
        -sum(case when is_today and txn_type = 'debit' then amount else 0 end) as debits,
        -sum(case when is_today and transaction_code = 'card_interest' then amount else 0 end) as interest_charged,
        -sum(case when is_today and flow_class = 'charge' then amount else 0 end) as fees_charged,
        sum(case when days_into_month >= 0 then amount else 0 end) as this_month,
        sum(case when days_into_month >= 0 then amount * days_into_month else 0 end) as by_days_into_month
    from movements
    group by dt, account_id
),

closed as (
    select
        held.*,
        held.current_balance + coalesce(moved.since_snapshot, 0) as closing_balance,
        held.current_balance + coalesce(moved.since_snapshot - moved.today, 0) as opening_balance,
        coalesce(moved.since_snapshot, 0) as since_snapshot,
        coalesce(moved.today, 0) as net_movement,
        coalesce(moved.credits, 0) as credit_amount,
        coalesce(moved.debits, 0) as debit_amount,
        coalesce(moved.interest_charged, 0) as interest_charged,
        coalesce(moved.fees_charged, 0) as fees_charged,
        date_diff('day', held.average_start, held.dt) + 1 as days_averaged,
        coalesce(
            moved.by_days_into_month - moved.this_month * date_diff('day', held.month_start, held.average_start), 0
        ) as not_yet_held
    from held
    left join moved on moved.dt = held.dt and moved.account_id = held.account_id
),

measured as (
    select
        closed.*,
        cast((closing_balance * days_averaged - not_yet_held) * 100 as hugeint) as cent_days,
        cast(greatest(opening_balance, 0) * 100 as bigint)
            * cast(coalesce(interest_rate, 0) * 1000000 as bigint) as yearly_interest -- in hundred-millionths
    from closed
)

select
    measured.dt,
    (measured.account_id * 10 + 1) * 100000 + date_diff('day', date '1900-01-01', measured.dt) as balance_key,
    cast(strftime(measured.dt, '%Y%m%d') as integer) as date_key,
    measured.customer_id,
    measured.account_id,
    measured.account_id * 10 + 1 as contract_id,
    measured.product_id,
    measured.branch_id,
    measured.currency,
    cast(measured.closing_balance as decimal(18, 2)) as closing_balance,
    cast(measured.opening_balance as decimal(18, 2)) as opening_balance,
    cast(measured.net_movement as decimal(18, 2)) as net_movement,
    cast(measured.credit_amount as decimal(18, 2)) as credit_amount,
    cast(measured.debit_amount as decimal(18, 2)) as debit_amount,
    cast(
        cast(
            sign(measured.cent_days)
            * ((2 * abs(measured.cent_days) + measured.days_averaged) // (2 * measured.days_averaged))
            as decimal(18, 0)
        ) * 0.01
        as decimal(18, 2)
    ) as average_balance,
    cast(
        cast((2 * measured.yearly_interest + 365) // (2 * 365) as decimal(18, 0)) * 0.00000001 as decimal(18, 8)
    ) as interest_earned,
    cast(measured.interest_charged as decimal(18, 2)) as interest_charged,
    cast(measured.fees_charged as decimal(18, 2)) as fees_charged,
    cast(
        round(cast(measured.closing_balance as decimal(28, 2)) * fixing.usd_rate, 2) as decimal(18, 2)
    ) as closing_balance_usd,
    cast(
        case
            when measured.is_active then measured.available_balance + measured.since_snapshot
            else measured.available_balance
        end
        as decimal(18, 2)
    ) as available_balance,
    measured.credit_limit,
    cast(-measured.closing_balance / nullif(measured.credit_limit, 0) as decimal(18, 6)) as utilization
from measured
left join curated.fx_rates as fixing on fixing.dt = measured.dt and fixing.currency = measured.currency
order by measured.dt, balance_key
