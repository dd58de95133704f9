-- Customers overdrawn twice or more in the 90 days to the day.
with recent as (
    select build.days.dt, event.customer_id, event.overdraft_amount, event.fee_amount, event.fee_waived, event.dt as overdrawn_on
    from datalake.overdraft_events as event
    join build.days
        on event.dt > build.days.dt - interval 90 days
        and event.dt <= build.days.dt
)

select
    dt,
    customer_id,
    count(*) as overdraft_count,
    cast(sum(overdraft_amount) as decimal(18, 2)) as total_overdraft_amount,
    cast(sum(fee_amount) as decimal(18, 2)) as fees_charged,
    count(*) filter (fee_waived) as waived_count,
    min(overdrawn_on) as first_overdraft_on,
    max(overdrawn_on) as last_overdraft_on
from recent
group by dt, customer_id
having count(*) >= 2
order by dt, customer_id
