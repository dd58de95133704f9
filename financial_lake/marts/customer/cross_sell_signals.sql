-- What could be offered to whom, how strongly it suggests itself, and since when.
with month_ends as (
    select build.days.dt, calendar.year * 12 + calendar.month as month_number
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

evidence as (
    select dt, customer_id, signal, strength_amount, detail from marts.cross_sell_evidence
    union all
    select dt, customer_id, signal, strength_amount, detail from marts.protection_gaps
),

fired as (
    select
        month_ends.dt,
        evidence.dt as fired_on,
        evidence.customer_id,
        evidence.signal,
        evidence.strength_amount,
        evidence.detail,
        month_ends.month_number - (calendar.year * 12 + calendar.month) as months_ago
    from evidence
    join month_ends
        on evidence.dt > month_ends.dt - interval 336 days
        and evidence.dt <= month_ends.dt
    join curated.calendar on calendar.dt = evidence.dt
),

placed as (
    select
        fired.*,
        row_number() over (partition by dt, customer_id, signal order by fired_on desc) - 1 as place
    from fired
),

unbroken as (
    select dt, customer_id, signal, min(fired_on) as first_fired_on
    from placed
    where place = months_ago
    group by dt, customer_id, signal
)

select
    fired.dt,
    fired.customer_id,
    fired.signal,
    fired.strength_amount,
    fired.detail,
    unbroken.first_fired_on
from fired
join unbroken
    on unbroken.dt = fired.dt
    and unbroken.customer_id = fired.customer_id
    and unbroken.signal = fired.signal
where fired.months_ago = 0
order by dt, customer_id, signal
