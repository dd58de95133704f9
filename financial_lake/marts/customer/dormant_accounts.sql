-- How long ago each account was last used by its owner, and which sleep.
with days as (
    select calendar.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

uses as (
    select days.dt, activity.account_id, activity.dt as used_on
    from marts.account_activity_day as activity
    join days
        on activity.dt > days.dt - interval 400 days
        and activity.dt <= days.dt
),

observed as (
    select dt, min(used_on) as observed_from
    from uses
    group by dt
),

last_uses as (
    select
        dt,
        account_id,
        max(used_on) as last_used_on,
        max(case when used_on < dt then used_on end) as last_used_before_on
    from uses
    group by dt, account_id
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
