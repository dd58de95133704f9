-- What overdrafts brought in on the day: fees that were due, let off and kept, and how large the overdrafts were.
with measured as (
    select
        build.days.dt,
        count(event.overdraft_id) as event_count,
        count(distinct event.customer_id) as customer_count,
        cast(count(event.overdraft_id) * 35.00 as decimal(18, 2)) as potential_fees,
        cast(coalesce(sum(event.fee_amount), 0) as decimal(18, 2)) as net_fee_revenue,
        count(*) filter (event.overdraft_amount <= 50) as count_to_50,
        count(*) filter (event.overdraft_amount > 50 and event.overdraft_amount <= 100) as count_to_100,
        count(*) filter (event.overdraft_amount > 100 and event.overdraft_amount <= 250) as count_to_250,
        count(*) filter (event.overdraft_amount > 250 and event.overdraft_amount <= 500) as count_to_500,
        count(*) filter (event.overdraft_amount > 500) as count_above_500
    from build.days
    left join datalake.overdraft_events as event on event.dt = build.days.dt
    group by build.days.dt
)

select
    dt,
    event_count,
    customer_count,
    potential_fees,
    cast(potential_fees - net_fee_revenue as decimal(18, 2)) as waived_fees,
    net_fee_revenue,
    cast(net_fee_revenue / nullif(potential_fees, 0) as decimal(18, 6)) as recovery_rate,
    count_to_50,
    count_to_100,
    count_to_250,
    count_to_500,
    count_above_500
from measured
order by dt
