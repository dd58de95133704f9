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
    from curated.transactions as posting
    join days on posting.dt > days.snapshot_day and posting.dt < days.dt
    where posting.transaction_code = 'closing_transfer' and posting.status = 'completed'
        and posting.dt > (select min(snapshot_day) from days)
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
    from curated.accounts as account
    join days on days.snapshot_day = account.dt
    left join closed_since on closed_since.dt = days.dt and closed_since.account_id = account.account_id
    where closed_since.account_id is null and (account.closing_date is null or account.closing_date >= days.dt)
),

opened_since as (
    select days.dt, days.month_start, posting.account_id, min(posting.dt) as open_date,
        min(posting.customer_id) as customer_id, min(posting.currency) as currency
    from curated.transactions as posting
    join days on posting.dt > days.snapshot_day and posting.dt <= days.dt
    where posting.is_provisional_account and posting.dt > (select min(snapshot_day) from days)
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

today as (
    select
        posting.dt,
        posting.account_id,
        sum(posting.amount_posted) as amount,
        sum(case when posting.txn_type = 'credit' then posting.amount_posted else 0 end) as credits,
        -sum(case when posting.txn_type = 'debit' then posting.amount_posted else 0 end) as debits,
        -sum(case when posting.transaction_code = 'card_interest' then posting.amount_posted else 0 end) as interest,
        -sum(case when posting.flow_class = 'charge' then posting.amount_posted else 0 end) as fees
    from curated.transactions as posting
    semi join days on days.dt = posting.dt
    where posting.amount_posted <> 0
    group by posting.dt, posting.account_id
),

movements as ( -- what moved an account on a day; few of a month's days are joined to every later one
    select posting.dt, posting.account_id, cast(sum(posting.amount_posted) as decimal(18, 2)) as amount
    from curated.transactions as posting
    where posting.amount_posted <> 0 and posting.dt >= (select min(read_from) from days)
    group by posting.dt, posting.account_id
),

since_snapshot as (
    select days.dt, movements.account_id, sum(movements.amount) as amount
    from movements
    join days on movements.dt > days.snapshot_day and movements.dt <= days.dt
    group by days.dt, movements.account_id
),

this_month as (
    select
        days.dt,
        movements.account_id,
        sum(movements.amount) as amount,
        sum(movements.amount * (calendar.day_of_month - 1)) as by_days_into_month
    from movements
    join curated.calendar as calendar on calendar.dt = movements.dt
    join days on days.month_start = calendar.dt - (calendar.day_of_month - 1) and days.dt >= movements.dt
    group by days.dt, movements.account_id
),

closed as (
    select
        held.*,
        held.current_balance + coalesce(since_snapshot.amount, 0) as closing_balance,
        held.current_balance + coalesce(since_snapshot.amount, 0) - coalesce(today.amount, 0) as opening_balance,
        coalesce(since_snapshot.amount, 0) as since_snapshot,
        coalesce(today.amount, 0) as net_movement,
        coalesce(today.credits, 0) as credit_amount,
        coalesce(today.debits, 0) as debit_amount,
        coalesce(today.interest, 0) as interest_charged,
        coalesce(today.fees, 0) as fees_charged,
        date_diff('day', held.average_start, held.dt) + 1 as days_averaged,
        coalesce(
            this_month.by_days_into_month
            - this_month.amount * date_diff('day', held.month_start, held.average_start),
            0
        ) as not_yet_held
    from held
    left join today on today.dt = held.dt and today.account_id = held.account_id
    left join since_snapshot on since_snapshot.dt = held.dt and since_snapshot.account_id = held.account_id
    left join this_month on this_month.dt = held.dt and this_month.account_id = held.account_id
),

measured as (
    select
        closed.*,
        cast((closing_balance * days_averaged - not_yet_held) * 100 as hugeint) as cent_days,
        case
            when credit_limit is null
                then cast(opening_balance * 100 as bigint) * cast(coalesce(interest_rate, 0) * 1000000 as bigint)
            else 0
        end as yearly_interest -- in hundred-millionths
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
        cast(
            sign(measured.yearly_interest) * ((2 * abs(measured.yearly_interest) + 365) // (2 * 365))
            as decimal(18, 0)
        ) * 0.00000001
        as decimal(18, 8)
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
