-- How long ago each account was last used by its owner, and which sleep.
with days as (
    select calendar.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

observed as (
    select days.dt, min(activity.dt) as observed_from
    from (select distinct dt from marts.account_activity_day) as activity
    join days
        on activity.dt > days.dt - interval 400 days
        and activity.dt <= days.dt
    group by days.dt
),

uses as (
    select
        account_id,
        dt as used_on,
        lag(dt) over in_order as used_before_on,
        lead(dt) over in_order as used_again_on
    from marts.account_activity_day
    window in_order as (partition by account_id order by dt)
),

last_uses as ( -- a use is the last one until the next
    select
        days.dt,
        uses.account_id,
        uses.used_on as last_used_on,
        case
            when uses.used_on < days.dt then uses.used_on
            when uses.used_before_on > days.dt - interval 400 days then uses.used_before_on
        end as last_used_before_on
    from uses
    join days
        on uses.used_on > days.dt - interval 400 days
        and uses.used_on <= days.dt
        and coalesce(uses.used_again_on > days.dt, true)
),

moved as (
    select distinct posting.dt, posting.account_id
    from curated.transactions as posting
    join days on days.dt = posting.dt
    where posting.status = 'completed'
),

accounts as (
    select
        days.dt,
        account.account_id,
        account.customer_id,
        account.account_type,
        greatest(account.open_date, coalesce(observed.observed_from, days.dt)) as asleep_since,
        last_uses.last_used_on,
        last_uses.last_used_before_on,
        moved.account_id is null as is_inactive_today
    from curated.accounts as account
    join days on account.dt = days.last_weekday and account.account_status <> 'closed'
    left join observed on observed.dt = days.dt
    left join last_uses on last_uses.dt = days.dt and last_uses.account_id = account.account_id
    left join moved on moved.dt = days.dt and moved.account_id = account.account_id
),

counted as (
    select
        accounts.*,
        date_diff('day', coalesce(last_used_on, asleep_since), dt) as days_inactive,
        date_diff('day', coalesce(last_used_before_on, asleep_since), dt) as days_inactive_before
    from accounts
)

select
    dt,
    account_id,
    customer_id,
    account_type,
    last_used_on as last_customer_posting_on,
    cast(days_inactive as integer) as days_inactive,
    last_used_on is null as is_censored,
    case
        when days_inactive >= 181 then 'd181_plus'
        when days_inactive >= 90 then 'd90_180'
        when days_inactive >= 30 then 'd30_89'
        else 'd0_29'
    end as bucket,
    is_inactive_today,
    last_used_on is not null and last_used_on = dt and days_inactive_before >= 181 as is_reactivated_today
from counted
order by dt, account_id
